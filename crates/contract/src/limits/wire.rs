//! Limits as JSON: an object of whole numbers by [`Limit::key`](super::Limit::key).

use std::fmt;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Limits;

impl Serialize for Limits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(Self::TABLE.len()))?;
        for limit in Self::TABLE {
            map.serialize_entry(limit.key, &limit.get(self))?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Limits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(LimitsVisitor)
    }
}

struct LimitsVisitor;

impl<'de> Visitor<'de> for LimitsVisitor {
    type Value = Limits;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of limits")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Limits, A::Error> {
        let mut limits = Limits::default();
        while let Some(key) = map.next_key::<String>()? {
            let limit = Limits::TABLE.iter().find(|limit| limit.key == key);
            let limit =
                limit.ok_or_else(|| A::Error::custom(super::LimitsError::Unknown { name: key }))?;
            let value = limit.checked(map.next_value()?).map_err(A::Error::custom)?;
            limit.set(&mut limits, value);
        }
        Ok(limits)
    }
}

//! Which user a request means: an id, or another identifier that getUser looks up.

use serde_json::{Map, Value};

use crate::backend::{Connection, Lookup};
use crate::fields::Fields;
use crate::refusal::Refusal;

/// What an identifier is: V3's `userIdType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum IdType {
    #[default]
    UserId,
    Email,
    Phone,
    Username,
    Other(Lookup),
}

impl IdType {
    /// Reads the field `userIdType`; absent it is the user's id.
    ///
    /// # Errors
    /// 400 for a type nobody knows; 501 for one that the connection's getUser does not look up.
    pub(crate) fn read(fields: &mut Fields, connection: &Connection) -> Result<Self, Refusal> {
        let Some(name) = fields.text("userIdType")? else {
            return Ok(Self::default());
        };
        let other = || {
            let found = Lookup::ALL.into_iter().find(|lookup| lookup.name() == name);
            found.map(Self::Other)
        };
        let found = match name.as_str() {
            "user_id" => Some(Self::UserId),
            "email" => Some(Self::Email),
            "phone" => Some(Self::Phone),
            "username" => Some(Self::Username),
            _ => other(),
        };
        found
            .ok_or_else(|| fields.bad("userIdType"))?
            .offered(connection)
    }

    /// Itself, if the connection's getUser looks it up.
    ///
    /// # Errors
    /// 501 if not.
    pub(crate) fn offered(self, connection: &Connection) -> Result<Self, Refusal> {
        match self {
            Self::Other(lookup) if !connection.lookups.contains(&lookup) => Err(
                Refusal::unsupported(format!("userIdType {}", lookup.name())),
            ),
            _ => Ok(self),
        }
    }

    /// The key of getUser's `query`.
    pub(crate) const fn query_key(self) -> &'static str {
        match self {
            Self::UserId => "id",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Username => "username",
            Self::Other(lookup) => lookup.query_key(),
        }
    }
}

/// One user, as a request names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UserRef {
    pub(crate) id_type: IdType,
    pub(crate) text: String,
}

impl UserRef {
    /// The id, if it is one.
    pub(crate) fn plain_id(&self) -> Option<&str> {
        (self.id_type == IdType::UserId).then_some(self.text.as_str())
    }

    /// getUser's `query`, with exactly one key.
    pub(crate) fn query(&self) -> Map<String, Value> {
        let key = self.id_type.query_key().to_owned();
        Map::from_iter([(key, Value::from(self.text.as_str()))])
    }
}

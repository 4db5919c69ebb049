//! Where an address is, by a database file of the operator's in MaxMind's format (GeoLite2 City and the like).

use std::net::IpAddr;
use std::path::Path;

use maxminddb::{MaxMindDbError, Reader, geoip2};
use serde_json::{Map, Value};

use crate::refusal::Lang;

/// An opened database, wholly in memory.
pub struct Geo {
    reader: Reader<Vec<u8>>,
}

impl Geo {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read or is not in the format.
    pub fn open(path: &Path) -> Result<Self, MaxMindDbError> {
        Ok(Self {
            reader: Reader::open_readfile(path)?,
        })
    }

    /// `country`, `countryCode`, `province`, `city`, `latitude`, `longitude`, `timezone`, as far as known: an empty
    /// object for an address the database does not have. Names are in Chinese where the file has them and the request
    /// is Chinese, else in English.
    pub fn locate(&self, ip: IpAddr, lang: Lang) -> Map<String, Value> {
        let found = self.reader.lookup(ip).and_then(|found| found.decode());
        match found {
            Ok(Some(city)) => describe(&city, lang),
            Ok(None) => Map::new(),
            Err(error) => {
                tracing::warn!(%error, "the geo database could not be read at an address");
                Map::new()
            }
        }
    }
}

fn describe(found: &geoip2::City<'_>, lang: Lang) -> Map<String, Value> {
    let name = |names: &geoip2::Names<'_>| {
        let own = match lang {
            Lang::Zh => names.simplified_chinese,
            Lang::En => names.english,
        };
        own.or(names.english).map(Value::from)
    };
    let province = found.subdivisions.first();
    let known = [
        ("country", name(&found.country.names)),
        ("countryCode", found.country.iso_code.map(Value::from)),
        (
            "province",
            province.and_then(|province| name(&province.names)),
        ),
        ("city", name(&found.city.names)),
        ("latitude", found.location.latitude.map(Value::from)),
        ("longitude", found.location.longitude.map(Value::from)),
        ("timezone", found.location.time_zone.map(Value::from)),
    ];
    let given = |(key, value): (&str, Option<Value>)| Some((key.to_owned(), value?));
    known.into_iter().filter_map(given).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use connector_testkit::mmdb;

    #[test]
    fn found_in_either_language_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.mmdb");
        std::fs::write(&path, mmdb::one_network([203, 0, 113], &mmdb::beijing())).unwrap();
        let geo = Geo::open(&path).unwrap();
        let here = "203.0.113.9".parse().unwrap();
        assert_eq!(
            Value::Object(geo.locate(here, Lang::Zh)),
            json!({
                "country": "中国", "countryCode": "CN", "province": "北京市", "city": "北京",
                "latitude": 39.9, "longitude": 116.4, "timezone": "Asia/Shanghai",
            })
        );
        assert_eq!(geo.locate(here, Lang::En)["city"], "Beijing");
        for elsewhere in ["203.0.112.9", "::1"] {
            assert!(geo.locate(elsewhere.parse().unwrap(), Lang::Zh).is_empty());
        }
        std::fs::write(&path, b"no database").unwrap();
        assert!(Geo::open(&path).is_err());
    }
}

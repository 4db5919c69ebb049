//! V2 and V3, the one place where they meet: scripts speak of users in V2's fields, the API in V3's
//! (authing-contract.md §3).
//!
//! What a script returns is V2; what its `updates` and `userinfo` hold is V2 too. The names are mostly the same; what
//! differs is `id`/`userId`, `lastIP`/`lastIp`, `blocked`/`status`, custom data as a list of entries, and the gender
//! that one document writes `W` and the clients `F`.
//!
//! - [`FIELDS`]: each field, once.
//! - [`profile`]: what scripts return, as V3 shows it.
//! - [`request`]: what callers send, as scripts get it.

mod profile;
mod request;

pub(crate) use profile::{Parts, list_to_v3, page, to_v3};
pub(crate) use request::{from_v3, is_email};

/// What a field's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Email,
    Flag,
    Number,
    Time,
    Status,
    Gender,
    Texts,
}

/// One field of V3's `UserDto`.
struct Field {
    /// Its name in V3.
    name: &'static str,
    /// Its names in what scripts return, the first one found counts.
    v2: &'static [&'static str],
    kind: Kind,
    /// Whether create-user and update-user take it, and scripts get it under its V3 name.
    writable: bool,
}

const fn written(name: &'static str, v2: &'static [&'static str], kind: Kind) -> Field {
    Field {
        name,
        v2,
        kind,
        writable: true,
    }
}

const fn read(name: &'static str, v2: &'static [&'static str], kind: Kind) -> Field {
    Field {
        name,
        v2,
        kind,
        writable: false,
    }
}

/// Every field but `userId`, `customData`, `identities`, `departmentIds` and `password`, which have rules of their own.
#[rustfmt::skip]
const FIELDS: &[Field] = &[
    read("createdAt", &["createdAt"], Kind::Time),
    read("updatedAt", &["updatedAt"], Kind::Time),
    written("status", &["status"], Kind::Status),
    written("email", &["email"], Kind::Email),
    written("phone", &["phone"], Kind::Text),
    written("phoneCountryCode", &["phoneCountryCode"], Kind::Text),
    written("username", &["username"], Kind::Text),
    written("name", &["name"], Kind::Text),
    written("nickname", &["nickname"], Kind::Text),
    written("photo", &["photo"], Kind::Text),
    read("loginsCount", &["loginsCount"], Kind::Number),
    read("lastLogin", &["lastLogin"], Kind::Time),
    read("lastIp", &["lastIp", "lastIP"], Kind::Text),
    written("gender", &["gender"], Kind::Gender),
    written("emailVerified", &["emailVerified"], Kind::Flag),
    written("phoneVerified", &["phoneVerified"], Kind::Flag),
    read("passwordLastSetAt", &["passwordLastSetAt"], Kind::Time),
    written("birthdate", &["birthdate"], Kind::Text),
    written("country", &["country"], Kind::Text),
    written("province", &["province"], Kind::Text),
    written("city", &["city"], Kind::Text),
    written("address", &["address"], Kind::Text),
    written("streetAddress", &["streetAddress"], Kind::Text),
    written("postalCode", &["postalCode"], Kind::Text),
    written("externalId", &["externalId"], Kind::Text),
    read("resetPasswordOnNextLogin", &["resetPasswordOnNextLogin"], Kind::Flag),
    written("company", &["company"], Kind::Text),
    written("browser", &["browser"], Kind::Text),
    written("device", &["device"], Kind::Text),
    written("givenName", &["givenName"], Kind::Text),
    written("familyName", &["familyName"], Kind::Text),
    written("middleName", &["middleName"], Kind::Text),
    written("profile", &["profile"], Kind::Text),
    written("preferredUsername", &["preferredUsername"], Kind::Text),
    written("website", &["website"], Kind::Text),
    written("zoneinfo", &["zoneinfo"], Kind::Text),
    written("locale", &["locale"], Kind::Text),
    written("formatted", &["formatted"], Kind::Text),
    written("region", &["region"], Kind::Text),
    written("identityNumber", &["identityNumber"], Kind::Text),
    read("mainDepartmentId", &["mainDepartmentId"], Kind::Text),
    read("signedUp", &["signedUp"], Kind::Time),
    read("statusChangedAt", &["statusChangedAt"], Kind::Time),
    read("passwordSecurityLevel", &["passwordSecurityLevel"], Kind::Number),
    read("registerSource", &["registerSource"], Kind::Texts),
];

const STATUSES: [&str; 5] = [
    "Activated",
    "Suspended",
    "Resigned",
    "Archived",
    "Deactivated",
];
const EPOCH: &str = "1970-01-01T00:00:00.000Z";

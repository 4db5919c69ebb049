//! V2 and V3, the one place where they meet: scripts speak of users in V2's fields, the API in V3's
//! (authing-contract.md §3).
//!
//! What a script returns is V2; what its `updates` and `userinfo` hold is V2 too. The names are mostly the same; what
//! differs is `id`/`userId`, `lastIP`/`lastIp`, `blocked`/`status`, custom data as a list of entries, and the gender
//! that one document writes `W` and the clients `F`.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use crate::fields::Fields;
use crate::refusal::Refusal;

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

/// Which optional parts of a user an answer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) custom_data: bool,
    /// Custom fields beside the others instead of in `customData`.
    pub(crate) flat: bool,
    pub(crate) identities: bool,
    pub(crate) department_ids: bool,
}

impl Parts {
    /// What the answers to a change have.
    pub(crate) const ALL: Self = Self {
        custom_data: true,
        flat: false,
        identities: true,
        department_ids: true,
    };
}

/// V3's `UserDto` of a profile that a script returned.
///
/// Required fields that are absent get the documented defaults, timestamps 1970; other absent or empty ones are left
/// out. Fields that V3 does not know are dropped: a script may return a password's hash.
pub(crate) fn to_v3(profile: &Value, parts: Parts) -> Value {
    let mut user = Map::new();
    user.insert("userId".to_owned(), Value::from(id_text(profile)));
    for field in FIELDS {
        let given = field.v2.iter().find_map(|name| {
            let value = profile.get(name)?;
            (!value.is_null()).then_some(value)
        });
        if let Some(value) = read_value(field, given, profile) {
            user.insert(field.name.to_owned(), value);
        }
    }
    if parts.department_ids
        && let Some(ids) = profile.get("departmentIds").and_then(texts)
    {
        user.insert("departmentIds".to_owned(), ids);
    }
    if parts.identities
        && let Some(Value::Array(identities)) = profile.get("identities")
    {
        let objects = identities.iter().filter(|identity| identity.is_object());
        user.insert("identities".to_owned(), objects.cloned().collect());
    }
    if parts.custom_data
        && let Some(data) = custom_data(profile.get("customData"))
    {
        if parts.flat {
            for (key, value) in data {
                user.entry(key).or_insert(value);
            }
        } else {
            user.insert("customData".to_owned(), Value::Object(data));
        }
    }
    Value::Object(user)
}

/// A profile's id as V3 writes it: text. The contract has made sure that there is one.
pub(crate) fn id_text(profile: &Value) -> String {
    match profile.get("id") {
        Some(Value::String(id)) => id.clone(),
        // JavaScript has no 1.0: what it would write as 1 is 1 here too.
        Some(Value::Number(id)) => match id.as_f64() {
            Some(whole) if whole.fract() == 0.0 && whole.abs() < 1e15 => format!("{whole:.0}"),
            _ => id.to_string(),
        },
        _ => String::new(),
    }
}

fn read_value(field: &Field, given: Option<&Value>, profile: &Value) -> Option<Value> {
    match field.kind {
        Kind::Text | Kind::Email => given.and_then(text),
        Kind::Number => given.filter(|value| value.is_number()).cloned(),
        Kind::Texts => given.and_then(texts),
        Kind::Time => {
            let time = given.and_then(timestamp);
            let required = matches!(field.name, "createdAt" | "updatedAt");
            time.or_else(|| required.then(|| Value::from(EPOCH)))
        }
        Kind::Flag => {
            let flag = given.and_then(flag);
            let required = matches!(field.name, "emailVerified" | "phoneVerified");
            flag.or_else(|| required.then_some(false)).map(Value::from)
        }
        Kind::Status => {
            let known = |status: &&str| STATUSES.contains(status);
            let blocked = profile.get("blocked").and_then(flag) == Some(true);
            let status = given.and_then(Value::as_str).filter(known);
            Some(Value::from(match status {
                None | Some("Activated") if blocked => "Suspended",
                None => "Activated",
                Some(status) => status,
            }))
        }
        Kind::Gender => Some(Value::from(match given.and_then(Value::as_str) {
            Some("M") => "M",
            Some("F" | "W") => "F",
            _ => "U",
        })),
    }
}

/// Columns of another type come as JavaScript has them: a phone number may be a number.
fn text(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(value.clone()),
        Value::Number(number) => Some(Value::from(number.to_string())),
        _ => None,
    }
}

fn texts(value: &Value) -> Option<Value> {
    let items = value.as_array()?;
    Some(items.iter().filter_map(text).collect())
}

/// Databases without booleans have 0 and 1.
fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => match number.as_i64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
        _ => None,
    }
}

/// Text as it is, or milliseconds since 1970, as `Date.now()` gives them.
fn timestamp(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) if !text.is_empty() => Some(value.clone()),
        Value::Number(number) => {
            let millis = number.as_f64()?;
            let nanos = (millis * 1e6) as i128;
            let at = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?;
            let (year, month, day) = at.to_calendar_date();
            let (hour, minute, second, milli) = at.to_hms_milli();
            Some(Value::from(format!(
                "{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z",
                u8::from(month)
            )))
        }
        _ => None,
    }
}

/// V2 has a list of `{ key, value }`, V3 an object; scripts may return either.
fn custom_data(value: Option<&Value>) -> Option<Map<String, Value>> {
    match value? {
        Value::Object(data) => Some(data.clone()),
        Value::Array(entries) => {
            let pair = |entry: &Value| {
                let key = entry.get("key")?.as_str()?;
                Some((
                    key.to_owned(),
                    entry.get("value").cloned().unwrap_or_default(),
                ))
            };
            Some(entries.iter().filter_map(pair).collect())
        }
        _ => None,
    }
}

/// Reads the fields that describe a user into what scripts get.
///
/// `null` clears a text; for flags and choices it says nothing.
///
/// # Errors
/// When one has another type, a choice is none, or an e-mail address is none.
pub(crate) fn from_v3(fields: &mut Fields) -> Result<Map<String, Value>, Refusal> {
    let mut user = Map::new();
    for field in FIELDS.iter().filter(|field| field.writable) {
        let value = match field.kind {
            Kind::Flag => fields.flag(field.name)?.map(Value::from),
            Kind::Status => match fields.text(field.name)? {
                Some(status) if STATUSES.contains(&status.as_str()) => Some(Value::from(status)),
                Some(_) => return Err(fields.bad(field.name)),
                None => None,
            },
            Kind::Gender => match fields.text(field.name)?.as_deref() {
                Some(gender @ ("M" | "F" | "U")) => Some(Value::from(gender)),
                Some("W") => Some(Value::from("F")),
                Some(_) => return Err(fields.bad(field.name)),
                None => None,
            },
            Kind::Email => {
                let email = fields.clearable_text(field.name)?;
                if email
                    .as_ref()
                    .and_then(Value::as_str)
                    .is_some_and(|email| !is_email(email))
                {
                    return Err(fields.bad(field.name));
                }
                email
            }
            Kind::Text | Kind::Number | Kind::Time | Kind::Texts => {
                fields.clearable_text(field.name)?
            }
        };
        if let Some(value) = value {
            user.insert(field.name.to_owned(), value);
        }
    }
    Ok(user)
}

/// Something before the last `@` and something after it, no blanks: more than that only the mail tells.
pub(crate) fn is_email(text: &str) -> bool {
    let spaced = text.chars().any(|c| c.is_whitespace() || c.is_control());
    let parts = text.rsplit_once('@');
    text.len() <= 254
        && !spaced
        && parts.is_some_and(|(user, host)| !user.is_empty() && !host.is_empty())
}

/// The same user as a list's answer.
pub(crate) fn list_to_v3(page: &Value, parts: Parts) -> (u64, Vec<Value>) {
    let total = page
        .get("totalCount")
        .and_then(Value::as_f64)
        .unwrap_or(0.0);
    let list = page.get("list").and_then(Value::as_array);
    let users = list
        .into_iter()
        .flatten()
        .map(|profile| to_v3(profile, parts));
    // A count below zero is nobody's.
    (total.max(0.0) as u64, users.collect())
}

/// V3's page of users.
pub(crate) fn page(total: u64, users: Vec<Value>) -> Value {
    json!({ "totalCount": total, "list": users })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    #[test]
    fn a_minimal_profile_has_the_defaults() {
        assert_eq!(
            to_v3(&json!({"id": 1}), Parts::ALL),
            json!({
                "userId": "1", "createdAt": EPOCH, "updatedAt": EPOCH, "status": "Activated", "gender": "U",
                "emailVerified": false, "phoneVerified": false,
            })
        );
    }

    #[test]
    fn each_difference() {
        let table = [
            (json!({"id": "u1"}), "userId", json!("u1")),
            (json!({"id": 1.0}), "userId", json!("1")),
            (
                json!({"id": 9_007_199_254_740_991_u64}),
                "userId",
                json!("9007199254740991"),
            ),
            (json!({"id": 1.5}), "userId", json!("1.5")),
            (
                json!({"id": 1, "lastIP": "1.2.3.4"}),
                "lastIp",
                json!("1.2.3.4"),
            ),
            (
                json!({"id": 1, "lastIp": "1.2.3.4", "lastIP": "9.9.9.9"}),
                "lastIp",
                json!("1.2.3.4"),
            ),
            (
                json!({"id": 1, "lastIp": null, "lastIP": "9.9.9.9"}),
                "lastIp",
                json!("9.9.9.9"),
            ),
            (
                json!({"id": 1, "blocked": true}),
                "status",
                json!("Suspended"),
            ),
            (
                json!({"id": 1, "blocked": 1, "status": "Activated"}),
                "status",
                json!("Suspended"),
            ),
            (
                json!({"id": 1, "blocked": true, "status": "Archived"}),
                "status",
                json!("Archived"),
            ),
            (
                json!({"id": 1, "status": "Resigned"}),
                "status",
                json!("Resigned"),
            ),
            (
                json!({"id": 1, "status": "gone"}),
                "status",
                json!("Activated"),
            ),
            (json!({"id": 1, "gender": "W"}), "gender", json!("F")),
            (json!({"id": 1, "gender": "F"}), "gender", json!("F")),
            (json!({"id": 1, "gender": "M"}), "gender", json!("M")),
            (json!({"id": 1, "gender": 7}), "gender", json!("U")),
            (
                json!({"id": 1, "emailVerified": 1}),
                "emailVerified",
                json!(true),
            ),
            (
                json!({"id": 1, "emailVerified": "yes"}),
                "emailVerified",
                json!(false),
            ),
            (
                json!({"id": 1, "phone": 18_800_000_000_u64}),
                "phone",
                json!("18800000000"),
            ),
            (json!({"id": 1, "photo": ""}), "photo", json!("")),
            (json!({"id": 1, "photo": null}), "photo", Value::Null),
            (json!({"id": 1, "name": {"x": 1}}), "name", Value::Null),
            (json!({"id": 1, "loginsCount": 7}), "loginsCount", json!(7)),
            (
                json!({"id": 1, "createdAt": "2022-07-03T02:20:30.000Z"}),
                "createdAt",
                json!("2022-07-03T02:20:30.000Z"),
            ),
            (
                json!({"id": 1, "updatedAt": 1_656_814_830_123_u64}),
                "updatedAt",
                json!("2022-07-03T02:20:30.123Z"),
            ),
            (
                json!({"id": 1, "updatedAt": 1e300}),
                "updatedAt",
                json!(EPOCH),
            ),
            (
                json!({"id": 1, "customData": [{"key": "a", "value": 1, "label": "A"}, {"no": "key"}]}),
                "customData",
                json!({"a": 1}),
            ),
            (
                json!({"id": 1, "customData": {"a": 1}}),
                "customData",
                json!({"a": 1}),
            ),
            (
                json!({"id": 1, "departmentIds": ["d"]}),
                "departmentIds",
                json!(["d"]),
            ),
            (
                json!({"id": 1, "identities": [{"identityId": "i"}, 1]}),
                "identities",
                json!([{"identityId": "i"}]),
            ),
        ];
        for (profile, name, expected) in table {
            let user = to_v3(&profile, Parts::ALL);
            let found = user.get(name).cloned().unwrap_or_default();
            assert_eq!(found, expected, "{profile}");
        }
    }

    #[test]
    fn what_v3_does_not_know_is_dropped() {
        let dropped = [
            "token",
            "tokenExpiredAt",
            "oauth",
            "arn",
            "userPoolId",
            "unionid",
            "openid",
            "password",
            "locality",
            "blocked",
            "isDeleted",
            "id",
            "roles",
            "firstName",
        ];
        let mut profile = json!({"id": "1"});
        for name in dropped {
            profile[name] = json!("x");
        }
        let user = to_v3(&profile, Parts::ALL);
        for name in dropped {
            assert!(user.get(name).is_none(), "{name}");
        }
    }

    #[test]
    fn custom_data_only_where_asked_for_and_flat_where_asked_for() {
        let profile =
            json!({"id": 1, "nickname": "n", "customData": {"school": "s", "nickname": "other"}});
        let none = Parts {
            custom_data: false,
            ..Parts::ALL
        };
        assert!(to_v3(&profile, none).get("customData").is_none());
        let user = to_v3(
            &profile,
            Parts {
                flat: true,
                ..Parts::ALL
            },
        );
        assert_eq!(
            (&user["school"], &user["nickname"]),
            (&json!("s"), &json!("n"))
        );
        assert!(user.get("customData").is_none());
    }

    #[test]
    fn each_writable_field_reaches_the_script_with_its_type() {
        for field in FIELDS.iter().filter(|field| field.writable) {
            let good = match field.kind {
                Kind::Flag => json!(true),
                Kind::Status => json!("Archived"),
                Kind::Gender => json!("M"),
                Kind::Email => json!("a@b"),
                _ => json!("x"),
            };
            let read = |value: &Value| {
                let body = json!({ field.name: value }).to_string();
                let document = Document::from_json(body.as_bytes()).unwrap();
                from_v3(&mut Fields::of(&document))
            };
            assert_eq!(
                Value::Object(read(&good).unwrap()),
                json!({ field.name: good })
            );
            for bad in [json!(1), json!([]), json!({}), json!("true"), json!(false)] {
                let fits = matches!(
                    (field.kind, &bad),
                    (Kind::Flag, Value::Bool(_)) | (Kind::Text, Value::String(_))
                );
                assert_eq!(read(&bad).is_ok(), fits, "{} {bad}", field.name);
            }
        }
    }

    #[test]
    fn genders_and_cleared_texts() {
        let document = Document::from_json(
            br#"{"gender":"W","photo":null,"email":null,"status":null,"emailVerified":null}"#,
        )
        .unwrap();
        let mut fields = Fields::of(&document);
        let user = from_v3(&mut fields).unwrap();
        assert_eq!(
            Value::Object(user),
            json!({"email": null, "photo": null, "gender": "F"})
        );
        fields.done().unwrap();
    }

    #[test]
    fn addresses() {
        for (text, fits) in [
            ("a@b", true),
            ("a@b@c", true),
            ("@b", false),
            ("a@", false),
            ("a b@c", false),
            ("", false),
            ("ab", false),
        ] {
            assert_eq!(is_email(text), fits, "{text}");
        }
    }
}

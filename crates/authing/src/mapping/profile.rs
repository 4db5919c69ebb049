//! Users in V2's fields, as scripts return them, into V3's.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::{EPOCH, FIELDS, Field, Kind, STATUSES};

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
fn id_text(profile: &Value) -> String {
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
}

//! The fields that callers send, as scripts get them.

use serde_json::{Map, Value};

use super::{FIELDS, Kind, STATUSES};
use crate::fields::Fields;
use crate::refusal::Refusal;

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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::json::Document;

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

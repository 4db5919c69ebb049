//! The strict reader of what a request says: a JSON body or a query string, as parameters with their signed text.
//!
//! The signature scheme signs unescaped text, so two documents may share one signature (see
//! [`signature`](crate::signature)). What can be told apart here is: duplicate keys, at any depth, are refused, and so is
//! all that is not an object.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value};

/// A request's parameters, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Document {
    entries: Vec<Entry>,
    /// From a query string: every scalar is text, whatever type it means.
    pub(crate) textual: bool,
}

/// One parameter at the top level.
#[derive(Clone, PartialEq)]
pub(crate) struct Entry {
    /// Its name.
    pub(crate) key: String,
    /// What is signed for it: a string's own text, and every other value's JSON exactly as it was sent.
    pub(crate) signed: String,
    /// Its value.
    pub(crate) value: Value,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key)
    }
}

/// Why a body or a query was refused. No message quotes a value: values are passwords.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DocumentError {
    /// Not UTF-8.
    #[error("the body is not UTF-8")]
    NotUtf8,
    /// JSON, but no object.
    #[error("the body must be a JSON object")]
    NotAnObject,
    /// Not JSON, or a key stands twice.
    #[error("the body is refused at line {line}, column {column}: {reason}")]
    Refused {
        /// From 1; within the value for what is nested.
        line: usize,
        /// From 1.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
    /// More parameters than any request has.
    #[error("the query has too many parameters")]
    TooMany,
    /// A query parameter both as a list and as a single value.
    #[error("the query has {key:?} twice")]
    DuplicateParameter {
        /// The parameter.
        key: String,
    },
}

impl DocumentError {
    fn of(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let reason = text.split(" at line ").next().unwrap_or_default();
        Self::Refused {
            line: error.line(),
            column: error.column(),
            reason: reason.to_owned(),
        }
    }
}

impl Document {
    /// Reads a JSON object. An empty body is an empty object.
    ///
    /// # Errors
    /// When it is not UTF-8, not JSON, no object, or names a key twice at any depth.
    pub(crate) fn from_json(body: &[u8]) -> Result<Self, DocumentError> {
        let text = std::str::from_utf8(body).map_err(|_| DocumentError::NotUtf8)?;
        // serde_json's message for another type would quote the value.
        match text.trim_ascii_start().as_bytes().first() {
            None => return Ok(Self::default()),
            Some(b'{') => {}
            Some(_) => return Err(DocumentError::NotAnObject),
        }
        let mut reader = serde_json::Deserializer::from_str(text);
        let entries = reader
            .deserialize_map(TopLevel)
            .map_err(|error| DocumentError::of(&error))?;
        reader.end().map_err(|error| DocumentError::of(&error))?;
        Ok(Self {
            entries,
            textual: false,
        })
    }

    /// Reads a query string. `name[]`, however often, and a repeated `name` are lists; both forms are signed as one
    /// parameter `name` with the list's compact JSON, which is how the published client does it.
    ///
    /// # Errors
    /// When a parameter stands there in both forms, or there are too many.
    pub(crate) fn from_query(query: &str) -> Result<Self, DocumentError> {
        let mut found: Vec<(String, bool, Vec<String>)> = Vec::new();
        for (name, text) in url::form_urlencoded::parse(query.as_bytes()) {
            let (key, list) = match name.strip_suffix("[]") {
                Some(key) => (key, true),
                None => (name.as_ref(), false),
            };
            let full = found.len() >= MAX_KEYS;
            let known = found.iter().position(|(known, ..)| known == key);
            match known.and_then(|at| found.get_mut(at)) {
                None if full => return Err(DocumentError::TooMany),
                None => found.push((key.to_owned(), list, vec![text.into_owned()])),
                Some((_, known_list, texts)) if *known_list == list => {
                    texts.push(text.into_owned())
                }
                Some(_) => {
                    return Err(DocumentError::DuplicateParameter {
                        key: key.to_owned(),
                    });
                }
            }
        }
        let entries = found
            .into_iter()
            .map(|(key, list, mut texts)| match texts.len() {
                1 if !list => {
                    let text = texts.swap_remove(0);
                    Entry {
                        key,
                        signed: text.clone(),
                        value: Value::String(text),
                    }
                }
                _ => {
                    let value = Value::from(texts);
                    Entry {
                        key,
                        signed: value.to_string(),
                        value,
                    }
                }
            });
        Ok(Self {
            entries: entries.collect(),
            textual: true,
        })
    }

    /// The parameters, in their order.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The parameters as one object.
    pub(crate) fn to_map(&self) -> Map<String, Value> {
        let pair = |entry: &Entry| (entry.key.clone(), entry.value.clone());
        self.entries.iter().map(pair).collect()
    }
}

/// Reads the outermost object, keeping each value's own text.
struct TopLevel;

impl<'de> Visitor<'de> for TopLevel {
    type Value = Vec<Entry>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries: Vec<Entry> = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            if entries.iter().any(|entry| entry.key == key) {
                return Err(twice(&key));
            }
            if entries.len() >= MAX_KEYS {
                return Err(A::Error::custom("too many keys"));
            }
            let raw: &RawValue = map.next_value()?;
            let value = strict(raw.get()).map_err(|error| {
                let DocumentError::Refused { reason, .. } = DocumentError::of(&error) else {
                    return A::Error::custom("not JSON");
                };
                A::Error::custom(reason)
            })?;
            let signed = match &value {
                Value::String(text) => text.clone(),
                _ => raw.get().to_owned(),
            };
            entries.push(Entry { key, signed, value });
        }
        Ok(entries)
    }
}

/// More parameters than any request has; it keeps the search for duplicates short.
const MAX_KEYS: usize = 256;

fn twice<E: serde::de::Error>(key: &str) -> E {
    let shown: String = key.chars().take(64).collect();
    E::custom(format!("the key {shown:?} stands twice"))
}

fn strict(json: &str) -> Result<Value, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let value = Strict.deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// Any JSON value, without duplicate keys. serde_json bounds the depth.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Strict)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if object.contains_key(&key) {
                return Err(twice(&key));
            }
            let value = map.next_value_seed(Strict)?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_signed_is_the_text_as_sent() {
        let body =
            r#"{"a":"x\u0041 &b=c","n":1e2,"t":true,"z":null,"o":{"b": 1,"a":2},"l":["\u5317"]}"#;
        let document = Document::from_json(body.as_bytes()).unwrap();
        let signed: Vec<(&str, &str)> = document
            .entries()
            .iter()
            .map(|entry| (entry.key.as_str(), entry.signed.as_str()))
            .collect();
        let expected = [
            ("a", "xA &b=c"),
            ("n", "1e2"),
            ("t", "true"),
            ("z", "null"),
            ("o", r#"{"b": 1,"a":2}"#),
            ("l", r#"["\u5317"]"#),
        ];
        assert_eq!(signed, expected);
        assert_eq!(document.to_map().get("l"), Some(&json!(["北"])));
    }

    #[test]
    fn refused() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(200), "]".repeat(200));
        let table: &[(&[u8], &str)] = &[
            (b"[]", "the body must be a JSON object"),
            (b"\"secret\"", "the body must be a JSON object"),
            (b"null", "the body must be a JSON object"),
            (br#"{"a":1,"a":1}"#, "the key \"a\" stands twice"),
            (br#"{"a":1,"\u0061":2}"#, "the key \"a\" stands twice"),
            (
                br#"{"o":{"x":[{"k":1,"k":2}]}}"#,
                "the key \"k\" stands twice",
            ),
            (br#"{"a":1}{"#, "trailing characters"),
            (br#"{"a":01}"#, "refused at line 1"),
            (br#"{"a":1e999}"#, "number out of range"),
            (br#"{"a":"\ud800"}"#, "unexpected end of hex escape"),
            (br#"{"a":1,}"#, "trailing comma"),
            (br#"{a:1}"#, "key must be a string"),
            (b"{\"a\":\"\xff\"}", "not UTF-8"),
            (deep.as_bytes(), "recursion limit exceeded"),
        ];
        for (body, expected) in table {
            let error = Document::from_json(body).unwrap_err().to_string();
            let shown = String::from_utf8_lossy(body);
            assert!(error.contains(expected), "{shown}: {error}");
            assert!(!error.contains("secret"));
        }
        assert_eq!(Document::from_json(b"").unwrap(), Document::default());
    }

    #[test]
    fn queries() {
        let query = "userIds[]=a&userIds%5B%5D=b+c&flag=true&x=1&x=2&e=%E5%8C%97";
        let document = Document::from_query(query).unwrap();
        assert_eq!(
            Value::Object(document.to_map()),
            json!({"userIds": ["a", "b c"], "flag": "true", "x": ["1", "2"], "e": "北"})
        );
        assert_eq!(document.entries()[0].signed, r#"["a","b c"]"#);
        assert!(Document::from_query("a=1&a[]=2").is_err());
        let many: Vec<String> = (0..=MAX_KEYS).map(|at| format!("k{at}=1")).collect();
        assert_eq!(
            Document::from_query(&many.join("&")),
            Err(DocumentError::TooMany)
        );
        let body: Vec<String> = (0..=MAX_KEYS).map(|at| format!("\"k{at}\":1")).collect();
        assert!(Document::from_json(format!("{{{}}}", body.join(",")).as_bytes()).is_err());
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::from),
            any::<f64>()
                .prop_map(|number| Number::from_f64(number).map_or(Value::Null, Value::Number)),
            ".*".prop_map(Value::String),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
                prop::collection::vec((".*", inner), 0..6)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// Whatever serde_json writes, the strict reader reads, and the parts' texts make up the whole.
        #[test]
        fn reads_what_was_written(pairs in prop::collection::vec((".*", any_value()), 0..8)) {
            let map: Map<String, Value> = pairs.into_iter().collect();
            let body = serde_json::to_string(&map).unwrap();
            let document = Document::from_json(body.as_bytes()).unwrap();
            prop_assert_eq!(document.to_map(), map);
            let parts: Vec<String> = document.entries().iter().map(|entry| {
                let value = match &entry.value {
                    Value::String(text) => serde_json::to_string(text).unwrap(),
                    _ => entry.signed.clone(),
                };
                format!("{}:{value}", serde_json::to_string(&entry.key).unwrap())
            }).collect();
            prop_assert_eq!(format!("{{{}}}", parts.join(",")), body);
        }

        /// A key that stands twice is found wherever it is.
        #[test]
        fn a_duplicate_is_found(key in ".*", one in any_value(), other in any_value(), depth in 0_usize..6) {
            let key = serde_json::to_string(&key).unwrap();
            let mut body = format!("{{{key}:{one},{key}:{other}}}");
            for _ in 0..depth {
                body = format!("{{\"o\":[{body}]}}");
            }
            let error = Document::from_json(body.as_bytes()).unwrap_err().to_string();
            prop_assert!(error.contains("stands twice"), "{}", error);
        }

        /// Never a panic, never more than serde_json takes.
        #[test]
        fn any_bytes(body in prop::collection::vec(any::<u8>(), 0..64), text in "[{}\\[\\]\":,0-9a-z\\\\ ]{0,40}") {
            for body in [body.as_slice(), text.as_bytes()] {
                if let Ok(document) = Document::from_json(body) && !body.trim_ascii().is_empty() {
                    let lax: Value = serde_json::from_slice(body).unwrap();
                    prop_assert_eq!(Value::Object(document.to_map()), lax);
                }
            }
            let _ = Document::from_query(&text);
        }
    }
}

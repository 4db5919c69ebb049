//! JSON to patterns. Keys that begin with `$` are matchers, and nothing else.

use std::collections::BTreeSet;

use regex::Regex;
use serde_json::{Map, Value};

use super::{Pattern, TYPES, Test};
use crate::place::Place;

/// A matcher that is none.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct BadPattern {
    /// Where.
    pub(crate) place: Place,
    /// What is wrong.
    pub(crate) message: String,
}

const NAMES: &str =
    "$any, $type, $regex, $contains, $near with within, $bcrypt, $not, $capture, $ref";

/// Reads an expectation. `captured` holds the names that earlier steps and earlier parts of this one keep values under;
/// the ones kept here are added.
pub(crate) fn read(
    value: &Value,
    place: &Place,
    captured: &mut BTreeSet<String>,
) -> Result<Pattern, BadPattern> {
    Ok(match value {
        Value::Array(items) => Pattern::Array(
            items
                .iter()
                .enumerate()
                .map(|(at, item)| read(item, &place.index(at), captured))
                .collect::<Result<_, _>>()?,
        ),
        Value::Object(members) if members.keys().any(|key| key.starts_with('$')) => {
            Pattern::Tests {
                tests: tests(members, place, captured)?,
                source: value.clone(),
            }
        }
        Value::Object(members) => Pattern::Object(
            members
                .iter()
                .map(|(key, value)| Ok((key.clone(), read(value, &place.key(key), captured)?)))
                .collect::<Result<_, _>>()?,
        ),
        scalar => Pattern::Scalar(scalar.clone()),
    })
}

fn tests(
    members: &Map<String, Value>,
    place: &Place,
    captured: &mut BTreeSet<String>,
) -> Result<Vec<Test>, BadPattern> {
    let mut tests = Vec::new();
    for (key, value) in members {
        if key == "within" && members.contains_key("$near") {
            continue;
        }
        let here = place.key(key);
        let bad = |message: String| BadPattern {
            place: here.clone(),
            message,
        };
        let text = |what: &str| {
            let text = value.as_str().map(str::to_owned);
            text.ok_or_else(|| bad(format!("{key} takes {what}")))
        };
        tests.push(match key.as_str() {
            "$any" if value == true => Test::Any,
            "$any" => return Err(bad("$any takes true".to_owned())),
            "$type" => {
                let wanted = text("a type")?;
                let found = TYPES.into_iter().find(|name| *name == wanted);
                Test::Type(found.ok_or_else(|| {
                    bad(format!(
                        "{wanted:?} is no type: it is one of {}",
                        TYPES.join(", ")
                    ))
                })?)
            }
            "$regex" => {
                let source = text("a regular expression")?;
                Test::Regex(Regex::new(&source).map_err(|error| bad(error.to_string()))?)
            }
            "$contains" => Test::Contains(Box::new(read(value, &here, captured)?)),
            "$near" => {
                let number = value
                    .as_f64()
                    .ok_or_else(|| bad("$near takes a number".to_owned()))?;
                let within = members
                    .get("within")
                    .and_then(Value::as_f64)
                    .filter(|within| *within >= 0.0);
                let within = within.ok_or_else(|| {
                    bad("$near needs a number of at least 0 in within beside it".to_owned())
                })?;
                Test::Near { number, within }
            }
            "$bcrypt" => Test::Bcrypt(text("the plain text")?),
            // What a denial holds has not been found, so nothing of it is kept.
            "$not" => Test::Not(Box::new(read(value, &here, &mut captured.clone())?)),
            "$capture" => {
                let name = text("a name")?;
                captured.insert(name.clone());
                Test::Capture(name)
            }
            "$ref" => {
                let name = text("a name")?;
                if !captured.contains(&name) {
                    return Err(bad(format!("nothing before this captures {name:?}")));
                }
                Test::Ref(name)
            }
            _ if key.starts_with('$') => {
                return Err(bad(format!("{key} is not a matcher: they are {NAMES}")));
            }
            _ => {
                return Err(bad(format!(
                    "{key} stands beside a matcher: only other matchers may"
                )));
            }
        });
    }
    Ok(tests)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn wrong_matchers_are_named_with_their_place() {
        for (value, place, part) in [
            (
                json!({ "a": { "$anyy": true } }),
                "a.$anyy",
                "$anyy is not a matcher",
            ),
            (json!([{ "$any": false }]), "[0].$any", "takes true"),
            (json!({ "$type": "strin" }), "$type", "no type"),
            (json!({ "$regex": "(" }), "$regex", "unclosed group"),
            (json!({ "$near": 1 }), "$near", "within"),
            (json!({ "$near": 1, "within": -1 }), "$near", "within"),
            (json!({ "$ref": "x" }), "$ref", "captures \"x\""),
            (json!({ "$any": true, "b": 1 }), "b", "stands beside"),
            (
                json!([{ "$not": { "$capture": "x" } }, { "$ref": "x" }]),
                "[1].$ref",
                "captures",
            ),
        ] {
            let error = read(&value, &Place::default(), &mut BTreeSet::new()).unwrap_err();
            assert_eq!(error.place.to_string(), place, "{value}");
            assert!(error.message.contains(part), "{value}: {}", error.message);
        }
    }
}

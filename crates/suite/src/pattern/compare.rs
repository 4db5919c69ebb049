//! Patterns against what was found.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Pattern, Test, type_name};
use crate::place::Place;

/// What was kept by `$capture`, by name.
pub(crate) type Captures = BTreeMap<String, Value>;

/// One place where expectation and finding part.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// Where in the case file.
    pub place: Place,
    /// What the file has there.
    pub expected: Value,
    /// What was found; nothing when there is no such member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<Value>,
    /// What is wrong, in words.
    pub message: String,
}

/// All differences, and both sides with what agrees made equal, so that a diff shows what does not.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    pub(crate) differences: Vec<Difference>,
    pub(crate) expected: Value,
    pub(crate) found: Value,
}

/// Compares `found` to what `place` of the case file expects.
pub(crate) fn compare(
    pattern: &Pattern,
    found: &Value,
    place: &Place,
    captures: &mut Captures,
) -> Comparison {
    let mut differences = Vec::new();
    let (expected, found) = Comparer {
        captures,
        differences: &mut differences,
    }
    .value(pattern, found, place);
    Comparison {
        differences,
        expected,
        found,
    }
}

struct Comparer<'a> {
    captures: &'a mut Captures,
    differences: &'a mut Vec<Difference>,
}

impl Comparer<'_> {
    /// Both sides as a diff should show them.
    fn value(&mut self, pattern: &Pattern, found: &Value, place: &Place) -> (Value, Value) {
        match (pattern, found) {
            (Pattern::Object(members), Value::Object(found)) => self.object(members, found, place),
            (Pattern::Array(items), Value::Array(found)) => self.array(items, found, place),
            (Pattern::Scalar(wanted), found) if same(wanted, found) => {
                (found.clone(), found.clone())
            }
            (Pattern::Tests { tests, .. }, found) => {
                match tests.iter().find_map(|test| self.test(test, found).err()) {
                    None => (found.clone(), found.clone()),
                    Some(message) => self.differ(pattern, found, place, message),
                }
            }
            _ => {
                let message = match (pattern, found) {
                    (Pattern::Object(_), _) => {
                        format!("expected an object, found {}", short(found))
                    }
                    (Pattern::Array(_), _) => format!("expected an array, found {}", short(found)),
                    _ => format!(
                        "expected {}, found {}",
                        short(&pattern.source()),
                        short(found)
                    ),
                };
                self.differ(pattern, found, place, message)
            }
        }
    }

    fn differ(
        &mut self,
        pattern: &Pattern,
        found: &Value,
        place: &Place,
        message: String,
    ) -> (Value, Value) {
        let expected = pattern.source();
        self.differences.push(Difference {
            place: place.clone(),
            expected: expected.clone(),
            found: Some(found.clone()),
            message,
        });
        (expected, found.clone())
    }

    fn object(
        &mut self,
        members: &[(String, Pattern)],
        found: &Map<String, Value>,
        place: &Place,
    ) -> (Value, Value) {
        let (mut left, mut right) = (Map::new(), Map::new());
        for (key, pattern) in members {
            let here = place.key(key);
            if let Some(found) = found.get(key) {
                let (expected, found) = self.value(pattern, found, &here);
                left.insert(key.clone(), expected);
                right.insert(key.clone(), found);
            } else {
                let expected = pattern.source();
                self.differences.push(Difference {
                    place: here,
                    expected: expected.clone(),
                    found: None,
                    message: format!("expected {}, found nothing", short(&expected)),
                });
                left.insert(key.clone(), expected);
            }
        }
        (left.into(), right.into())
    }

    fn array(&mut self, items: &[Pattern], found: &[Value], place: &Place) -> (Value, Value) {
        if items.len() == found.len() {
            let pairs = items.iter().zip(found).enumerate();
            let sides =
                pairs.map(|(at, (pattern, found))| self.value(pattern, found, &place.index(at)));
            let (left, right): (Vec<_>, Vec<_>) = sides.unzip();
            return (left.into(), right.into());
        }
        let expected: Value = items.iter().map(Pattern::source).collect();
        self.differences.push(Difference {
            place: place.clone(),
            expected,
            found: Some(found.to_vec().into()),
            message: format!("expected {} items, found {}", items.len(), found.len()),
        });
        // Only to show them: the difference in length is all there is to say.
        let mut nothing = Vec::new();
        let mut shown = Comparer {
            captures: &mut self.captures.clone(),
            differences: &mut nothing,
        };
        let mut left = Vec::new();
        let mut right = found.to_vec();
        for (at, pattern) in items.iter().enumerate() {
            match right.get_mut(at) {
                Some(found) => {
                    let (expected, seen) = shown.value(pattern, found, place);
                    left.push(expected);
                    *found = seen;
                }
                None => left.push(pattern.source()),
            }
        }
        (left.into(), right.into())
    }

    /// Whether a pattern holds, without telling of differences.
    fn holds(&mut self, pattern: &Pattern, found: &Value) -> bool {
        let mut captures = self.captures.clone();
        let holds = compare(pattern, found, &Place::default(), &mut captures)
            .differences
            .is_empty();
        if holds {
            *self.captures = captures;
        }
        holds
    }

    fn test(&mut self, test: &Test, found: &Value) -> Result<(), String> {
        let (holds, wanted) = match test {
            Test::Any => (true, String::new()),
            Test::Type(name) => (type_name(found) == *name, format!("a value of type {name}")),
            Test::Regex(regex) => (
                found.as_str().is_some_and(|text| regex.is_match(text)),
                format!("text that matches /{regex}/"),
            ),
            Test::Contains(pattern) => (
                self.contains(pattern, found),
                format!("something that contains {}", short(&pattern.source())),
            ),
            Test::Near { number, within } => (
                found
                    .as_f64()
                    .is_some_and(|found| (found - number).abs() <= *within),
                format!("a number within {within} of {number}"),
            ),
            Test::Bcrypt(plain) => (
                found
                    .as_str()
                    .is_some_and(|hash| bcrypt::verify(plain, hash).unwrap_or(false)),
                "a bcrypt hash of the given text".to_owned(),
            ),
            Test::Not(pattern) => {
                let before = self.captures.clone();
                let held = self.holds(pattern, found);
                *self.captures = before;
                (!held, format!("anything but {}", short(&pattern.source())))
            }
            Test::Capture(name) => {
                self.captures.insert(name.clone(), found.clone());
                (true, String::new())
            }
            Test::Ref(name) => {
                let kept = self.captures.get(name);
                let shown =
                    kept.map_or_else(|| "nothing, as it was never captured".to_owned(), short);
                (
                    kept.is_some_and(|kept| equal(kept, found)),
                    format!("what was captured as {name}, {shown}"),
                )
            }
        };
        if holds {
            Ok(())
        } else {
            Err(format!("expected {wanted}, found {}", short(found)))
        }
    }

    fn contains(&mut self, pattern: &Pattern, found: &Value) -> bool {
        match (pattern, found) {
            (Pattern::Scalar(Value::String(part)), Value::String(text)) => {
                text.contains(part.as_str())
            }
            (Pattern::Array(parts), Value::Array(items)) => parts
                .iter()
                .all(|part| items.iter().any(|item| self.holds(part, item))),
            (part, Value::Array(items)) => items.iter().any(|item| self.holds(part, item)),
            (part @ Pattern::Object(_), found @ Value::Object(_)) => self.holds(part, found),
            _ => false,
        }
    }
}

/// Whether two scalars are the same to JavaScript, which has one sort of number.
fn same(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::Number(wanted), Value::Number(found)) => {
            wanted == found || wanted.as_f64() == found.as_f64()
        }
        _ => wanted == found,
    }
}

/// Whether two values are the same all through.
fn equal(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::Array(wanted), Value::Array(found)) => {
            wanted.len() == found.len()
                && wanted
                    .iter()
                    .zip(found)
                    .all(|(wanted, found)| equal(wanted, found))
        }
        (Value::Object(wanted), Value::Object(found)) => {
            wanted.len() == found.len()
                && wanted
                    .iter()
                    .all(|(key, wanted)| found.get(key).is_some_and(|found| equal(wanted, found)))
        }
        _ => same(wanted, found),
    }
}

/// A value in a sentence.
pub(crate) fn short(value: &Value) -> String {
    const MOST: usize = 80;
    let text = value.to_string();
    if text.chars().count() <= MOST {
        return text;
    }
    let start: String = text.chars().take(MOST).collect();
    format!("{start}\u{2026}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::pattern::read;

    fn messages(pattern: Value, found: Value) -> Vec<String> {
        let pattern = read(
            &pattern,
            &Place::default(),
            &mut BTreeSet::from(["old".to_owned()]),
        )
        .unwrap();
        let mut captures = Captures::from([("old".to_owned(), json!(7))]);
        let comparison = compare(&pattern, &found, &Place::default(), &mut captures);
        comparison
            .differences
            .iter()
            .map(|found| format!("{}: {}", found.place, found.message))
            .collect()
    }

    #[test]
    fn objects_may_have_more_and_arrays_may_not() {
        assert!(
            messages(
                json!({ "a": { "b": [1] } }),
                json!({ "a": { "b": [1.0], "c": 2 }, "d": 3 })
            )
            .is_empty()
        );
        assert_eq!(
            messages(json!({ "a": [1] }), json!({ "a": [1, 2] })),
            ["a: expected 1 items, found 2"]
        );
        assert_eq!(
            messages(json!({ "a": null }), json!({})),
            ["a: expected null, found nothing"]
        );
        assert_eq!(
            messages(json!("1"), json!(1)),
            [": expected \"1\", found 1"]
        );
        assert_eq!(
            messages(json!({}), json!([])),
            [": expected an object, found []"]
        );
    }

    #[test]
    fn each_matcher_holds_and_fails() {
        let hash = bcrypt::hash("s3cret", 4).unwrap();
        for (pattern, yes, no) in [
            (json!({ "$type": "array" }), json!([]), json!({})),
            (json!({ "$type": "null" }), json!(null), json!(0)),
            (json!({ "$regex": "^a+$" }), json!("aaa"), json!("baa")),
            (json!({ "$regex": "1" }), json!("1"), json!(1)),
            (json!({ "$contains": "bc" }), json!("abcd"), json!("acbd")),
            (json!({ "$contains": 2 }), json!([1, 2]), json!([1, 3])),
            (
                json!({ "$contains": [3, 1] }),
                json!([1, 2, 3]),
                json!([1, 2]),
            ),
            (
                json!({ "$contains": { "a": 1 } }),
                json!([{ "a": 1, "b": 2 }]),
                json!([{ "a": 2 }]),
            ),
            (
                json!({ "$near": 10, "within": 0.5 }),
                json!(10.5),
                json!(10.6),
            ),
            (json!({ "$bcrypt": "s3cret" }), json!(hash), json!("s3cret")),
            (json!({ "$not": 1 }), json!(2), json!(1)),
            (
                json!({ "$not": { "$type": "string" } }),
                json!(1),
                json!("1"),
            ),
            (json!({ "$ref": "old" }), json!(7.0), json!("7")),
            (json!({ "$type": "number", "$not": 0 }), json!(1), json!(0)),
        ] {
            assert_eq!(
                messages(pattern.clone(), yes.clone()),
                [""; 0],
                "{pattern} {yes}"
            );
            assert_eq!(
                messages(pattern.clone(), no.clone()).len(),
                1,
                "{pattern} {no}"
            );
        }
        assert!(messages(json!({ "$any": true }), json!(null)).is_empty());
        assert_eq!(
            messages(json!({ "a": { "$any": true } }), json!({})).len(),
            1,
            "absent is not any"
        );
        assert_eq!(
            messages(json!({ "$bcrypt": "other" }), json!(hash)).len(),
            1
        );
    }

    #[test]
    fn captures_are_kept_and_the_sides_are_made_alike() {
        let pattern =
            json!({ "id": { "$capture": "id" }, "name": "a", "list": [1, { "$any": true }] });
        let pattern = read(&pattern, &Place::default(), &mut BTreeSet::new()).unwrap();
        let mut captures = Captures::new();
        let found = json!({ "more": 0, "name": "b", "id": 5, "list": [1, 2] });
        let comparison = compare(&pattern, &found, &Place::default(), &mut captures);
        assert_eq!(captures["id"], 5);
        assert_eq!(
            comparison.expected,
            json!({ "id": 5, "name": "a", "list": [1, 2] })
        );
        assert_eq!(
            comparison.found,
            json!({ "id": 5, "name": "b", "list": [1, 2] })
        );
    }
}

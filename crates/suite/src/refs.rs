//! `{"$ref": "name"}` in what a step is called with.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::pattern::Captures;

/// The name, if this is a reference: an object of that one member.
fn name(value: &Value) -> Option<&str> {
    let members = value.as_object().filter(|members| members.len() == 1)?;
    members.get("$ref")?.as_str()
}

/// All names that are asked for.
pub(crate) fn names<'v>(values: impl IntoIterator<Item = &'v Value>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for value in values {
        collect(value, &mut names);
    }
    names
}

fn collect(value: &Value, names: &mut BTreeSet<String>) {
    if let Some(name) = name(value) {
        names.insert(name.to_owned());
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        Value::Object(members) => members.values().for_each(|value| collect(value, names)),
        _ => {}
    }
}

/// The value with what was captured in place of references; names that were never captured are left.
pub(crate) fn resolve(value: &Value, captures: &Captures) -> Value {
    if let Some(kept) = name(value).and_then(|name| captures.get(name)) {
        return kept.clone();
    }
    match value {
        Value::Array(items) => items.iter().map(|item| resolve(item, captures)).collect(),
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(key, value)| (key.clone(), resolve(value, captures)));
            Value::Object(members.collect())
        }
        scalar => scalar.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_are_found_and_replaced_at_any_depth() {
        let value = json!([{ "a": { "$ref": "id" } }, { "$ref": "x", "b": 1 }]);
        assert_eq!(names([&value]), BTreeSet::from(["id".to_owned()]));
        let captures = Captures::from([("id".to_owned(), json!(9))]);
        assert_eq!(
            resolve(&value, &captures),
            json!([{ "a": 9 }, { "$ref": "x", "b": 1 }])
        );
    }
}

//! Values as people write them: on one line while they fit, else a member or item a line.

use serde_json::Value;

/// What still reads well on one line.
const LINE: usize = 100;

/// `value` as text whose first line begins at a line indented by `indent`.
pub(super) fn print(value: &Value, indent: &str) -> String {
    let inline = inline(value);
    if indent.len() + inline.len() <= LINE {
        return inline;
    }
    let deeper = format!("{indent}  ");
    let (open, close, parts): (_, _, Vec<String>) = match value {
        Value::Array(items) => (
            '[',
            ']',
            items.iter().map(|item| print(item, &deeper)).collect(),
        ),
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| {
                format!("{}: {}", Value::from(key.as_str()), print(value, &deeper))
            };
            ('{', '}', members.iter().map(member).collect())
        }
        _ => return inline,
    };
    let parts: Vec<String> = parts.iter().map(|part| format!("{deeper}{part}")).collect();
    format!("{open}\n{}\n{indent}{close}", parts.join(",\n"))
}

/// `{ "a": 1, "b": [1, 2] }`
fn inline(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| {
                format!("{}: {}", Value::from(key.as_str()), inline(value))
            };
            let members: Vec<String> = members.iter().map(member).collect();
            format!("{{ {} }}", members.join(", "))
        }
        scalar => scalar.to_string(),
    }
}

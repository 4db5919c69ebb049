//! Arguments go into a script and its result comes out: the same, but for what JavaScript's numbers can't hold.

use serde_json::Value;

use crate::dice::Dice;
use crate::lone::{Call, lone, returned};

const ECHO: &str =
    "async function updateUser(id, updates, context) { return { id, updates, context }; }";
const LIMITS: &str = "wall=20s,cpu=10s";
/// Keys and texts that careless hands trip over.
const WORDS: &[&str] = &[
    "__proto__",
    "constructor",
    "prototype",
    "toJSON",
    "then",
    "length",
    "id",
    "0",
    "-1",
    "4294967295",
    "\u{2028}",
    "\u{feff}",
    "\u{0}",
    "\u{1f600}",
    "\\u0000",
    "</script>",
    "",
];

/// Sends one input through an isolate: JSON if it is any, else a made-up value.
pub(crate) fn run(bytes: &[u8]) {
    let value = serde_json::from_slice(bytes).unwrap_or_else(|_| Dice::new(bytes).json(WORDS));
    let updates = serde_json::json!({ "value": value });
    let report = lone().call(Call {
        source: ECHO,
        updates: updates.clone(),
        limits: LIMITS,
    });
    let found = returned(&report);
    assert_eq!(found["id"], "1");
    assert_eq!(found["context"], Value::Null);
    assert!(
        same(&found["updates"], &updates),
        "{updates} came back as {}",
        found["updates"]
    );
}

/// Equal, numbers as JavaScript has them.
fn same(found: &Value, given: &Value) -> bool {
    match (found, given) {
        (Value::Number(found), Value::Number(given)) => found.as_f64() == given.as_f64(),
        (Value::Array(found), Value::Array(given)) => {
            found.len() == given.len() && found.iter().zip(given).all(|(f, g)| same(f, g))
        }
        (Value::Object(found), Value::Object(given)) => {
            found.len() == given.len()
                && given
                    .iter()
                    .all(|(key, given)| found.get(key).is_some_and(|found| same(found, given)))
        }
        _ => found == given,
    }
}

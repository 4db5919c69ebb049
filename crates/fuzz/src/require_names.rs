//! Names for `require`: what is found is in the catalogue, and what is not is said to be missing.

use connector_realm::catalogue::MODULES;
use serde_json::json;

use crate::lone::{Call, lone, returned};

const SCRIPT: &str = "
async function updateUser(id, { text }) {
  try {
    return { id, found: typeof require(text) };
  } catch (error) {
    return { id, error: String(error.code ?? error) };
  }
}";
const LIMITS: &str = "wall=20s,cpu=10s";

/// Asks for one input, as text.
pub(crate) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let report = lone().call(Call {
        source: SCRIPT,
        updates: json!({ "text": text }),
        limits: LIMITS,
    });
    let answer = returned(&report);
    if answer["found"].is_string() {
        let plain = text.strip_prefix("node:").unwrap_or(&text);
        let known = MODULES.iter().any(|module| {
            let rest = plain.strip_prefix(module.name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.', '@']))
        });
        assert!(known, "require({text:?}) found something");
    } else {
        assert_eq!(answer["error"], "MODULE_NOT_FOUND", "{text:?}");
    }
}

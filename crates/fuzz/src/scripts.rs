//! Made-up scripts that call whatever they find with whatever they have. However they end, they end, and the next honest
//! one finds all in order.

use connector_contract::Ending;
use serde_json::json;

use crate::lone::{Call, lone, returned};
use crate::script_text::script_text;

const HONEST: &str = "
const crypto = require('crypto');
async function updateUser(id, { n }) {
  await new Promise((go) => setTimeout(go, 0));
  return { id, n, digest: crypto.createHash('sha256').update('x').digest('hex').slice(0, 8) };
}";

/// Runs the script that one input stands for.
pub(crate) fn run(bytes: &[u8]) {
    let source = script_text(bytes);
    let report = lone().call(Call {
        source: &source,
        updates: json!({}),
        limits: "wall=2s,cpu=300ms,heap=32MiB,buffers=16MiB,bcrypt-cost=6",
    });
    assert!(
        !matches!(report.ending, Ending::Crashed { .. }),
        "{:?} of\n{source}",
        report.ending
    );
    let report = lone().call(Call {
        source: HONEST,
        updates: json!({ "n": bytes.len() }),
        limits: "wall=20s,cpu=10s",
    });
    assert_eq!(
        returned(&report),
        json!({ "id": "1", "n": bytes.len(), "digest": "2d711642" }),
        "after\n{source}"
    );
}

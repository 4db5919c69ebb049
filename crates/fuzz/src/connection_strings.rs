//! Connection strings, as scripts hand them to `pg`: parsed, made a client of, and connected with, to nowhere.

use serde_json::json;

use crate::lone::{Call, lone, returned};

const SCRIPT: &str = "
const parse = require('pg-connection-string');
const { Client, Pool } = require('pg');
async function updateUser(id, { text }) {
  const told = [];
  const tell = (error) => told.push(`${error.name}: ${error.message}`);
  for (const read of [parse, parse.parseIntoClientConfig, (given) => parse(given, { useLibpqCompat: true })]) {
    try { read(text); } catch (error) { tell(error); }
  }
  for (const made of [() => new Client(text), () => new Pool({ connectionString: text, max: 1 })]) {
    try {
      const client = made();
      client.on('error', tell);
      try { await client.connect(); told.push('it let us in'); } catch (error) { tell(error); }
      // A pool whose client could not even begin never ends, as in node-postgres.
      await Promise.race([client.end(), new Promise((go) => setTimeout(go, 100))]);
    } catch (error) { tell(error); }
  }
  return { id, told };
}";
const LIMITS: &str = "wall=20s,cpu=10s";

/// Runs one input, as text.
pub(crate) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let report = lone().call(Call {
        source: SCRIPT,
        updates: json!({ "text": text }),
        limits: LIMITS,
    });
    let found = returned(&report);
    let told = found["told"].as_array().expect("a list");
    for line in told.iter().filter_map(|line| line.as_str()) {
        assert_ne!(
            line, "it let us in",
            "{text:?}: there is nobody to let us in"
        );
    }
}

//! The work: which file is called, with what, by how many at once.

use std::path::{Path, PathBuf};

use connector_contract::Action;
use serde_json::{Value, json};

/// Users in the table; calls go round them, so that two at once seldom meet on a row.
pub(crate) const USERS: usize = 1_000;

/// What is added to the example's schema.
pub(crate) const SCHEMA: &str = "\
INSERT INTO users (id, username, email, name)
SELECT n, 'user' || n, 'user' || n || '@example.com', 'User ' || n FROM generate_series(1000, 1999) n;
CREATE TABLE wide AS
SELECT n AS id, n::bigint * 1000000007 AS large, n / 7.0 AS ratio, n::numeric / 7 AS amount, n % 2 = 0 AS even,
       'user' || n AS name, md5(n::text)::uuid AS token, now() - n * interval '1 hour' AS seen,
       jsonb_build_object('n', n, 'tags', jsonb_build_array('a', 'b')) AS profile, ARRAY[n, n + 1, n + 2] AS parts
FROM generate_series(1, 1000) n;
VACUUM ANALYZE users; VACUUM ANALYZE wide;";

/// One line of the table.
#[derive(Debug, Clone)]
pub(crate) struct Work {
    /// Names it: `updateUser, 16 at once`.
    pub(crate) name: &'static str,
    /// Whether the script talks to the database.
    pub(crate) database: bool,
    pub(crate) script: PathBuf,
    pub(crate) action: Action,
    /// Argument arrays, taken in turn.
    pub(crate) calls: Vec<Vec<Value>>,
    pub(crate) concurrency: usize,
}

/// All of them.
pub(crate) fn all(top: &Path) -> Vec<Work> {
    let flagship = top.join("examples/postgres-full/updateUser.js");
    let scripts = top.join("crates/bench/scripts");
    let update = |name, concurrency, password: bool| Work {
        name,
        database: true,
        script: flagship.clone(),
        action: Action::UpdateUser,
        calls: (0..USERS).map(|n| changes(n, password)).collect(),
        concurrency,
    };
    let read = |name, file: &str, database, concurrency| Work {
        name,
        database,
        script: scripts.join(file),
        action: Action::GetUser,
        calls: vec![vec![json!({"id": 7})]],
        concurrency,
    };
    vec![
        update("updateUser", 1, false),
        update("updateUser, 16 at once", 16, false),
        update("updateUser with a password, 4 at once", 4, true),
        read("1,000 rows of 10 columns", "rows.js", true, 1),
        read("no-op", "noop.js", false, 1),
        read("no-op, 16 at once", "noop.js", false, 16),
    ]
}

fn changes(n: usize, password: bool) -> Vec<Value> {
    let mut updates = json!({"nickname": format!("nick{n}"), "loginsCount": n, "company": "Analytical Engines"});
    if password {
        updates["password"] = json!("correct horse battery");
    }
    vec![json!((1_000 + n % USERS).to_string()), updates]
}

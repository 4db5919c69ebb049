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
    /// Whether it hashes a password.
    pub(crate) password: bool,
    pub(crate) script: PathBuf,
    pub(crate) action: Action,
    /// Argument arrays, taken in turn.
    pub(crate) calls: Vec<Vec<Value>>,
    pub(crate) concurrency: usize,
}

impl Work {
    /// The name as it may stand in a path.
    pub(crate) fn slug(&self) -> String {
        let words = self.name.split(|c: char| !c.is_ascii_alphanumeric());
        let words: Vec<String> = words
            .filter(|word| !word.is_empty())
            .map(str::to_ascii_lowercase)
            .collect();
        words.join("-")
    }
}

/// All of them.
pub(crate) fn all(top: &Path) -> Vec<Work> {
    let update = |name, concurrency, password: bool| Work {
        name,
        database: true,
        password,
        script: top.join("examples/postgres-full/updateUser.js"),
        action: Action::UpdateUser,
        calls: (0..USERS).map(|n| changes(n, password)).collect(),
        concurrency,
    };
    let at_once = |name, concurrency| Work {
        name,
        concurrency,
        ..simplest(top)
    };
    vec![
        update("updateUser", 1, false),
        update("updateUser, 16 at once", 16, false),
        update("updateUser with a password", 1, true),
        update("updateUser with a password, 16 at once", 16, true),
        Work {
            database: true,
            ..read(top, "1,000 rows of 10 columns", "rows.js")
        },
        at_once("no-op", 1),
        at_once("no-op, 16 at once", 16),
    ]
}

/// The least a script can do.
pub(crate) fn simplest(top: &Path) -> Work {
    read(top, "no-op", "noop.js")
}

/// Requires what the flagship requires, and answers.
pub(crate) fn requiring(top: &Path) -> Work {
    read(top, "requiring", "requiring.js")
}

fn read(top: &Path, name: &'static str, file: &str) -> Work {
    Work {
        name,
        database: false,
        password: false,
        script: top.join("crates/bench/scripts").join(file),
        action: Action::GetUser,
        calls: vec![vec![json!({"id": 7})]],
        concurrency: 1,
    }
}

fn changes(n: usize, password: bool) -> Vec<Value> {
    let mut updates =
        json!({"nickname": format!("nick{n}"), "loginsCount": n, "company": "Analytical Engines"});
    if password {
        updates["password"] = json!("correct horse battery");
    }
    vec![json!((1_000 + n % USERS).to_string()), updates]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_distinct_and_fit_a_path() {
        let slugs: Vec<String> = all(Path::new("")).iter().map(Work::slug).collect();
        let distinct: std::collections::BTreeSet<&String> = slugs.iter().collect();
        assert_eq!(distinct.len(), slugs.len());
        assert!(
            slugs.contains(&"updateuser-with-a-password-16-at-once".to_owned()),
            "{slugs:?}"
        );
        assert!(slugs.iter().all(|slug| slug.len() <= 63));
    }
}

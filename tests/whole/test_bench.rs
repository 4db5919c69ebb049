//! A connection folder of a test's own for `connector test`.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::command::{Said, connector};

/// Says what it was called with, throws when told to, and asks no database.
pub(crate) const PLAIN: &str = "\
async function updateUser(id, updates) {
  console.log('called for ' + id);
  if (updates.boom) {
    throw new Error('Boom: ' + updates.boom);
  }
  return { id, nickname: updates.nickname, tags: ['a', 'b'], deep: { one: 1, two: 2 } };
}
";

/// Deletes a row, and says when somebody else was at its table.
pub(crate) const WRITER: &str = "\
async function deleteUser(id) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  const { rows } = await client.query('DELETE FROM things WHERE id = $1 RETURNING (SELECT count(*)::int FROM things)', [id]);
  if (rows[0].count !== 2) throw new Error('somebody else was here: ' + rows[0].count);
  return true;
}
";

/// That table, with a column of each type.
pub(crate) const SCHEMA: &str = "CREATE TABLE things (id int, big bigint, price numeric, tag text, data jsonb, yes bool);\n\
    INSERT INTO things VALUES (1, 9007199254740993, 1.50, NULL, '{\"a\": [1]}', true), (2, 2, 2.5, 'two', NULL, false);\n";

/// A folder that goes when it is dropped.
pub(crate) struct Bench(TempDir);

impl Bench {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let bench = Self(tempfile::tempdir().expect("a folder"));
        for (name, text) in files {
            bench.write(name, text);
        }
        bench
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.0.path().canonicalize().expect("the folder is there")
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("written");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).expect("the file is there")
    }

    /// Runs `connector test` on it.
    pub(crate) async fn test(&self, words: &[&str]) -> Said {
        let folder = self.path().display().to_string();
        let mut all = vec!["test", folder.as_str()];
        all.extend(words);
        connector(all).await
    }

    /// Text with the folder's path and all times made the same.
    pub(crate) fn same(&self, text: &str) -> String {
        let text = text.replace(&self.path().display().to_string(), "FOLDER");
        let times = [
            (r"\d+ ms|\d+\.\d\d s", "T"),
            (r#"time="[\d.]+""#, r#"time="T""#),
            (r"duration_ms: [\d.]+", "duration_ms: T"),
        ];
        times.iter().fold(text, |text, (pattern, with)| {
            let pattern = regex::Regex::new(pattern).expect("a pattern");
            pattern.replace_all(&text, *with).into_owned()
        })
    }
}

/// Three cases of `PLAIN`: one passes, one differs in three places, one throws.
pub(crate) fn three() -> Bench {
    Bench::new(&[
        ("updateUser.js", PLAIN),
        (
            "tests/a_passes.json",
            r#"{ "about": "All is well", "action": "updateUser", "id": 1, "updates": { "nickname": "x" },
  "expect": { "status": "success", "value": { "nickname": "x" }, "logs": ["called for 1"] } }
"#,
        ),
        (
            "tests/b_differs.json",
            r#"{
  "about": "Three places differ, 100% & <odd>",
  "action": "updateUser",
  "id": 1,
  "updates": { "nickname": "x" },
  "expect": {
    "status": "success",
    "value": {"nickname": "y",   "tags": ["a", "c"], "deep": { "one": { "$any": true }, "three": 3 } }
  }
}
"#,
        ),
        (
            "tests/c_throws.json",
            r##"{
  "about": "It #throws",
  "steps": [
    { "action": "updateUser", "id": 1, "updates": {}, "expect": { "status": "success" } },
    { "action": "updateUser", "id": 2, "updates": { "boom": "x,y" }, "expect": { "status": "success", "value": { "id": 2 } } }
  ]
}
"##,
        ),
    ])
}

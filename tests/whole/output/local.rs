//! What authors read on their own machine.

use super::snapshot;
use crate::command::{Said, connector};

/// Runs the binary in a folder of the test's own, which the snapshots call `[folder]`.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// Writes a file; its path.
    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    async fn says(&self, name: &str, words: &[&str]) -> Said {
        let said = connector(words).await;
        snapshot(name, self.0.path(), &said);
        said
    }
}

const SCHEMA: &str = "\
CREATE TABLE users (id integer PRIMARY KEY, nickname text NOT NULL, age integer);
INSERT INTO users VALUES (1, 'Ada', 36), (2, 'Grace', NULL);
";

const UPDATE: &str = "\
async function updateUser(id, updates, context) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    console.log('updating', id);
    const result = await client.query('UPDATE users SET nickname = $2 WHERE id = $1 RETURNING *', [id, updates.nickname]);
    if (result.rowCount === 0) throw new Error('User not exists!');
    return result.rows[0];
  } finally {
    await client.end();
  }
}
";

#[tokio::test]
async fn run() {
    let desk = Desk::new();
    let (script, schema) = (
        desk.file("updateUser.js", UPDATE),
        desk.file("schema.sql", SCHEMA),
    );
    let base = ["run", &script, "--sql", &schema];
    let with = |words: &[&'static str]| [&base[..], words].concat();
    let said = desk
        .says(
            "run_success",
            &with(&[
                "--id",
                "1",
                "--updates",
                r#"{"nickname":"Countess"}"#,
                "--show",
                "SELECT * FROM users ORDER BY id",
            ]),
        )
        .await;
    assert_eq!(said.exit, 0, "{}", said.stderr);
    desk.says(
        "run_not_found",
        &with(&["--id", "7", "--updates", r#"{"nickname":"Nobody"}"#]),
    )
    .await;
    desk.says(
        "run_database_error",
        &with(&["--id", "1", "--updates", r#"{"nickname":null}"#]),
    )
    .await;
    desk.says(
        "run_rehearse",
        &with(&[
            "--id",
            "2",
            "--updates",
            r#"{"nickname":"Hopper"}"#,
            "--rehearse",
        ]),
    )
    .await;
}

#[tokio::test]
async fn run_without_a_database() {
    let desk = Desk::new();
    for (name, source, words) in [
        (
            "run_type_error",
            "async function getUser(query) {\n  const user = undefined;\n  return user.profile.id;\n}\n",
            &[][..],
        ),
        (
            "run_syntax_error",
            "async function getUser(query) {\n  const user = ;\n}\n",
            &[],
        ),
        (
            "run_contract_violation",
            "async function getUser(query) {\n  return { name: 'no id' };\n}\n",
            &[],
        ),
        (
            "run_endless_loop",
            "async function getUser(query) {\n  for (;;) {}\n}\n",
            &["--limits", "cpu=100ms"],
        ),
        (
            "run_unknown_module",
            "const mysql = require('mysql');\nasync function getUser(query) {\n  return null;\n}\n",
            &[],
        ),
        (
            "run_wrong_limit",
            "async function getUser(query) {\n  return null;\n}\n",
            &["--limits", "walls=1s"],
        ),
    ] {
        let script = desk.file("getUser.js", source);
        let base = ["run", &script, "--query", r#"{"id":"1"}"#, "--db", "none"];
        desk.says(name, &[&base, words].concat()).await;
    }
    desk.says("run_no_such_file", &["run", "nowhere/getUser.js"])
        .await;
}

#[tokio::test]
async fn check() {
    let desk = Desk::new();
    let good = desk.file("good/updateUser.js", UPDATE);
    let bad = desk.file(
        "bad/updateUser.js",
        "async function updateUser(id, updates) {\n  const { Client } = require('pg');\n  const client = new Client(env.DB_CONNECTION_URI);\n  await client.connect();\n  await client.query(`UPDATE users SET nickname = '${updates.nickname}' WHERE id = ${id}`);\n  client.end();\n  return { nickname: updates.nickname };\n}\n",
    );
    assert_eq!(desk.says("check_good", &["check", &good]).await.exit, 0);
    assert_eq!(desk.says("check_findings", &["check", &bad]).await.exit, 1);
    desk.says("check_nothing_there", &["check", &desk.path("bad/none.js")])
        .await;
}

#[tokio::test]
async fn test() {
    let desk = Desk::new();
    desk.file("shop/updateUser.js", UPDATE);
    desk.file("shop/schema.sql", SCHEMA);
    desk.file("shop/connector.toml", "id = \"integer\"\n");
    desk.file(
        "shop/tests/rename.json",
        r#"{ "about": "A user is renamed", "action": "updateUser", "id": 1, "updates": { "nickname": "Countess" },
  "expect": { "status": "success", "value": { "id": 1, "nickname": "Countess", "age": 36 } } }"#,
    );
    let shop = desk.path("shop");
    let said = desk
        .says("test_passed", &["test", &shop, "--coverage"])
        .await;
    assert_eq!(said.exit, 0, "{}{}", said.stdout, said.stderr);
    desk.file(
        "shop/tests/wrong.json",
        r#"{ "about": "An expectation that does not hold", "action": "updateUser", "id": 2, "updates": { "nickname": "Hopper" },
  "expect": { "status": "success", "value": { "id": 2, "nickname": "Grace", "age": null } } }"#,
    );
    let said = desk
        .says("test_failed", &["test", &shop, "--jobs", "1"])
        .await;
    assert_eq!(said.exit, 1);
    for reporter in ["tap", "github"] {
        desk.says(
            &format!("test_{reporter}"),
            &["test", &shop, "--jobs", "1", "--reporter", reporter],
        )
        .await;
    }
}

#[tokio::test]
async fn exam() {
    let desk = Desk::new();
    desk.file("shop/updateUser.js", UPDATE);
    desk.file("shop/schema.sql", SCHEMA);
    desk.file("shop/connector.toml", "id = \"integer\"\n");
    let said = desk
        .says("exam", &["exam", &desk.path("shop"), "--jobs", "1"])
        .await;
    assert_eq!(said.exit, 1, "{}", said.stderr);
}

#[tokio::test]
async fn init_and_types() {
    let desk = Desk::new();
    let shop = desk.path("shop");
    assert_eq!(
        desk.says("init", &["init", &shop, "--mode", "lazy"])
            .await
            .exit,
        0
    );
    desk.says("init_again", &["init", &shop, "--mode", "lazy"])
        .await;
    let typings = desk.path("typings");
    desk.says("types", &["types", &shop, "--out", &typings])
        .await;
}

#[tokio::test]
async fn what_the_program_says_of_itself() {
    let desk = Desk::new();
    desk.says("modules", &["modules"]).await;
    desk.says("man", &["man", "--out", &desk.path("man")]).await;
    desk.says("schema", &["schema"]).await;
    desk.says("schema_unknown", &["schema", "serve"]).await;
    desk.says("unknown_command", &["rnu"]).await;
    for shell in ["bash", "fish"] {
        let said = connector(["completions", shell]).await;
        assert_eq!(said.exit, 0);
        // Their text is clap's, and long: the first lines tell that it is there.
        let head: Vec<&str> = said.stdout.lines().take(4).collect();
        let said = Said {
            stdout: head.join("\n"),
            ..said
        };
        snapshot(&format!("completions_{shell}"), desk.0.path(), &said);
    }
}

#[tokio::test]
async fn help() {
    let desk = Desk::new();
    for leaf in super::leaves().await {
        let words: Vec<&str> = leaf.split_whitespace().chain(["--help"]).collect();
        let name = format!("help_{}", leaf.replace([' ', '-'], "_"));
        assert_eq!(desk.says(&name, &words).await.exit, 0);
    }
    desk.says("help", &["--help"]).await;
}

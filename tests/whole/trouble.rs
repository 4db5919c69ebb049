//! Databases that refuse, die or were never there; large values; and what a human reads.

use std::time::Duration;

use crate::command::{connector, top};
use crate::database;

const SCRIPT: &str = "examples/postgres-full/updateUser.js";

#[tokio::test]
async fn connection_refused_is_said_as_node_says_it() {
    let said = connector([
        "run",
        SCRIPT,
        "--json",
        "--id",
        "1",
        "--updates",
        r#"{"nickname":"x"}"#,
        "--db",
        "postgres://u@127.0.0.1:1/d",
    ])
    .await;
    assert_eq!(said.exit, 1, "{said:?}");
    let outcome = said.json();
    assert_eq!(outcome["status"], "script_error");
    assert_eq!(
        outcome["error"]["message"],
        "connect ECONNREFUSED 127.0.0.1:1"
    );
    assert_eq!(outcome["error"]["code"], "ECONNREFUSED");
}

#[tokio::test]
async fn a_wrong_password_is_said_as_the_server_says_it_and_never_printed() {
    let database = database::users().await;
    let url = database.url();
    let (before, after) = url.split_once("://").expect("a URL");
    let (credentials, place) = after.split_once('@').expect("a URL with a password");
    let (user, _) = credentials.split_once(':').expect("a password");
    let wrong = format!("{before}://{user}:not-the-password@{place}");
    let said = connector([
        "run",
        SCRIPT,
        "--json",
        "--id",
        "1",
        "--updates",
        r#"{"nickname":"x"}"#,
        "--db",
        &wrong,
    ])
    .await;
    assert_eq!(said.exit, 1, "{said:?}");
    let outcome = said.json();
    assert_eq!(outcome["error"]["code"], "28P01");
    let message = outcome["error"]["message"].as_str().expect("a message");
    assert_eq!(
        message,
        format!("password authentication failed for user \"{user}\"")
    );
    assert!(!said.stdout.contains("not-the-password") && !said.stderr.contains("not-the-password"));
    assert_eq!(database.leaked_sessions().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_mebibyte_of_text_goes_in_and_comes_back() {
    let database = database::users().await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("updates.json");
    let big = "\u{1F98A} it's \"quoted\" ".repeat(50_000);
    std::fs::write(&path, serde_json::json!({ "nickname": big }).to_string()).expect("written");
    let updates = format!("@{}", path.display());
    let said = connector([
        "run",
        SCRIPT,
        "--json",
        "--id",
        "1",
        "--updates",
        &updates,
        "--db",
        &database.url(),
    ])
    .await;
    assert_eq!(said.exit, 0, "{}", said.stderr);
    assert_eq!(said.json()["value"]["nickname"], big.as_str());
    assert_eq!(
        database
            .rows("SELECT length(nickname) FROM users WHERE id = 1")
            .await,
        vec![vec![Some(big.chars().count().to_string())]]
    );
}

#[tokio::test]
async fn a_session_killed_in_mid_query_is_an_error_of_the_script() {
    let database = database::users().await;
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("updateUser.js");
    std::fs::write(
        &script,
        "async function updateUser(id) {
           const { Client } = require('pg');
           const client = new Client({ connectionString: env.DB_CONNECTION_URI });
           client.on('error', () => {});
           await client.connect();
           await client.query('SELECT pg_sleep(4)');
           return { id };
         }",
    )
    .expect("written");
    let script = script.display().to_string();
    let url = database.url();
    let run = connector([
        "run",
        &script,
        "--json",
        "--id",
        "1",
        "--updates",
        "{}",
        "--db",
        &url,
    ]);
    let kill = async {
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let killed = database
                .rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND datname = current_database()")
                .await;
            if !killed.is_empty() {
                return;
            }
        }
        panic!("the query never ran");
    };
    let (said, ()) = tokio::join!(run, kill);
    assert_eq!(said.exit, 1, "{said:?}");
    let outcome = said.json();
    assert_eq!(outcome["status"], "script_error");
    assert_eq!(outcome["error"]["code"], "57P01");
    assert_eq!(
        outcome["error"]["message"],
        "terminating connection due to administrator command"
    );
    assert_eq!(database.leaked_sessions().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_throw_away_database_serves_one_run_and_is_gone() {
    let said = connector([
        "run",
        SCRIPT,
        "--id",
        "1",
        "--updates",
        r#"{"nickname":"Nick"}"#,
        "--sql",
        "examples/postgres-full/schema.sql",
        "--show",
        "SELECT nickname, current_setting('data_directory') AS folder FROM users WHERE id = 1",
    ])
    .await;
    assert_eq!(said.exit, 0, "{said:?}");
    for part in [
        "updateUser: success",
        "\"nickname\": \"Nick\"",
        "statement, 1 row",
        "throw-away database",
    ] {
        assert!(
            said.stdout.contains(part),
            "must say {part:?}: {}",
            said.stdout
        );
    }
    let row = said
        .stdout
        .lines()
        .find(|line| line.trim_start().starts_with("Nick "))
        .expect("the row is shown");
    let folder = row.split_whitespace().last().expect("the folder");
    assert!(
        !std::path::Path::new(folder).exists(),
        "{folder} is still there"
    );
}

#[tokio::test]
async fn sql_that_is_wrong_is_named_by_file_and_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let sql = folder.path().join("broken.sql");
    std::fs::write(
        &sql,
        "CREATE TABLE users (id int);\n\nINSERT INTO nobody VALUES (1);\n",
    )
    .expect("written");
    let sql = sql.display().to_string();
    let said = connector(["run", SCRIPT, "--id", "1", "--updates", "{}", "--sql", &sql]).await;
    assert_eq!(said.exit, 2, "{said:?}");
    assert!(said.stderr.contains("broken.sql:3"), "{}", said.stderr);
    assert!(said.stderr.contains("nobody"), "{}", said.stderr);
}

#[tokio::test]
async fn a_human_reads_status_rule_frame_and_times() {
    let folder = top()
        .join("tests/scripts/throws/code_frame/updateUser.js")
        .display()
        .to_string();
    let said = connector([
        "run",
        &folder,
        "--id",
        "1",
        "--updates",
        "{}",
        "--db",
        "none",
    ])
    .await;
    assert_eq!(said.exit, 1, "{said:?}");
    for part in [
        "updateUser: script_error",
        "TypeError: Cannot read properties",
        "return user.name;",
        "^",
        "script ",
    ] {
        assert!(
            said.stdout.contains(part),
            "must say {part:?}: {}",
            said.stdout
        );
    }
    assert!(!said.stdout.contains('\u{1b}'), "NO_COLOR is honoured");
}

#[tokio::test]
async fn modules_are_listed() {
    let said = connector(["modules", "--json"]).await;
    let modules = said.json();
    let names: Vec<&str> = modules["modules"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|module| module["name"].as_str())
        .collect();
    for name in ["pg", "bcrypt", "bcryptjs", "lodash", "crypto", "util"] {
        assert!(names.contains(&name), "{name} is missing from {names:?}");
    }
}

//! The example of lazy migration: login and getUser only, and a mark on those who have moved.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::command::{connector, top};

const MARKS: &str = "SELECT id, migrated_at IS NOT NULL AS migrated FROM users ORDER BY id";

async fn run(script: &str, words: &[&str]) -> Value {
    let script = format!("examples/postgres-lazy/{script}.js");
    let schema = "examples/postgres-lazy/schema.sql";
    let mut all = vec!["run", &script, "--sql", schema, "--show", MARKS, "--json"];
    all.extend_from_slice(words);
    connector(&all).await.json()
}

#[tokio::test]
async fn a_login_marks_whoever_it_was_and_nobody_else() {
    let outcome = run(
        "login",
        &[
            "--query",
            "{\"email\":\"ADA@example.com\"}",
            "--password",
            "correct horse",
        ],
    )
    .await;
    assert_eq!(outcome["status"], "success", "{outcome:#}");
    assert_eq!(outcome["value"]["username"], "ada");
    assert_eq!(
        outcome["value"]["password"],
        Value::Null,
        "the hash stays here"
    );
    assert_eq!(outcome["rows"]["rows"], json!([["1", "t"], ["2", "f"]]));
    assert_eq!(
        outcome["logs"],
        json!([{ "level": "info", "message": "user 1 migrates" }])
    );
}

#[tokio::test]
async fn a_failed_login_marks_nobody() {
    for (query, status) in [
        ("{\"username\":\"ada\"}", "invalid_password"),
        ("{\"username\":\"eve\"}", "not_found"),
    ] {
        let outcome = run("login", &["--query", query, "--password", "wrong"]).await;
        assert_eq!(outcome["status"], status, "{outcome:#}");
        assert_eq!(outcome["rows"]["rows"], json!([["1", "f"], ["2", "f"]]));
    }
}

#[tokio::test]
async fn a_mark_is_set_once_and_its_failure_keeps_nobody_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let more = folder.path().join("more.sql");
    let login = [
        "--query",
        "{\"phone\":\"+15550002\"}",
        "--password",
        "correct horse",
        "--sql",
        &more.display().to_string(),
    ]
    .map(str::to_owned);
    let login: Vec<&str> = login.iter().map(String::as_str).collect();

    std::fs::write(
        &more,
        "UPDATE users SET migrated_at = '2020-01-01' WHERE id = 2",
    )
    .expect("written");
    let outcome = run("login", &login).await;
    assert_eq!(outcome["status"], "success", "{outcome:#}");
    assert_eq!(outcome["logs"], json!([]), "the second time is no news");

    std::fs::write(&more, "ALTER TABLE users ADD CHECK (migrated_at IS NULL)").expect("written");
    let outcome = run("login", &login).await;
    assert_eq!(outcome["status"], "success", "{outcome:#}");
    assert_eq!(outcome["logs"][0]["level"], "warn", "{outcome:#}");
}

#[tokio::test]
async fn get_user_finds_or_says_null_and_marks_nobody() {
    let outcome = run("getUser", &["--query", "{\"id\":\"2\"}"]).await;
    assert_eq!(outcome["value"]["name"], "Grace Hopper", "{outcome:#}");
    assert_eq!(outcome["rows"]["rows"], json!([["1", "f"], ["2", "f"]]));
    let outcome = run(
        "getUser",
        &["--query", "{\"email\":\"nobody@example.com\"}"],
    )
    .await;
    assert_eq!(outcome["status"], "not_found", "{outcome:#}");
}

/// Runs the cases of a folder one by one.
pub(crate) async fn cases(folder: PathBuf) -> usize {
    let schema = folder.join("schema.sql").display().to_string();
    let mut count = 0;
    for entry in std::fs::read_dir(folder.join("tests")).expect("there are cases") {
        let path = entry.expect("readable").path();
        let case: Value =
            serde_json::from_str(&std::fs::read_to_string(&path).expect("readable")).expect("JSON");
        let action = case["action"].as_str().expect("an action");
        let mut words = vec![
            "run".to_owned(),
            folder.join(format!("{action}.js")).display().to_string(),
        ];
        words.extend(["--sql".into(), schema.clone(), "--json".into()]);
        for (name, value) in case.as_object().expect("an object") {
            if !["about", "action", "expect"].contains(&name.as_str()) {
                // JSON for --id too, so that text stays text.
                let text = match value {
                    Value::String(text) if name != "id" => text.clone(),
                    other => other.to_string(),
                };
                words.extend([format!("--{name}"), text]);
            }
        }
        let outcome = connector(&words).await.json();
        assert_eq!(
            outcome["status"],
            case["expect"]["status"],
            "{}: {outcome:#}",
            path.display()
        );
        if let Some(expected) = case["expect"].get("value") {
            assert!(
                holds(&outcome["value"], expected),
                "{}: {outcome:#}",
                path.display()
            );
        }
        count += 1;
    }
    count
}

/// Whether `found` has all of `expected`: objects may have more keys.
fn holds(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => expected
            .iter()
            .all(|(key, value)| found.get(key).is_some_and(|found| holds(found, value))),
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len()
                && found
                    .iter()
                    .zip(expected)
                    .all(|(found, expected)| holds(found, expected))
        }
        _ => found == expected,
    }
}

#[tokio::test]
async fn its_cases_hold() {
    assert_eq!(cases(top().join("examples/postgres-lazy")).await, 5);
}

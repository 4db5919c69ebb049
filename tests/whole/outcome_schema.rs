//! What `connector run --json` prints is what the published schema says, no more and no less.

use connector_contract::{Action, Status};
use serde_json::{Value, json};

use crate::command::{connector, top};

fn schema() -> Value {
    let path = top().join("crates/contract/schema/outcome.schema.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("the schema is there"))
        .expect("it is JSON")
}

/// A script, the words after it, and what must come of it.
const CASES: &[(&str, &str, &[&str], &str)] = &[
    (
        "getUser",
        "async function getUser() { console.debug(1); console.log(2); console.warn(3); console.error(4); return { id: 1 }; }",
        &["--query", "{\"id\":\"1\"}"],
        "success",
    ),
    (
        "updateUser",
        "async function updateUser() { return null; }",
        &["--id", "1", "--updates", "{}"],
        "unchanged",
    ),
    (
        "getUser",
        "async function getUser() { return null; }",
        &["--query", "{\"id\":\"1\"}"],
        "not_found",
    ),
    (
        "createUser",
        "async function createUser() { throw Object.assign(new TypeError('taken'), { code: 'USER_ALREADY_EXISTS' }); }",
        &["--userinfo", "{}"],
        "already_exists",
    ),
    (
        "validatePassword",
        "async function validatePassword() { return false; }",
        &["--id", "1", "--password", "x"],
        "invalid_password",
    ),
    (
        "deleteUser",
        "async function deleteUser(id) {\n  return id.no.such;\n}",
        &["--id", "1"],
        "script_error",
    ),
    (
        "deleteUser",
        "async function deleteUser() { throw null; }",
        &["--id", "1"],
        "script_error",
    ),
    (
        "deleteUser",
        "async function deleteUser( {",
        &["--id", "1"],
        "script_error",
    ),
    (
        "listUsers",
        "async function listUsers() { return []; }",
        &["--page", "1", "--limit", "1"],
        "contract_violation",
    ),
    (
        "searchUser",
        "var searchUser;",
        &["--keyword", "x"],
        "not_implemented",
    ),
    (
        "login",
        "async function login() { for (;;) {} }",
        &[
            "--args",
            "[{\"email\":\"a\"},\"b\"]",
            "--limits",
            "cpu=100ms",
        ],
        "cpu_limit",
    ),
    (
        "login",
        "async function login() { await new Promise((done) => setTimeout(done, 60000)); }",
        &[
            "--args",
            "[{\"email\":\"a\"},\"b\"]",
            "--limits",
            "wall=200ms",
        ],
        "timeout",
    ),
    (
        "login",
        "async function login() { await new Promise(() => {}); }",
        &["--args", "[{\"email\":\"a\"},\"b\"]"],
        "stalled",
    ),
];

#[tokio::test]
async fn every_kind_of_outcome_is_as_the_schema_says() {
    let validator = jsonschema::validator_for(&schema()).expect("the schema is a schema");
    let folder = tempfile::tempdir().expect("a folder");
    let mut seen = Vec::new();
    for (action, script, words, status) in CASES {
        let path = folder.path().join(format!("{action}.js"));
        std::fs::write(&path, script).expect("written");
        let path = path.display().to_string();
        let mut all = vec!["run", &path, "--db", "none", "--json"];
        all.extend_from_slice(words);
        let outcome = connector(&all).await.json();
        assert_eq!(outcome["status"], *status, "{script}: {outcome:#}");
        seen.push(outcome);
    }
    let shown = connector([
        "run",
        "examples/postgres-full/updateUser.js",
        "--id",
        "1",
        "--updates",
        "{\"nickname\":\"Nick\"}",
        "--sql",
        "examples/postgres-full/schema.sql",
        "--show",
        "SELECT id, nickname, birthdate FROM users WHERE id = 1",
        "--json",
    ])
    .await
    .json();
    assert_eq!(shown["rows"]["rows"], json!([["1", "Nick", null]]));
    seen.push(shown);

    for outcome in &seen {
        let wrong: Vec<String> = validator
            .iter_errors(outcome)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}\n{outcome:#}");
        // What the schema doesn't know, it must refuse: anywhere but in the script's own value.
        for pointer in objects(outcome, String::new()) {
            let mut more = outcome.clone();
            more.pointer_mut(&pointer).expect("it is there")["surprise"] = json!(1);
            assert!(!validator.is_valid(&more), "{pointer} may have more");
        }
    }
}

/// The places of all objects, but for `value`.
fn objects(value: &Value, at: String) -> Vec<String> {
    let mut found = Vec::new();
    match value {
        Value::Object(members) => {
            for (name, member) in members
                .iter()
                .filter(|(name, _)| !at.is_empty() || *name != "value")
            {
                found.extend(objects(member, format!("{at}/{name}")));
            }
            found.push(at);
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                found.extend(objects(item, format!("{at}/{index}")));
            }
        }
        _ => {}
    }
    found
}

#[test]
fn its_lists_are_the_contract_s() {
    let schema = schema();
    assert_eq!(
        schema["properties"]["status"]["enum"],
        json!(Status::ALL.map(Status::name))
    );
    assert_eq!(
        schema["properties"]["action"]["enum"],
        json!(Action::ALL.map(Action::name))
    );
}

#[test]
fn value_and_error_exclude_each_other() {
    let validator = jsonschema::validator_for(&schema()).expect("the schema is a schema");
    let outcome = |status: &str, more: Value| {
        let mut outcome = json!({
            "invocation": "01234567-89ab-7def-8123-456789abcdef", "action": "getUser", "status": status, "rule": "r",
            "script": { "version": format!("sha256:{}", "0".repeat(64)) }, "logs": [],
            "receipt": {
                "wall_ms": 1.5, "cpu_ms": 0, "js_ms": 0, "queries": 0, "rows": 0, "heap_peak_bytes": 0, "start": "cold",
                "wait_ms": { "queue": 0, "pool": 0, "query": 0, "bcrypt": 0 },
            },
        });
        for (key, value) in more.as_object().expect("an object") {
            outcome[key] = value.clone();
        }
        outcome
    };
    let error = json!({ "message": "m", "public_message": "m" });
    assert!(validator.is_valid(&outcome("success", json!({ "value": null }))));
    assert!(validator.is_valid(&outcome("timeout", json!({ "error": error }))));
    for (status, more) in [
        ("success", json!({})),
        ("success", json!({ "value": 1, "error": error })),
        ("timeout", json!({})),
        ("timeout", json!({ "value": 1, "error": error })),
        ("fine", json!({ "value": 1 })),
    ] {
        assert!(
            !validator.is_valid(&outcome(status, more.clone())),
            "{status} {more}"
        );
    }
}

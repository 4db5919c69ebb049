//! The provider's official clients against `connector serve`, on a real PostgreSQL with the example's scripts.

use std::time::Duration;

use serde_json::json;

use super::server::Place;
use crate::command::top;
use crate::database::{Users, users};

/// Runs a client against a server whose scripts have `database`; holds it to its exit code and its last line.
async fn drive(database: &Users, program: &str, runner: &str, env: (&str, &str)) {
    let place = Place::served(&[]).await;
    place.furnish(database).await;
    // The machine that runs this may be busy with more than this.
    let settings = json!({
        "id": "integer",
        "limits": { "wall_ms": 20_000, "cpu_ms": 10_000, "connect_ms": 10_000 },
        "authing": {
            "user_pool": { "id": "6229ffaxxxxxxxxcade3e3d9", "name": "Example" },
            "apps": [{ "id": "app1", "name": "App" }],
            "custom_fields": ["school", "age"],
        },
    });
    let shop = "/v1/tenants/acme/connections/shop";
    let put = place.ask("PUT", shop, &[], Some(settings)).await;
    assert_eq!(put.status, 200, "{put:?}");
    let new = json!({ "kind": "authing", "connection": "shop" });
    let made = place
        .ask("POST", "/v1/tenants/acme/keys", &[], Some(new))
        .await;
    assert_eq!(made.status, 201, "{made:?}");
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();

    let mut command = tokio::process::Command::new(program);
    command
        .arg(top().join("tests/sdk").join(runner))
        .env("AUTHING_HOST", format!("http://{}", place.address()))
        .env("ACCESS_KEY_ID", text(&made.body["key"]["id"]))
        .env("ACCESS_KEY_SECRET", text(&made.body["secret"]))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env(env.0, env.1)
        .kill_on_drop(true);
    let output = tokio::time::timeout(Duration::from_secs(600), command.output())
        .await
        .expect("the runner ends by itself")
        .expect("its interpreter is installed");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{runner}:\n{said}\n{complained}\n{}",
        place.log()
    );
    let verdict = said.lines().last().unwrap_or_default();
    let passed = verdict
        .split_whitespace()
        .next()
        .and_then(|word| word.parse().ok());
    assert!(
        passed.unwrap_or(0) > 0 && verdict.ends_with(" passed, 0 failed"),
        "{runner} says {verdict:?}"
    );
}

/// Where `scripts/setup` has put a client. These tests fail without it: nothing else can tell what clients want.
fn installed(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| {
        panic!("{variable} is not set: run scripts/setup, which says how, or scripts/test")
    })
}

#[tokio::test]
async fn node() {
    let database = users().await;
    let variable = "CONNECTOR_SDK_NODE_DIR";
    let folder = installed(variable);
    drive(&database, "node", "node/run.mjs", (variable, &folder)).await;
    let rows = database
        .rows(
            "SELECT username, name, company, email_verified, password LIKE '$2b$10$%' FROM users ORDER BY id",
        )
        .await;
    let text = |text: &str| Some(text.to_owned());
    let ada = vec![
        text("ada"),
        text("Ada"),
        text("phone"),
        text("f"),
        text("t"),
    ];
    let grace = vec![
        text("grace"),
        text("Grace Hopper"),
        None,
        text("f"),
        text("t"),
    ];
    assert_eq!(rows, [ada, grace]);
}

#[tokio::test]
async fn python() {
    let database = users().await;
    let folder = installed("CONNECTOR_SDK_PYTHON_DIR");
    drive(
        &database,
        "python3",
        "python/run.py",
        ("PYTHONPATH", &folder),
    )
    .await;
    let rows = database
        .rows("SELECT username, nickname FROM users ORDER BY id")
        .await;
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        rows,
        [
            vec![text("ada"), text("派森 a&b=c")],
            vec![text("grace"), text("amazing")]
        ]
    );
}

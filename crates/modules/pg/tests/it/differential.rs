//! The cases that hold this module to the real packages, once more over lent sessions: node-postgres opens a connection
//! for each client, ours gets what earlier cases gave back, and nobody may see the difference.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use connector_module_pg::{Sessions, SessionsConfig};
use serde_json::{Map, Value, json};

use crate::postgres::server;
use crate::realm::Realm;

fn runner(npm: &Path, file: &str, env: &Map<String, Value>) -> Command {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/differential/pg");
    let mut command = Command::new("node");
    command
        .arg(file)
        .current_dir(folder)
        .env("CONNECTOR_NPM_DIR", npm)
        .env("NODE_PATH", npm.join("node_modules"))
        .envs(
            env.iter()
                .filter_map(|(name, value)| Some((name, value.as_str()?))),
        );
    command
}

fn said(mut command: Command) -> String {
    let output = command.output().expect("Node 20 is installed");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    let tail = said.len().saturating_sub(6000);
    let shown = said.get(tail..).unwrap_or(&said);
    assert!(output.status.success(), "{command:?}:\n{shown}\n{errors}");
    said
}

#[tokio::test]
async fn over_lent_sessions() {
    // The cases print dates in the zone of their process.
    if std::env::var("TZ").as_deref() != Ok("UTC") {
        let mut again = Command::new(std::env::current_exe().unwrap());
        again.args(["differential::over_lent_sessions", "--exact", "--nocapture"]);
        said({
            again.env("TZ", "UTC");
            again
        });
        return;
    }
    let npm = PathBuf::from(std::env::var_os("CONNECTOR_NPM_DIR").expect(
        "CONNECTOR_NPM_DIR is not set: run scripts/setup, which says how, or scripts/test",
    ));
    let port = server().port.to_string();
    let mut env = Map::new();
    for (name, value) in [
        ("DB_HOST", "127.0.0.1"),
        ("DB_PORT", &port),
        ("DB_USERNAME", "judge"),
        ("DB_PASSWORD", "secret"),
        ("DB_DATABASE", "cases"),
        ("TLS_AUTHORITY", &server().authority),
        ("TLS_CERT", &server().client),
        ("TLS_KEY", &server().client_key),
    ] {
        env.insert(name.to_owned(), json!(value));
    }
    let folder = std::env::temp_dir().join(format!("connector-lent-{}", std::process::id()));
    let mut record = runner(&npm, "record.mjs", &env);
    record.arg("--scripts").arg(&folder);
    said(record);

    let account = format!("judge:secret@127.0.0.1:{port}");
    env.insert(
        "DB_CONNECTION_URI".to_owned(),
        json!(format!("postgres://{account}/cases")),
    );
    let index = std::fs::read_to_string(folder.join("index.json")).unwrap();
    let index: Map<String, Value> = serde_json::from_str(&index).unwrap();
    let sessions = Sessions::new(SessionsConfig {
        total: 20,
        // Being left alone when a server is down is a difference of its own; some cases are about such servers.
        failures: u32::MAX,
        ..SessionsConfig::default()
    });
    let mut outcomes = Map::new();
    for (file, name) in &index {
        let script = std::fs::read_to_string(folder.join(file)).unwrap();
        let source = format!(
            "__runCase((require, env) => {{ {script}\nreturn getUser; }}, {})",
            Value::Object(env.clone())
        );
        let mut realm = Realm::lent(&sessions, "t");
        let outcome = tokio::time::timeout(Duration::from_secs(60), realm.run_source(source)).await;
        let outcome = match outcome {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => json!(json!({ "ended": error }).to_string()),
            Err(_) => json!(json!({ "ended": "never" }).to_string()),
        };
        realm.end().await;
        outcomes.insert(name.as_str().unwrap().to_owned(), outcome);
    }
    let file = folder.join("outcomes.json");
    std::fs::write(&file, Value::Object(outcomes).to_string()).unwrap();
    let mut replay = runner(&npm, "replay.mjs", &env);
    replay.arg("--outcomes").arg(&file);
    let verdict = said(replay);
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(
        verdict.contains(&format!("{} passed, 0 failed", index.len())),
        "{verdict}"
    );
    let gauges = sessions.gauges();
    assert!(
        gauges.reused > gauges.opened,
        "most clients got what others gave back: {gauges:?}"
    );
}

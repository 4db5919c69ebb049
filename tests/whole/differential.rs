//! The real packages under Node 20 are the judge: the same cases run there and here, and must come to the same.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use connector_testkit::{Certificates, Database};

use crate::command::top;

/// Where `scripts/setup` has put the real packages. These tests fail without them: nothing else can tell what is right.
fn npm() -> PathBuf {
    let folder = std::env::var_os("CONNECTOR_NPM_DIR");
    PathBuf::from(
        folder.expect(
            "CONNECTOR_NPM_DIR is not set: run scripts/setup, which says how, or scripts/test",
        ),
    )
}

/// Runs one runner under Node and holds it to its own verdict: exit code 0, and a last line that counts no failure.
async fn agrees(runner: &str, arguments: &[&str], env: Vec<(String, String)>) {
    let npm = npm();
    let runner = top().join("tests/differential").join(runner);
    let mut command = tokio::process::Command::new("node");
    command
        .arg(&runner)
        .args(arguments)
        .current_dir(runner.parent().expect("a folder"))
        .env("CONNECTOR_NPM_DIR", &npm)
        .env("NODE_PATH", npm.join("node_modules"))
        .env("CONNECTOR", env!("CARGO_BIN_EXE_connector"))
        .env("TZ", "UTC")
        .envs(env)
        .kill_on_drop(true);
    let output = tokio::time::timeout(Duration::from_secs(600), command.output())
        .await
        .expect("the runner ends by itself")
        .expect("Node 20 is installed");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let tail: Vec<&str> = said.lines().rev().take(60).collect();
    let shown = tail.into_iter().rev().collect::<Vec<_>>().join("\n");
    assert!(
        output.status.success(),
        "{}:\n{shown}\n{}",
        runner.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    let verdict = said
        .lines()
        .rev()
        .find(|line| line.contains(" passed, "))
        .unwrap_or_default();
    let passed: usize = verdict
        .split_whitespace()
        .next()
        .and_then(|word| word.parse().ok())
        .unwrap_or(0);
    assert!(
        passed > 0 && verdict.contains(" 0 failed"),
        "{} says {verdict:?}",
        runner.display()
    );
}

#[tokio::test]
async fn lodash() {
    agrees("lodash/run.mjs", &[], vec![]).await;
}

#[tokio::test]
async fn pg_without_a_wire() {
    agrees("pg/run-pure.mjs", &[], vec![]).await;
}

/// Makes the database's server offer TLS, and ask clients for certificates.
pub(crate) async fn encrypt(database: &Database, certificates: &Certificates) {
    let client = database.client().await.expect("a session");
    let files = [
        ("server.crt", &certificates.server),
        ("server.key", &certificates.server_key),
        ("root.crt", &certificates.authority),
    ];
    for (name, pem) in files {
        // Written by the server itself: it may run as another user, and refuses a key that others can read.
        let copy = format!(
            "COPY (SELECT unnest(string_to_array('{pem}', E'\\n'))) TO PROGRAM 'umask 077; cat >{name}'"
        );
        client.batch_execute(&copy).await.expect(name);
    }
    let settings = [("ssl_ca_file", "root.crt"), ("ssl", "on")];
    for (name, value) in settings {
        let set = format!("ALTER SYSTEM SET {name} = '{value}'");
        client.batch_execute(&set).await.expect(name);
    }
    client
        .batch_execute("SELECT pg_reload_conf()")
        .await
        .expect("a reload");
    let started = Instant::now();
    while database
        .value("SELECT current_setting('ssl')")
        .await
        .expect("a setting")
        != "on"
    {
        assert!(started.elapsed() < Duration::from_secs(20), "no TLS");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn pg_through_the_binary() {
    let database = Database::empty().await.expect("a database");
    let certificates = Certificates::make().expect("certificates");
    encrypt(&database, &certificates).await;
    let mut env = database.env();
    env.push(("TLS_AUTHORITY".into(), certificates.authority));
    env.push(("TLS_CERT".into(), certificates.client));
    env.push(("TLS_KEY".into(), certificates.client_key));
    agrees("pg/replay.mjs", &[], env).await;
}

#[tokio::test]
async fn types() {
    agrees("types/run.mjs", &[], vec![]).await;
}

#[tokio::test]
async fn bcrypt() {
    agrees("bcrypt/check.mjs", &[], vec![]).await;
}

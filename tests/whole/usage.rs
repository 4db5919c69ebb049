//! Wrong command lines: a clear word, exit code 2, and nothing is run.

use crate::command::connector;

const SCRIPT: &str = "examples/postgres-full/updateUser.js";

async fn refused(words: &[&str], says: &[&str]) {
    let said = connector(words).await;
    assert_eq!(said.exit, 2, "{words:?}: {said:?}");
    assert_eq!(said.stdout, "", "{words:?}: nothing but errors is said");
    for part in says {
        assert!(
            said.stderr.contains(part),
            "{words:?} must say {part:?}, said: {}",
            said.stderr
        );
    }
}

#[tokio::test]
async fn an_id_outside_its_shape_never_reaches_the_script() {
    // The example's connector.toml says integer.
    for id in ["1 OR 1=1", "abc", "1; DROP TABLE users", "1.5", "0x10"] {
        refused(
            &["run", SCRIPT, "--id", id, "--updates", "{}", "--db", "none"],
            &["updateUser: id"],
        )
        .await;
    }
    refused(
        &[
            "run",
            SCRIPT,
            "--id",
            "a'b",
            "--updates",
            "{}",
            "--id-shape",
            "text",
        ],
        &["updateUser: id"],
    )
    .await;
    refused(
        &[
            "run",
            SCRIPT,
            "--id",
            "1",
            "--updates",
            "{}",
            "--id-shape",
            "round",
        ],
        &["--id-shape", "round"],
    )
    .await;
}

#[tokio::test]
async fn arguments_must_fit_the_action() {
    refused(
        &["run", SCRIPT, "--id", "1"],
        &["--updates is missing", "updateUser(id, updates, context)"],
    )
    .await;
    refused(
        &["run", SCRIPT, "--id", "1", "--updates", "{", "--db", "none"],
        &["--updates is not JSON", "line 1 column 1"],
    )
    .await;
    refused(
        &[
            "run",
            SCRIPT,
            "--id",
            "1",
            "--updates",
            "[]",
            "--db",
            "none",
        ],
        &["updates must be an object"],
    )
    .await;
    refused(
        &[
            "run",
            SCRIPT,
            "--id",
            "1",
            "--updates",
            "{}",
            "--keyword",
            "x",
        ],
        &["--keyword is not an argument of updateUser"],
    )
    .await;
    refused(
        &["run", SCRIPT, "--args", "{}"],
        &["--args must be a JSON array"],
    )
    .await;
    refused(
        &["run", SCRIPT, "--args", "[1]"],
        &["takes 2 besides context, not 1"],
    )
    .await;
    refused(
        &["run", SCRIPT, "--args", "[1,{}]", "--context", "7"],
        &["context must be an object"],
    )
    .await;
    refused(
        &["run", SCRIPT, "--args", "[1,{}]", "--action", "renameUser"],
        &["renameUser", "deleteUser"],
    )
    .await;
}

#[tokio::test]
async fn files_and_limits_are_named() {
    refused(
        &["run", "no/such/updateUser.js", "--args", "[1,{}]"],
        &["cannot read no/such/updateUser.js"],
    )
    .await;
    refused(
        &["run", SCRIPT, "--id", "1", "--updates", "@no-such.json"],
        &["cannot read no-such.json"],
    )
    .await;
    refused(
        &["run", SCRIPT, "--args", "[1,{}]", "--limits", "wall=90s"],
        &["--limits", "wall", "the ceiling is 20s"],
    )
    .await;
    refused(
        &["run", SCRIPT, "--args", "[1,{}]", "--limits", "speed=9"],
        &["no limit \"speed\"", "heap"],
    )
    .await;
    refused(
        &["run", SCRIPT, "--args", "[1,{}]", "--db", "mysql://x"],
        &["--db takes temp, none, or a URL"],
    )
    .await;
    refused(
        &[
            "run", SCRIPT, "--args", "[1,{}]", "--db", "none", "--sql", "x.sql",
        ],
        &["--sql", "throw-away"],
    )
    .await;
    refused(
        &["run", SCRIPT, "--args", "[1,{}]", "--env", "SECRETVALUE"],
        &["--env takes KEY=VALUE"],
    )
    .await;
}

#[tokio::test]
async fn five_mebibytes_of_updates_are_too_many() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("updates.json");
    std::fs::write(
        &path,
        format!("{{\"nickname\":\"{}\"}}", "x".repeat(5 * 1024 * 1024)),
    )
    .expect("written");
    let updates = format!("@{}", path.display());
    refused(
        &["run", SCRIPT, "--id", "1", "--updates", &updates],
        &["larger than the limit of 4194304 bytes"],
    )
    .await;
}

#[tokio::test]
async fn an_env_value_is_never_repeated() {
    let said = connector(["run", SCRIPT, "--args", "[1,{}]", "--env", "hunter2hunter2"]).await;
    assert_eq!(said.exit, 2);
    assert!(!said.stderr.contains("hunter2"), "{}", said.stderr);
}

#[tokio::test]
async fn help_has_examples_and_exit_codes() {
    let said = connector(["run", "--help"]).await;
    assert_eq!(said.exit, 0);
    for part in ["Examples:", "Exit codes:", "--updates", "--db", "temp"] {
        assert!(said.stdout.contains(part), "--help must tell of {part}");
    }
}

//! Runs the binary and takes what it said.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use serde_json::Value;

/// The repository's top folder.
pub(crate) fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the repository is there")
}

/// What a finished command said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Said {
    /// Standard output as the one JSON document it must be.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| {
            panic!(
                "stdout is not one JSON document: {error}\n{}\n{}",
                self.stdout, self.stderr
            )
        })
    }
}

/// Longer than any limit of a case; a command that takes this long is stuck.
const STUCK: Duration = Duration::from_secs(60);

/// Runs `connector` with these arguments and nothing of the test's environment that could change what it does.
pub(crate) async fn connector<S: AsRef<std::ffi::OsStr>>(
    arguments: impl IntoIterator<Item = S>,
) -> Said {
    connector_within(STUCK, arguments).await
}

/// The same for what may take longer.
pub(crate) async fn connector_within<S: AsRef<std::ffi::OsStr>>(
    patience: Duration,
    arguments: impl IntoIterator<Item = S>,
) -> Said {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_connector"));
    command
        .args(arguments)
        .current_dir(top())
        .env("NO_COLOR", "1")
        .kill_on_drop(true);
    for (key, _) in std::env::vars() {
        if key.starts_with("DB_") || key.starts_with("PG") {
            command.env_remove(key);
        }
    }
    let Output {
        status,
        stdout,
        stderr,
    } = tokio::time::timeout(patience, command.output())
        .await
        .expect("the command ends by itself")
        .expect("the binary starts");
    Said {
        exit: status.code().unwrap_or(-1),
        stdout: String::from_utf8(stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(stderr).expect("stderr is UTF-8"),
    }
}

//! The verbs, a file each.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod env;
pub(crate) mod exam;
pub(crate) mod init;
pub(crate) mod invoke;
pub(crate) mod keys;
pub(crate) mod logs;
pub(crate) mod man;
pub(crate) mod modules;
pub(crate) mod push;
pub(crate) mod registry;
pub(crate) mod rollback;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod serve;
pub(crate) mod store;
pub(crate) mod tenant;
pub(crate) mod test;
pub(crate) mod types;

use connector_contract::Status;
use connector_registry::RegistryError;

use crate::remote::Refused;

/// How the program ends. Stable: scripts and CI systems depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// The script succeeded, or had nothing to change.
    Ok = 0,
    /// The script's own refusal: `not_found` to `not_implemented`.
    Refused = 1,
    /// The command line, or what it names, is wrong. Nothing was run.
    Usage = 2,
    /// The host ended the script: a limit, `stalled`, `cancelled`, `crashed`.
    Ended = 3,
    /// The host itself failed.
    HostFailure = 4,
    /// `diff` or `push --dry-run` found changes that are not on the server.
    Pending = 5,
    /// Ctrl-C, as shells have it: 128 and the signal's number.
    Interrupted = 130,
}

impl Exit {
    const ALL: [Self; 7] = [
        Self::Ok,
        Self::Refused,
        Self::Usage,
        Self::Ended,
        Self::HostFailure,
        Self::Pending,
        Self::Interrupted,
    ];

    /// What it tells, for `--help`, the manual and the README: the one place where it is said.
    fn about(self) -> String {
        match self {
            Self::Ok => {
                "success or unchanged; every case passed; no errors found; the score suffices"
                    .to_owned()
            }
            Self::Refused => format!(
                "the script's own refusal: {}; a case failed; check found errors; an exam scored too low",
                statuses(1)
            ),
            Self::Usage => "the command line or what it names is wrong; nothing was run".to_owned(),
            Self::Ended => format!("the host ended it: {}", statuses(3)),
            Self::HostFailure => "the host failed, or the server can't be reached".to_owned(),
            Self::Pending => "changes are pending: diff, push --dry-run".to_owned(),
            Self::Interrupted => "interrupted".to_owned(),
        }
    }
}

fn statuses(exit_code: u8) -> String {
    let names = Status::ALL
        .into_iter()
        .filter(|status| status.exit_code() == exit_code);
    names.map(Status::name).collect::<Vec<_>>().join(", ")
}

/// Every exit code and what it tells.
pub(crate) fn exit_codes() -> impl Iterator<Item = (u8, String)> {
    Exit::ALL.into_iter().map(|exit| (exit as u8, exit.about()))
}

/// The same as a paragraph of `--help`.
pub(crate) fn exit_codes_help() -> String {
    let lines = exit_codes().map(|(code, about)| format!("\n  {code}  {about}"));
    format!("Exit codes:{}", lines.collect::<String>())
}

/// Something the caller can mend: what they typed, or a file it names.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Usage {
    message: String,
    pub(crate) hint: Option<String>,
}

impl Usage {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
        }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// The exit code of an error that ended a verb.
pub(crate) fn exit_code(error: &anyhow::Error) -> Exit {
    if error.is::<Usage>() {
        return Exit::Usage;
    }
    if let Some(refused) = error.downcast_ref::<Refused>() {
        return refused.exit();
    }
    match error.downcast_ref::<RegistryError>() {
        Some(
            RegistryError::Missing { .. }
            | RegistryError::Exists { .. }
            | RegistryError::Invalid(_)
            | RegistryError::WrongSealingKey
            | RegistryError::Served(_),
        ) => Exit::Usage,
        _ => Exit::HostFailure,
    }
}

/// Runs what waits for a database, on this thread.
pub(crate) fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(work)
}

//! The verbs, a file each.

pub(crate) mod modules;
pub(crate) mod run;
pub(crate) mod test;

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
    /// Ctrl-C, as shells have it: 128 and the signal's number.
    Interrupted = 130,
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
        Exit::Usage
    } else {
        Exit::HostFailure
    }
}

//! The closed list of statuses.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a call came to. Every call has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// A legal value for the action.
    Success,
    /// updateUser returned `null`: nothing was to change.
    Unchanged,
    /// There is no such user.
    NotFound,
    /// Such a user exists already.
    AlreadyExists,
    /// The password is wrong.
    InvalidPassword,
    /// Any other throw.
    ScriptError,
    /// A return value the action may not return.
    ContractViolation,
    /// The function is missing, or still the untouched template.
    NotImplemented,
    /// The wall clock ran out.
    Timeout,
    /// The processor time ran out.
    CpuLimit,
    /// The heap or the buffers are full.
    MemoryLimit,
    /// The result is too large.
    OutputLimit,
    /// It waited for what can never happen.
    Stalled,
    /// The caller took it back.
    Cancelled,
    /// The worker process died under it.
    Crashed,
}

impl Status {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 15] = [
        Self::Success,
        Self::Unchanged,
        Self::NotFound,
        Self::AlreadyExists,
        Self::InvalidPassword,
        Self::ScriptError,
        Self::ContractViolation,
        Self::NotImplemented,
        Self::Timeout,
        Self::CpuLimit,
        Self::MemoryLimit,
        Self::OutputLimit,
        Self::Stalled,
        Self::Cancelled,
        Self::Crashed,
    ];

    /// How it is written everywhere: `not_found`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Unchanged => "unchanged",
            Self::NotFound => "not_found",
            Self::AlreadyExists => "already_exists",
            Self::InvalidPassword => "invalid_password",
            Self::ScriptError => "script_error",
            Self::ContractViolation => "contract_violation",
            Self::NotImplemented => "not_implemented",
            Self::Timeout => "timeout",
            Self::CpuLimit => "cpu_limit",
            Self::MemoryLimit => "memory_limit",
            Self::OutputLimit => "output_limit",
            Self::Stalled => "stalled",
            Self::Cancelled => "cancelled",
            Self::Crashed => "crashed",
        }
    }

    /// Whether the call did what it was asked for (which may have been nothing).
    pub const fn is_ok(self) -> bool {
        matches!(self, Self::Success | Self::Unchanged)
    }

    /// Whether the host ended the call, or lost it.
    pub const fn is_host_ended(self) -> bool {
        matches!(
            self,
            Self::Timeout
                | Self::CpuLimit
                | Self::MemoryLimit
                | Self::OutputLimit
                | Self::Stalled
                | Self::Cancelled
                | Self::Crashed
        )
    }

    /// The exit code of `connector run`: 0 done, 1 the script's own refusal, 3 ended by the host.
    pub const fn exit_code(self) -> u8 {
        if self.is_ok() {
            0
        } else if self.is_host_ended() {
            3
        } else {
            1
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

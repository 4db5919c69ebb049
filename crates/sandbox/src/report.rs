//! What of the sandbox could be had, and what not.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// One thing that a worker gives up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// Descriptors that the process inherited by accident are closed.
    Descriptors,
    /// No program it could start would have more rights than it has.
    NoNewPrivileges,
    /// No capabilities, not even when root started it.
    Capabilities,
    /// It can't be traced, and leaves no memory image on disk.
    NotDumpable,
    /// The kernel kills it when its parent ends.
    DiesWithParent,
    /// Bounds on descriptors, written files, locked memory and memory altogether.
    ResourceLimits,
    /// No file of any kind (Landlock).
    FileSystem,
    /// No TCP connection or port of its own (Landlock).
    Network,
    /// No signals to, and no abstract sockets of, other processes (Landlock).
    Scope,
    /// Only the system calls that scripts need (seccomp).
    SystemCalls,
}

impl Feature {
    /// All there are, in the order in which they are taken up.
    pub const ALL: [Self; 10] = [
        Self::Descriptors,
        Self::NoNewPrivileges,
        Self::Capabilities,
        Self::NotDumpable,
        Self::DiesWithParent,
        Self::ResourceLimits,
        Self::FileSystem,
        Self::Network,
        Self::Scope,
        Self::SystemCalls,
    ];

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Descriptors => "closing inherited descriptors",
            Self::NoNewPrivileges => "no new privileges",
            Self::Capabilities => "dropping capabilities",
            Self::NotDumpable => "no core dumps",
            Self::DiesWithParent => "ending with the parent",
            Self::ResourceLimits => "resource limits",
            Self::FileSystem => "Landlock for files",
            Self::Network => "Landlock for TCP",
            Self::Scope => "Landlock for signals and abstract sockets",
            Self::SystemCalls => "the seccomp filter",
        }
    }
}

/// Whether a feature holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It holds, and can't be taken back.
    On,
    /// It does not, because of this.
    Off {
        /// What the system said, or lacks: a phrase.
        reason: String,
    },
}

/// What holds for one process. A feature that was never told of does not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Report {
    states: BTreeMap<Feature, State>,
}

impl Report {
    /// Notes how the attempt to take a feature up ended.
    pub fn set<T, E: fmt::Display>(&mut self, feature: Feature, result: Result<T, E>) {
        let state = match result {
            Ok(_) => State::On,
            Err(error) => State::Off {
                reason: error.to_string(),
            },
        };
        self.states.insert(feature, state);
    }

    /// The features that don't hold, each with its reason.
    pub fn missing(&self) -> Vec<(Feature, &str)> {
        Feature::ALL
            .into_iter()
            .filter_map(|feature| match self.states.get(&feature) {
                Some(State::On) => None,
                Some(State::Off { reason }) => Some((feature, reason.as_str())),
                None => Some((feature, "it was never taken up")),
            })
            .collect()
    }

    /// Whether every feature holds.
    pub fn is_complete(&self) -> bool {
        self.missing().is_empty()
    }
}

/// What is missing, as one sentence without a full stop: `Landlock for files (reason); …`, or `nothing is missing`.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let missing = self.missing();
        if missing.is_empty() {
            return f.write_str("nothing is missing");
        }
        for (index, (feature, reason)) in missing.into_iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{} ({reason})", feature.name())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_never_told_of_is_missing() {
        let mut report = Report::default();
        assert_eq!(report.missing().len(), Feature::ALL.len());
        for feature in Feature::ALL {
            report.set(feature, Ok::<_, &str>(()));
        }
        assert!(report.is_complete());
        assert_eq!(report.to_string(), "nothing is missing");
        report.set(Feature::Scope, Err::<(), _>("too old a kernel"));
        assert_eq!(
            report.to_string(),
            "Landlock for signals and abstract sockets (too old a kernel)"
        );
    }
}

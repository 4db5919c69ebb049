//! One call of one action, and the checks its arguments pass before any script runs.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::action::{Action, Parameter, ParameterKind};
use crate::id::{IdShape, InvalidId, type_name, whole};
use crate::limits::Limits;

/// One call of one action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invocation {
    /// Its name in logs and history.
    pub id: InvocationId,
    /// Which function is called.
    pub action: Action,
    /// The positional arguments, `context` excepted.
    pub arguments: Vec<Value>,
    /// The last argument of every script: an object, or `null` when there is none.
    #[serde(default)]
    pub context: Value,
    /// What users' ids look like on this connection.
    #[serde(default)]
    pub id_shape: IdShape,
    /// Its bounds.
    #[serde(default)]
    pub limits: Limits,
    /// The only address that the script may connect to; without one, whatever the host allows. A rehearsal's script
    /// reaches the rehearsal only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_address: Option<SocketAddr>,
    /// Whether whoever listens at `only_address` passes everything on encrypted, so that TLS of the script's own, which
    /// would end there, is left out.
    #[serde(default)]
    pub relay_encrypts: bool,
}

/// Identifies an invocation. Later ones sort after earlier ones (UUID version 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InvocationId(Uuid);

impl InvocationId {
    /// A fresh one, from the clock and the system's random numbers.
    pub fn fresh() -> Self {
        Self(Uuid::now_v7())
    }
}

impl fmt::Display for InvocationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Text that is not an invocation's id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an invocation's id: it is a UUID")]
pub struct InvalidInvocationId;

impl FromStr for InvocationId {
    type Err = InvalidInvocationId;

    fn from_str(text: &str) -> Result<Self, InvalidInvocationId> {
        Uuid::parse_str(text)
            .map(Self)
            .map_err(|_| InvalidInvocationId)
    }
}

/// Why arguments were refused. No message quotes an argument: arguments hold passwords.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArgumentError {
    /// Too few or too many.
    #[error("{signature} takes {expected} besides context, not {found}", signature = .action.signature())]
    Count {
        /// The action.
        action: Action,
        /// How many it takes.
        expected: usize,
        /// How many were given.
        found: usize,
    },
    /// An argument of the wrong type.
    #[error("{action}: {parameter} must be {expected}, not {found}")]
    Kind {
        /// The action.
        action: Action,
        /// The parameter's name.
        parameter: &'static str,
        /// What it must be.
        expected: ParameterKind,
        /// The JSON type found, with its article.
        found: &'static str,
    },
    /// A number that is no page and no page size.
    #[error("{action}: {parameter} must be {}", ParameterKind::Number)]
    Number {
        /// The action.
        action: Action,
        /// The parameter's name.
        parameter: &'static str,
    },
    /// A query that names nobody: scripts would build an SQL statement without a condition.
    #[error(
        "{action}: {parameter} is empty; it must say which user, by id, email, phone or username"
    )]
    EmptyQuery {
        /// The action.
        action: Action,
        /// The parameter's name.
        parameter: &'static str,
    },
    /// An id that does not have the connection's shape.
    #[error("{action}: {parameter} {reason}")]
    Id {
        /// The action.
        action: Action,
        /// Where the id stands: `id`, `query.id`.
        parameter: String,
        /// What is wrong with it.
        reason: InvalidId,
    },
    /// A context that is neither an object nor `null`.
    #[error("{action}: context must be an object or null, not {found}")]
    Context {
        /// The action.
        action: Action,
        /// The JSON type found, with its article.
        found: &'static str,
    },
    /// More JSON than the limit allows.
    #[error("{action}: arguments and context are {size} bytes of JSON, the limit is {limit} bytes")]
    TooLarge {
        /// The action.
        action: Action,
        /// Their size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
}

impl Invocation {
    /// An invocation with a fresh id and default limits, not yet checked.
    pub fn new(action: Action, arguments: Vec<Value>, context: Value) -> Self {
        Self {
            id: InvocationId::fresh(),
            action,
            arguments,
            context,
            id_shape: IdShape::default(),
            limits: Limits::default(),
            only_address: None,
            relay_encrypts: false,
        }
    }

    /// Checks number, kinds, ids and size of the arguments. Nothing may run a script without it.
    ///
    /// # Errors
    /// The first thing that is wrong, from left to right; size last.
    pub fn check(&self) -> Result<(), ArgumentError> {
        let action = self.action;
        let parameters = action.parameters();
        if parameters.len() != self.arguments.len() {
            let (expected, found) = (parameters.len(), self.arguments.len());
            return Err(ArgumentError::Count {
                action,
                expected,
                found,
            });
        }
        for (parameter, argument) in parameters.iter().zip(&self.arguments) {
            self.check_argument(parameter, argument)?;
        }
        if !matches!(self.context, Value::Null | Value::Object(_)) {
            return Err(ArgumentError::Context {
                action,
                found: type_name(&self.context),
            });
        }
        self.check_size()
    }

    fn check_argument(&self, parameter: &Parameter, argument: &Value) -> Result<(), ArgumentError> {
        let (action, name) = (self.action, parameter.name);
        let wrong_kind = || ArgumentError::Kind {
            action,
            parameter: name,
            expected: parameter.kind,
            found: type_name(argument),
        };
        match (parameter.kind, argument) {
            (ParameterKind::String, Value::String(_))
            | (ParameterKind::Object, Value::Object(_)) => Ok(()),
            (ParameterKind::Id, Value::String(_) | Value::Number(_)) => {
                self.check_id(name.to_owned(), argument)
            }
            (ParameterKind::Number, Value::Number(_)) => match whole(argument) {
                Some(number) if number >= 1 => Ok(()),
                _ => Err(ArgumentError::Number {
                    action,
                    parameter: name,
                }),
            },
            (ParameterKind::Query, Value::Object(query)) => {
                let says_nothing = |value: &Value| value.is_null() || value.as_str() == Some("");
                if query.values().all(says_nothing) {
                    return Err(ArgumentError::EmptyQuery {
                        action,
                        parameter: name,
                    });
                }
                match query.get("id") {
                    None | Some(Value::Null) => Ok(()),
                    Some(id) => self.check_id(format!("{name}.id"), id),
                }
            }
            _ => Err(wrong_kind()),
        }
    }

    fn check_id(&self, parameter: String, id: &Value) -> Result<(), ArgumentError> {
        let action = self.action;
        self.id_shape.check(id).map_err(|reason| ArgumentError::Id {
            action,
            parameter,
            reason,
        })
    }

    fn check_size(&self) -> Result<(), ArgumentError> {
        let mut counter = Counter(0);
        // Counting cannot fail, and these are plain JSON values.
        let _ = serde_json::to_writer(&mut counter, &self.arguments);
        let _ = serde_json::to_writer(&mut counter, &self.context);
        let limit = self.limits.argument_bytes;
        if counter.0 > limit {
            return Err(ArgumentError::TooLarge {
                action: self.action,
                size: counter.0,
                limit,
            });
        }
        Ok(())
    }
}

/// Counts bytes instead of keeping them.
struct Counter(usize);

impl std::io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

//! Errors on their way to the script.

use std::io;

use connector_capability::LimitError;
use connector_capability::egress::{Attempt, EgressError};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// An error as the shim will construct it: class, message and the own properties Node gives it, in Node's order.
///
/// Errors of the database itself are not failures: they travel in the [`Log`](crate::log::Log) with their fields.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub(crate) struct Failure(Box<Parts>);

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Parts {
    class: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Map::is_empty")]
    properties: Map<String, Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Failure>,
}

impl Failure {
    /// A plain `Error`.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            class: "Error",
            message: message.into(),
            properties: Map::new(),
            errors: Vec::new(),
        }))
    }

    /// An `Error` with a `code`.
    pub(crate) fn coded(code: &str, message: impl Into<String>) -> Self {
        Self::new(message).with("code", code)
    }

    /// The same with another class: one of JavaScript's own, or `DatabaseError`.
    pub(crate) fn of_class(mut self, class: &'static str) -> Self {
        self.0.class = class;
        self
    }

    /// The same with one more own property.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.properties.insert(name.to_owned(), value.into());
        self
    }

    /// A bound of design that was hit.
    pub(crate) fn limit(what: &'static str, limit: impl Into<String>) -> Self {
        let limit = limit.into();
        Self::coded("CONNECTOR_LIMIT", LimitError { what, limit }.to_string())
    }

    /// Something node-postgres can do and this host does not offer.
    pub(crate) fn unsupported(message: impl Into<String>) -> Self {
        Self::coded("CONNECTOR_UNSUPPORTED", message)
    }

    /// The socket failed while `syscall` (`read` or `write`) was under way.
    pub(crate) fn socket(error: &io::Error, syscall: &'static str) -> Self {
        let code = Attempt {
            address: std::net::SocketAddr::from(([0, 0, 0, 0], 0)),
            error: io::Error::from(error.kind()),
        }
        .code();
        let code = match error.kind() {
            io::ErrorKind::BrokenPipe => "EPIPE",
            _ => code,
        };
        Self::new(format!("{syscall} {code}"))
            .with("errno", -error.raw_os_error().unwrap_or(0))
            .with("code", code)
            .with("syscall", syscall)
    }

    /// Whether the server, or the way to it, was the fault.
    pub(crate) fn is_unreachable(&self) -> bool {
        let code = self.0.properties.get("code").and_then(Value::as_str);
        // A policy's refusal says nothing of the server, and comes at once anyway.
        code.is_some_and(|code| {
            matches!(
                code,
                "ENOTFOUND" | "ETIMEDOUT" | "EHOSTUNREACH" | "ENETUNREACH" | "EPIPE"
            ) || code.starts_with("ECONN")
        })
    }

    /// Whether it is the host's own word, which says more than that time ran out.
    pub(crate) fn is_of_host(&self) -> bool {
        let code = self.0.properties.get("code").and_then(Value::as_str);
        code.is_some_and(|code| code.starts_with("CONNECTOR_"))
    }

    /// The JSON text the shim reads.
    pub(crate) fn to_json(&self) -> String {
        json!({ "ok": false, "error": self }).to_string()
    }
}

impl From<LimitError> for Failure {
    fn from(error: LimitError) -> Self {
        Self::coded("CONNECTOR_LIMIT", error.to_string())
    }
}

impl From<EgressError> for Failure {
    fn from(error: EgressError) -> Self {
        let message = error.to_string();
        match error {
            EgressError::NotFound { host } => Self::new(message)
                // Node's number for it, from libuv.
                .with("errno", -3008)
                .with("code", "ENOTFOUND")
                .with("syscall", "getaddrinfo")
                .with("hostname", host),
            EgressError::Failed { attempts } => match attempts.as_slice() {
                [only] => refused(only),
                several => {
                    let errors: Vec<Self> = several.iter().map(refused).collect();
                    let code = several.first().map_or("ECONNREFUSED", Attempt::code);
                    // Node leaves an AggregateError's message empty, which tells an author nothing.
                    let messages: Vec<&str> = errors.iter().map(|e| e.0.message.as_str()).collect();
                    let mut all = Self::coded(code, messages.join(", ")).of_class("AggregateError");
                    all.0.errors = errors;
                    all
                }
            },
            EgressError::TimedOut { .. } => Self::coded("ETIMEDOUT", message),
            EgressError::Limited(limit) => Self::from(limit),
            EgressError::Forbidden { .. } => {
                Self::coded("EACCES", message).with("syscall", "connect")
            }
        }
    }
}

fn refused(attempt: &Attempt) -> Failure {
    let code = attempt.code();
    let address = attempt.address;
    Failure::new(format!("connect {code} {address}"))
        .with("errno", -attempt.error.raw_os_error().unwrap_or(0))
        .with("code", code)
        .with("syscall", "connect")
        .with("address", address.ip().to_string())
        .with("port", address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(address: &str) -> Attempt {
        Attempt {
            address: address.parse().unwrap(),
            error: io::Error::from_raw_os_error(111),
        }
    }

    #[test]
    fn one_refusal_reads_as_in_node() {
        let failure = Failure::from(EgressError::Failed {
            attempts: vec![attempt("127.0.0.1:1")],
        });
        assert_eq!(
            serde_json::to_value(&failure).unwrap(),
            json!({
                "class": "Error", "message": "connect ECONNREFUSED 127.0.0.1:1",
                "properties": { "errno": -111, "code": "ECONNREFUSED", "syscall": "connect", "address": "127.0.0.1", "port": 1 },
            })
        );
    }

    #[test]
    fn a_tenant_s_bound_reads_as_any_other() {
        let failure = Failure::from(EgressError::Limited(LimitError {
            what: "open connections of a tenant",
            limit: "128".to_owned(),
        }));
        assert_eq!(
            serde_json::to_value(&failure).unwrap(),
            json!({
                "class": "Error", "message": "open connections of a tenant is limited to 128",
                "properties": { "code": "CONNECTOR_LIMIT" },
            })
        );
    }

    #[test]
    fn several_refusals_name_every_address() {
        let failure = Failure::from(EgressError::Failed {
            attempts: vec![attempt("[::1]:1"), attempt("127.0.0.1:1")],
        });
        assert_eq!(failure.0.class, "AggregateError");
        assert_eq!(
            failure.0.message,
            "connect ECONNREFUSED [::1]:1, connect ECONNREFUSED 127.0.0.1:1"
        );
        assert_eq!(failure.0.errors.len(), 2);
        assert_eq!(failure.0.properties["code"], "ECONNREFUSED");
    }
}

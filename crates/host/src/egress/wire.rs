//! What worker and parent say to each other about connections: one JSON text a message, each of bounded length.

use std::io;
use std::net::SocketAddr;

use connector_capability::LimitError;
use connector_capability::egress::{Attempt, EgressError};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A longer message is not one of ours.
pub(crate) const MAX_MESSAGE_BYTES: usize = 16 * 1024;
/// The longest host name anybody resolves has 253 characters; what is longer is not asked for.
pub(super) const MAX_HOST_BYTES: usize = 1024;
/// Of a name's addresses that all fail, so many are told.
const MAX_ATTEMPTS: usize = 64;

/// Worker to parent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Request {
    /// Open a connection.
    Connect {
        /// Names the connection from here on. Each is greater than the one before.
        id: u64,
        /// The number of the invocation that asks: the parent knows whose it is.
        invocation: u64,
        host: String,
        port: u16,
        /// How long the worker will wait.
        timeout_ms: u32,
    },
    /// A PostgreSQL session was made on a connection.
    Session {
        id: u64,
        process_id: i32,
        secret_key: i32,
    },
    /// A connection rests: no invocation uses it, nothing is under way on it, and another of its tenant may get it.
    Parked { id: u64 },
    /// A connection that rested is used by this invocation from here on. Sent before anything goes out on it.
    Borrowed { id: u64, invocation: u64 },
    /// The worker has closed a connection.
    Closed { id: u64 },
}

/// Parent to worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Reply {
    /// The connection's descriptor is attached.
    Connected { id: u64 },
    /// There is none.
    Refused { id: u64, refusal: Refusal },
}

/// An [`EgressError`] on its way. The worker knows which host and port it asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Refusal {
    NotFound,
    Failed(Vec<FailedAttempt>),
    TimedOut,
    Forbidden { reason: String },
    Limited { bound: Bound, limit: String },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FailedAttempt {
    address: SocketAddr,
    /// The system's number for the error; `None` where it has none.
    errno: Option<i32>,
}

/// What is bounded for a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Bound {
    Open,
    Rate,
    Opening,
}

impl Bound {
    pub(super) fn what(self) -> &'static str {
        match self {
            Self::Open => "open connections of a tenant",
            Self::Rate => "new connections of a tenant",
            Self::Opening => "connections under way in a worker",
        }
    }
}

impl Refusal {
    pub(super) fn limited(bound: Bound, limit: impl Into<String>) -> Self {
        Self::Limited {
            bound,
            limit: limit.into(),
        }
    }

    /// The error as the one who asked for `host` and `port` would have had it from its own system.
    pub(super) fn into_error(self, host: &str, port: u16) -> EgressError {
        let host = host.to_owned();
        match self {
            Self::NotFound => EgressError::NotFound { host },
            Self::Failed(attempts) => EgressError::Failed {
                attempts: attempts
                    .into_iter()
                    .map(|attempt| Attempt {
                        address: attempt.address,
                        error: attempt.errno.map_or_else(
                            || io::Error::from(io::ErrorKind::Other),
                            io::Error::from_raw_os_error,
                        ),
                    })
                    .collect(),
            },
            Self::TimedOut => EgressError::TimedOut { host, port },
            Self::Forbidden { reason } => EgressError::Forbidden { host, port, reason },
            Self::Limited { bound, limit } => EgressError::Limited(LimitError {
                what: bound.what(),
                limit,
            }),
        }
    }
}

impl From<EgressError> for Refusal {
    fn from(error: EgressError) -> Self {
        match error {
            EgressError::NotFound { .. } => Self::NotFound,
            EgressError::Failed { attempts } => Self::Failed(
                attempts
                    .into_iter()
                    .take(MAX_ATTEMPTS)
                    .map(|attempt| FailedAttempt {
                        address: attempt.address,
                        errno: attempt.error.raw_os_error(),
                    })
                    .collect(),
            ),
            EgressError::TimedOut { .. } => Self::TimedOut,
            EgressError::Forbidden { reason, .. } => Self::Forbidden { reason },
            EgressError::Limited(limit) => Self::limited(Bound::Open, limit.limit),
        }
    }
}

/// A message as bytes.
///
/// # Errors
/// When it is longer than a message may be.
pub(super) fn encode<T: Serialize>(message: &T) -> io::Result<Vec<u8>> {
    let bytes = serde_json::to_vec(message)?;
    if bytes.len() > MAX_MESSAGE_BYTES {
        return Err(malformed("too long"));
    }
    Ok(bytes)
}

/// Bytes as a message.
///
/// # Errors
/// When they are none.
pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> io::Result<T> {
    if bytes.len() > MAX_MESSAGE_BYTES {
        return Err(malformed("too long"));
    }
    // What is wrong with it is not told: the text would quote what the other side chose to send.
    serde_json::from_slice(bytes).map_err(|_| malformed("not a message"))
}

/// For fuzzers: reads bytes as a message of either side, writes it and reads it again. Whether they were one; panics when
/// it has changed.
pub(crate) fn reread(bytes: &[u8]) -> bool {
    fn same<T: Serialize + DeserializeOwned + PartialEq>(message: &T) {
        // What was read with fewer characters may be too long when it is written.
        let Ok(written) = encode(message) else { return };
        let again = decode::<T>(&written);
        assert!(
            again.is_ok_and(|again| again == *message),
            "a message changed on its way"
        );
    }
    if let Ok(request) = decode::<Request>(bytes) {
        same(&request);
        return true;
    }
    let Ok(reply) = decode::<Reply>(bytes) else {
        return false;
    };
    same(&reply);
    if let Reply::Refused { refusal, .. } = reply {
        let _ = refusal.into_error("db.example", 5432).to_string();
    }
    true
}

fn malformed(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn attempt(address: &str, errno: i32) -> Attempt {
        Attempt {
            address: address.parse().unwrap(),
            error: io::Error::from_raw_os_error(errno),
        }
    }

    /// What a script is told must not depend on which process connected.
    #[test]
    fn every_error_comes_out_as_it_went_in() {
        let host = || "db.example".to_owned();
        let errors = || {
            vec![
                EgressError::NotFound { host: host() },
                EgressError::Failed {
                    attempts: vec![attempt("127.0.0.1:1", 111)],
                },
                EgressError::Failed {
                    attempts: vec![
                        attempt("[2001:db8::1]:5432", 101),
                        attempt("10.0.0.1:5432", 113),
                    ],
                },
                EgressError::TimedOut {
                    host: host(),
                    port: 5432,
                },
                EgressError::Forbidden {
                    host: host(),
                    port: 5432,
                    reason: "private addresses are closed to scripts".to_owned(),
                },
                EgressError::Limited(LimitError {
                    what: Bound::Open.what(),
                    limit: "7".to_owned(),
                }),
            ]
        };
        for (before, error) in errors().into_iter().zip(errors()) {
            let sent = encode(&Refusal::from(error)).unwrap();
            let after = decode::<Refusal>(&sent).unwrap().into_error(&host(), 5432);
            assert_eq!(after.to_string(), before.to_string());
            if let (EgressError::Failed { attempts: a }, EgressError::Failed { attempts: b }) =
                (&after, &before)
            {
                let told = |all: &[Attempt]| -> Vec<_> {
                    all.iter()
                        .map(|one| (one.address, one.code(), one.error.raw_os_error()))
                        .collect()
                };
                assert_eq!(told(a), told(b));
            }
        }
    }

    #[test]
    fn a_message_of_many_failures_still_fits() {
        let attempts =
            (0..1000).map(|_| attempt("[2001:db8:1111:2222:3333:4444:5555:6666]:65535", 110));
        let refusal = Refusal::from(EgressError::Failed {
            attempts: attempts.collect(),
        });
        encode(&Reply::Refused {
            id: u64::MAX,
            refusal,
        })
        .unwrap();
        encode(&Request::Connect {
            id: u64::MAX,
            invocation: u64::MAX,
            host: "\u{1}".repeat(MAX_HOST_BYTES),
            port: u16::MAX,
            timeout_ms: u32::MAX,
        })
        .unwrap();
    }

    proptest! {
        #[test]
        fn junk_is_an_error_and_nothing_worse(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let _ = decode::<Request>(&bytes);
            let _ = decode::<Reply>(&bytes);
        }

        #[test]
        fn nearly_right_is_an_error_or_a_message(
            cut in 0..200_usize, place in 0..200_usize, byte: u8, id: u64, host in ".{0,40}",
        ) {
            let request = Request::Connect { id, invocation: 0, host, port: 5432, timeout_ms: 1 };
            let mut bytes = encode(&request).unwrap();
            prop_assert_eq!(decode::<Request>(&bytes).unwrap(), request);
            if let Some(changed) = bytes.get_mut(place) {
                *changed = byte;
            }
            bytes.truncate(cut);
            let _ = decode::<Request>(&bytes);
        }
    }
}

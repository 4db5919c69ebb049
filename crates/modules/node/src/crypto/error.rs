//! What scripts are told when crypto can't do its work. Node's own messages are made by the shims.

use connector_capability::LimitError;

/// Why an op failed.
#[derive(Debug, thiserror::Error, deno_error::JsError)]
#[class(generic)]
pub(crate) enum CryptoError {
    /// A derivation asks for more time or memory than an invocation may spend on one.
    #[error("{what} {asked} is above the limit of {limit}")]
    #[property("code" = "CONNECTOR_LIMIT")]
    Limit {
        /// The thing that is bounded, as an author would name it.
        what: &'static str,
        /// What was asked for.
        asked: u64,
        /// The bound.
        limit: u64,
    },
    /// Too many asynchronous operations at once.
    #[error(transparent)]
    #[property("code" = "CONNECTOR_LIMIT")]
    Pending(#[from] LimitError),
    /// There is no invocation whose limits would apply.
    #[error("keys are derived only while an action runs")]
    NoInvocation,
    /// The invocation ended or ran out of time while deriving.
    #[error("the invocation ended before the key was derived")]
    Over,
    /// The operating system gave no random bytes.
    #[error("no random bytes from the operating system")]
    Random,
    /// An argument the shims never pass; the phrase says what was expected.
    #[error("expected {0}")]
    Argument(&'static str),
}

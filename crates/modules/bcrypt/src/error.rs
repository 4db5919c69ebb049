//! What scripts are told when bcrypt can't do its work.

use connector_capability::LimitError;

/// Why an op failed. Messages of npm bcrypt are made by the shims; these are Connector's own.
#[derive(Debug, thiserror::Error, deno_error::JsError)]
#[class(generic)]
pub(crate) enum BcryptError {
    /// A cost was asked for, or found in a hash, that would hold a core for too long.
    #[error("bcrypt cost {asked} is above the limit of {limit}")]
    #[property("code" = "CONNECTOR_LIMIT")]
    Cost {
        /// The cost in the salt or hash.
        asked: u8,
        /// The invocation's ceiling.
        limit: u32,
    },
    /// Too many asynchronous operations at once.
    #[error(transparent)]
    #[property("code" = "CONNECTOR_LIMIT")]
    Pending(#[from] LimitError),
    /// There is no invocation whose limits would apply.
    #[error("bcrypt hashes and compares only while an action runs")]
    NoInvocation,
    /// The invocation ended or ran out of time while hashing.
    #[error("the invocation ended before bcrypt was done")]
    Over,
    /// A salt that isn't 16 bytes long; the shims never pass one.
    #[error("a bcrypt salt has 16 bytes")]
    SaltLength,
    /// The operating system gave no random bytes.
    #[error("no random bytes from the operating system")]
    Random,
}

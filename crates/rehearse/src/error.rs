//! What can go wrong beside the script.

/// Why there is no rehearsal, or no knowing what it came to. Nothing was committed in either case.
#[derive(Debug, thiserror::Error)]
pub enum RehearsalError {
    /// The database's address will not do.
    #[error("--rehearse: {0}")]
    Address(String),
    /// The database can't be reached, or lets nobody in.
    #[error("--rehearse: cannot connect to the database: {0}")]
    Connect(String),
    /// The transaction can't be guarded.
    #[error(
        "--rehearse: the transaction can't be guarded against being committed: {0}; the role needs TEMPORARY on the database"
    )]
    Guard(String),
    /// The session was lost, or had to be closed.
    #[error("the rehearsal's session ended early, and with it everything in it: {0}")]
    Lost(String),
    /// This machine gives no port.
    #[error("--rehearse: no port to listen on: {0}")]
    Listen(std::io::Error),
}

impl RehearsalError {
    /// Whether whoever called can mend it.
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::Address(_) | Self::Connect(_) | Self::Guard(_))
    }
}

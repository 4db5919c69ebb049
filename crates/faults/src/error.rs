//! What keeps a run from being one. What a fault does to callers is no error, it is the result.

use connector_scratch::ScratchError;

/// Why a run could not go on.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A throw-away database.
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    /// A statement of ours.
    #[error("a database: {0}")]
    Database(#[from] tokio_postgres::Error),
    /// Files and processes.
    #[error("{doing}: {source}")]
    Io {
        /// What was being done.
        doing: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The server did not start, or did not answer as it must.
    #[error("the server: {0}")]
    Server(String),
}

impl Failure {
    /// Names what was being done when the system refused.
    pub fn io(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Io { doing, source }
    }
}

//! Taking an invocation back.

use tokio_util::sync::CancellationToken;

/// Whether and when an invocation's caller may take it back.
#[derive(Debug, Clone, Default)]
pub struct Cancel {
    wish: Option<(CancellationToken, Until)>,
}

/// How long an invocation can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// Until its first statement leaves for a database.
    Statement,
    /// Until it ends.
    End,
}

impl Cancel {
    /// The invocation runs to its end whatever happens.
    pub fn never() -> Self {
        Self::default()
    }

    /// Once `token` fires the invocation ends `cancelled`, unless a statement has left for a database: then it runs on.
    /// It is one or the other: no statement leaves after it was decided.
    pub fn before_statement(token: CancellationToken) -> Self {
        Self {
            wish: Some((token, Until::Statement)),
        }
    }

    /// Once `token` fires the invocation ends `cancelled`, and a statement under way is cancelled on its server.
    pub fn always(token: CancellationToken) -> Self {
        Self {
            wish: Some((token, Until::End)),
        }
    }

    /// Waits for the caller's wish; for ever when there can be none.
    pub(crate) async fn wished(&self) -> Until {
        match &self.wish {
            Some((token, until)) => {
                token.cancelled().await;
                *until
            }
            None => std::future::pending().await,
        }
    }
}

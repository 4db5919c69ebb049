//! Every bound of an invocation.

/// The bounds of one invocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Asynchronous ops under way at once.
    pub pending_ops: usize,
}

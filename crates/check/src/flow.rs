//! What becomes of the caller's values, and what a statement's text is made of.

mod caller;
mod sql;

pub(crate) use caller::Origin;
pub(crate) use sql::{Piece, Query};

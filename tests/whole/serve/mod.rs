//! `connector serve` and the verbs that speak to it.

mod abuse;
mod authing;
mod drain;
mod first;
mod idempotency;
mod operations;
mod sdk;
pub(crate) mod server;

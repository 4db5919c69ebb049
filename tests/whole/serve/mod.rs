//! `connector serve` and the verbs that speak to it.

mod abuse;
mod authing;
mod drain;
mod first;
mod idempotency;
mod lost_answer;
mod nodes;
mod notices;
mod operations;
mod rotation;
mod sdk;
pub(crate) mod server;
mod traces;
mod typescript;

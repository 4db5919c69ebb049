//! The module against a real PostgreSQL, in a real isolate.

// A helper that fails is a test that fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod authentication;
mod bounds;
mod cursors;
mod differential;
mod encryption;
mod endings;
mod events;
mod hostile;
mod legacy;
mod lending;
mod lending_bounds;
mod lending_state;
mod lending_statements;
mod postgres;
mod queries;
mod realm;

//! The face through its router, over a backend in memory whose scripts answer what a test wants.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "in tests they are how one says no; clippy.toml knows #[test] functions, not their helpers"
)]

mod client;
mod credentials;
mod memory;
mod notices;
mod outcomes;
mod passwords;
mod requests;

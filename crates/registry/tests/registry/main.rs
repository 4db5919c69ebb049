//! The registry on both of its databases: every test runs on an SQLite file and on a real PostgreSQL.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "in tests they are how one says no; clippy.toml knows #[test] functions, not their helpers"
)]

mod backup;
mod both;
mod claims;
mod deployments;
mod history;
mod keys;
mod nodes;
mod secrets;
mod upgrades;

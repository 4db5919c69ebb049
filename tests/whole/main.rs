//! The product as its users see it: the real binary, on a real PostgreSQL.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "in tests they are how one says no; clippy.toml knows #[test] functions, not their helpers"
)]

mod auth0;
mod case;
mod check;
mod command;
mod coverage;
mod database;
mod differential;
mod help;
mod init;
mod inspect;
mod lazy;
mod outcome_schema;
mod scripts;
mod test_bench;
mod test_verb;
mod trouble;
mod usage;

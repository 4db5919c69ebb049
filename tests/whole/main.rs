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
mod exam;
mod help;
mod host;
mod init;
mod inspect;
mod inspect_node;
mod lazy;
mod outcome_schema;
mod output;
mod rehearse;
mod rehearse_tls;
mod sandbox;
mod scripts;
mod serve;
mod test_bench;
mod test_changes;
mod test_databases;
mod test_refusals;
mod test_reports;
mod trouble;
mod usage;
mod zoo;

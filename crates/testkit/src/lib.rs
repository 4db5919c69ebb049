//! Dev-only: fixtures and helpers for the tests of the other crates.
//!
//! - [`postgres`]: one PostgreSQL for each test process, a fresh database for each test.

pub mod postgres;

pub use postgres::{Database, Session};

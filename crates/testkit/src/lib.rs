//! Dev-only: fixtures and helpers for the tests of the other crates.
//!
//! - [`certificates`]: an authority for tests of TLS, and what it signed.
//! - [`cgroup`]: a place for memory cgroups.
//! - [`mmdb`]: small databases of where addresses are.
//! - [`postgres`]: one PostgreSQL for each test process, a fresh database for each test.

pub mod certificates;
pub mod cgroup;
pub mod mmdb;
pub mod postgres;

pub use certificates::Certificates;
pub use postgres::{Database, Session};

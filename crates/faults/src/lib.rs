//! Load on a real server while things are killed, filled and flooded: what callers saw, and proof of what became of
//! what they were told.
//!
//! - [`stage`]: the cast: databases, a registry, tenants with their scripts. [`node`]: a server process.
//! - [`client`]: one caller's connection. [`zipf`]: which tenant calls. [`load`]: many callers at once, at a pace.
//! - [`seen`]: what they saw, in numbers. [`proof`]: what the tenants' database says about it.
//! - [`speed`]: requests a second and how long they take. [`faults`]: a file for each way to fail.
//! - [`report`]: all of it as one table and as JSON.
//!
//! Whatever is counted as run is a row in the tenants' own database, written by the script itself; whatever is counted
//! as acknowledged was answered with HTTP 200 and the outcome `success`.

pub mod client;
pub mod error;
pub mod faults;
pub mod load;
pub mod node;
pub mod proof;
pub mod report;
pub mod seen;
pub mod speed;
pub mod stage;
pub mod zipf;

pub use error::Failure;

//! What must outlive a restart: tenants, keys, connections, script versions, sealed env, idempotency, history.
//!
//! One SQL text serves two stores: SQLite in a file (the default) and PostgreSQL by URL, which several nodes may share.
//! A write is acknowledged when it is on disk; a kill at any moment leaves a registry that opens.
//!
//! - [`registry`]: opening it, and what all parts share.
//! - [`names`], [`error`]: what tenants and connections may be called, and what can go wrong.
//! - [`seal`], [`sealing_key`]: how secrets lie on disk, and the keys they lie under. [`seals`]: the servers' own secrets;
//!   everything under a new key.
//! - [`tenants`], [`connections`], [`scripts`], [`env`](mod@env): what a tenant brings.
//! - [`deployment`]: all of a connection that an invocation needs, held in memory.
//! - [`token`], [`keys`], [`authing`]: who may call.
//! - [`claims`]: idempotency keys. [`nodes`]: which servers live, so that a dead one's claims can be told.
//! - [`history`], [`history_writer`]: what was invoked, and how it is written down without delaying anybody.
//! - [`watch`]: changes that other nodes made. [`sweep`]: what has expired goes. [`backup`]: all of it as one file.
//! - `store`: the two databases. `cache`: values that are dropped when they change.

pub mod authing;
pub mod backup;
mod cache;
pub mod claims;
mod clock;
pub mod connections;
pub mod deployment;
pub mod env;
pub mod error;
pub mod history;
pub mod history_writer;
pub mod keys;
pub mod names;
pub mod nodes;
pub mod registry;
pub mod scripts;
pub mod seal;
pub mod sealing_key;
pub mod seals;
mod store;
pub mod sweep;
pub mod tenants;
pub mod token;
pub mod watch;

pub use authing::{AccessKey, AuthingSettings, Facts, Lookup};
pub use claims::{Claim, ClaimRef, Settled};
pub use clock::now_ms;
pub use connections::{Connection, ConnectionSettings, Database, Mode};
pub use deployment::Deployment;
pub use env::{EnvChange, EnvEntry};
pub use error::RegistryError;
pub use history::{Entry, Kept, Order, Page, Query, Record};
pub use history_writer::HistoryWriter;
pub use keys::{Caller, Key, KeyKind, NewKey};
pub use names::{ConnectionId, InvalidName, Label, TenantId};
pub use nodes::NodeId;
pub use registry::{Registry, StoreUrl};
pub use scripts::{ScriptVersion, Upload, Uploaded};
pub use sealing_key::{SealingKeyError, SealingKeys};
pub use sweep::Retention;
pub use tenants::Tenant;

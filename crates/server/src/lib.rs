//! HTTP: the native API, health and metrics, over a registry and a host.
//!
//! - [`server`]: listening, TLS, and an orderly end. [`config`]: what can be set.
//! - [`app`]: what all requests share. [`router`]: which path leads where.
//! - [`access`]: who calls, and what they may reach. [`rates`]: how often.
//! - [`call`]: one invocation from a request to an answer that is kept. [`unsettled`]: answers that
//!   the registry could not keep at once. [`history`]: what is written down of it.
//! - [`authing`]: what the Authing face, mounted beside the native API, needs of the rest.
//! - [`password_keys`]: what callers of that face encrypt passwords with.
//! - [`routes`]: a file for each kind of thing.
//! - [`problem`]: every refusal, with its stable code. [`request_id`]: the name of a request.
//! - [`traces`]: spans for a collector, in the trace of the caller.
//! - [`json`]: bodies in and out. [`metrics`]: numbers for Prometheus. [`openapi`]: the API's own description.
//! - [`upkeep`]: what happens by the clock.

mod access;
mod app;
mod authing;
mod call;
pub mod config;
mod history;
mod json;
mod metrics;
pub mod openapi;
pub mod password_keys;
pub mod problem;
mod rates;
mod request_id;
mod router;
mod routes;
pub mod server;
mod traces;
mod unsettled;
mod upkeep;

pub use config::{ServerConfig, TlsFiles};
/// What the Authing face is set up with.
pub use connector_authing as face;
pub use connector_authing::Settings as AuthingSettings;
pub use openapi::document;
pub use server::{Server, ServerError};
pub use traces::{TraceError, TraceSettings};

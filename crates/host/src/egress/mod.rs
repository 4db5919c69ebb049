//! Connections for a process that can't open any: the worker asks, the parent resolves, judges, connects, and passes
//! the connected descriptor.
//!
//! - [`wire`]: what they say to each other.
//! - [`socket`]: the socket pair it goes through, descriptors included.
//! - [`account`]: which policy and which bounds a tenant has.
//! - [`broker`]: the parent's side.
//! - [`held`]: its copies of connections, in use or at rest.
//! - [`passed`]: the worker's side.
//! - [`farewell`]: sessions that outlived their worker.

pub(crate) mod account;
pub(crate) mod broker;
mod farewell;
mod held;
pub(crate) mod passed;
pub(crate) mod socket;
pub(crate) mod wire;

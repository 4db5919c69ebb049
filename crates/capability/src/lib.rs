//! What a module may ask of its host.
//!
//! A module's ops find a [`Capabilities`] in deno_core's `OpState` while an invocation runs, and nothing else of the
//! outside: no sockets, files, environment or clock of their own. Each part is one file:
//!
//! - [`egress`]: reaching an outside address. Policy lives behind the trait, never in JavaScript.
//! - [`connection`]: what one gets there, and what the host is told of it.
//! - [`lender`]: sessions that outlive an invocation, in whose name they are lent.
//! - [`meter`]: what the invocation has used and waited for, and the database errors it saw.
//! - [`permit`]: how many expensive jobs may run beside the isolate's thread.

mod capabilities;
pub mod connection;
pub mod egress;
mod lender;
pub mod meter;
pub mod permit;

pub use capabilities::Capabilities;
pub use capabilities::LimitError;
pub use lender::Lender;

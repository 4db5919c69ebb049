//! What a module may ask of its host.
//!
//! A module's ops find a [`Capabilities`] in deno_core's `OpState` while an invocation runs, and nothing else of the
//! outside: no sockets, files, environment or clock of their own. Each part is one file:
//!
//! - [`egress`]: reaching an outside address. Policy lives behind the trait, never in JavaScript.
//! - [`meter`]: what the invocation has used and waited for, and the database errors it saw.
//! - `only`: one address and no other, for a rehearsal's script.
//! - [`permit`]: how many expensive jobs may run beside the isolate's thread.

mod capabilities;
pub mod egress;
pub mod meter;
mod only;
pub mod permit;

pub use capabilities::Capabilities;
pub use capabilities::LimitError;
pub use only::OnlyEgress;

//! Sessions that outlive the invocation that opened them, and how they are lent on.
//!
//! - [`sessions`]: the pool of a process, [`janitor`]: what closes its old ones, [`borrow`]: one client's way to one.
//! - [`key`], [`shelf`], [`breaker`]: who may get which session, how many there may be, and when nobody is let through.
//! - [`effects`], [`words`]: what a statement leaves behind in its session, from its text.
//! - [`work`]: what is noted while a session is lent; [`reset`]: undoing it; [`statements`]: what is kept on purpose.

pub(crate) mod borrow;
mod breaker;
mod effects;
mod janitor;
mod key;
mod reset;
mod sessions;
mod shelf;
pub(crate) mod statements;
mod words;
mod work;

pub(crate) use sessions::Loss;
pub use sessions::{SessionGauges, Sessions, SessionsConfig};
pub(crate) use work::Work;

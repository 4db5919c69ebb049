//! A throw-away PostgreSQL from the binaries on the machine.
//!
//! [`Scratch::start`] finds the binaries, prepares a data folder of its own, starts a server on a free loopback port,
//! and waits until it answers. When the [`Scratch`] goes, so do server and folder; they go too when this process is
//! killed with signal 9 (see `watch.sh`).
//!
//! - `binaries`: where `initdb` and `postgres` are.
//! - `user`: as whom they run, since they refuse to run as root.
//! - `folder`: the folder of one server, and copying trees.
//! - `template`: a freshly made cluster, kept in the user's cache because making one takes seconds.
//! - `watched`: a process that dies with us.
//! - `server`: the running server.
//! - `statements`, `load`: SQL files, with errors that name file, line and column.

mod binaries;
mod error;
mod folder;
mod load;
mod scratch;
mod server;
mod statements;
mod template;
mod user;
mod watched;

pub use error::{ScratchError, SqlError};
pub use load::run as run_sql;
pub use scratch::{Cache, Scratch, ScratchOptions};
pub use statements::cut;

//! What a tenant's realm holds: the ops and JavaScript of the startup snapshot, and the catalogue of modules.
//!
//! - [`extensions`]: everything the snapshot is made of, in order. The build script that makes the snapshot and the
//!   isolates that load it both call this one function, so they can't differ.
//! - [`catalogue`], [`differences`]: what `require` finds, and where it differs from the real packages on purpose.
//! - [`builtin`]: which of deno_core's own ops stay alive.
//! - [`inbox`]: what a script's side has told the host: log lines and how the call ended.
//! - `js/`: the realm's own JavaScript; a number tells the load order.

pub mod builtin;
pub mod catalogue;
pub mod differences;
pub mod inbox;
mod ops;

pub use connector_module_pg::{SessionGauges, Sessions, SessionsConfig};
use deno_core::Extension;

deno_core::extension!(
    connector_realm,
    ops = [ops::op_realm_settle, ops::op_realm_log],
    esm_entry_point = "ext:connector_realm/40_boot.js",
    esm = [dir "src/js", "05_globals.js", "10_record.js", "15_modules.js", "20_require.js", "25_auth0.js", "30_dispatch.js", "40_boot.js"],
    middleware = builtin::disable_unneeded,
);

/// Reads what modules need from files: the machine's certificate authorities. Without it they are read when a script
/// first needs them, which is too late for a process that has given up its file system.
pub fn preload() {
    connector_module_pg::preload_certificates();
}

/// Everything the startup snapshot is made of, in load order.
pub fn extensions() -> Vec<Extension> {
    vec![
        connector_module_node::connector_node::init(),
        connector_module_bcrypt::connector_bcrypt::init(),
        connector_module_lodash::connector_lodash::init(),
        connector_module_pg::connector_pg::init(),
        connector_realm::init(),
    ]
}

//! deno_core's own ops: a script that digs one up must find it dead.

use deno_core::OpDecl;

/// The built-in ops that the realm's boot, timers, promises and shims need. Found by trial: each is here because a test
/// fails without it.
const NEEDED: &[&str] = &[
    "op_dispatch_exception",
    "op_drain_pending_rejections",
    "op_event_loop_has_more_work",
    "op_get_ext_import_meta_proto",
    "op_get_extras_binding_object",
    "op_immediate_check",
    "op_is_native_error",
    "op_ref_op",
    "op_run_microtasks",
    "op_set_captured_bootstrap",
    "op_timer_now",
    "op_timer_schedule",
    "op_timer_track",
    "op_timer_untrack",
    "op_unref_op",
];

/// The prefixes of our own ops; a built-in op has none of them.
const OURS: &[&str] = &["op_realm_", "op_node_", "op_bcrypt_", "op_pg_"];

/// Op middleware: leaves our ops and the needed built-in ones alone and disables the rest.
pub fn disable_unneeded(op: OpDecl) -> OpDecl {
    let ours = OURS.iter().any(|prefix| op.name.starts_with(prefix));
    if ours || NEEDED.contains(&op.name) {
        op
    } else {
        op.disable()
    }
}

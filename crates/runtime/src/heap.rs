//! V8's heap limit, which without help ends in an abort of the process.

use std::sync::Arc;

use connector_contract::TerminationCause;
use deno_core::{JsRuntime, v8};

use crate::slot::Slot;

/// What the limit is raised by when a script runs into it. The allocation in flight must succeed or V8 aborts, and one
/// allocation can be a gigabyte; raising costs nothing unless used. The script is already condemned by then.
const HEADROOM: usize = 1_280 * 1024 * 1024;

/// Address space for an isolate's machine code. Where the processor has memory protection keys V8 maps all of it at once,
/// writable, and the kernel counts it as the process's data though next to nothing of it is ever touched.
pub const CODE_RANGE_BYTES: usize = 64 * 1024 * 1024;

/// The booted realm itself needs some of this.
const MIN_BYTES: usize = 16 * 1024 * 1024;

/// Parameters of an isolate whose JavaScript heap holds `bytes`.
pub(crate) fn create_params(bytes: usize) -> v8::CreateParams {
    v8::CreateParams::default()
        .heap_limits(0, bytes.max(MIN_BYTES))
        .set_code_range_size_in_bytes(CODE_RANGE_BYTES)
}

/// Ends the invocation in `slot` when the heap limit comes near.
pub(crate) fn guard(runtime: &mut JsRuntime, slot: Arc<Slot>) {
    runtime.add_near_heap_limit_callback(move |current, _initial| {
        slot.hit(TerminationCause::Heap);
        current.saturating_add(HEADROOM)
    });
}

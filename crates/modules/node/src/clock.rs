//! The clock behind `performance.now` and `process.hrtime`.

use std::sync::OnceLock;
use std::time::Instant;

use deno_core::op2;

static START: OnceLock<Instant> = OnceLock::new();

/// Whole milliseconds of a clock that never goes back. Its zero means nothing; finer steps are withheld from scripts.
#[op2(fast)]
pub(crate) fn op_node_monotonic_ms() -> f64 {
    // Exact up to 2^53 ms.
    START.get_or_init(Instant::now).elapsed().as_millis() as f64
}

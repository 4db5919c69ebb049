//! V8's flags and start, once a process.

use std::sync::OnceLock;

use deno_core::{JsRuntime, v8};

/// The flags of every process that runs scripts.
const FLAGS: &[&str] = &[
    // V8 takes the place of the program's name.
    "connector",
    // Mandatory. Without it the optimiser drops the interrupt check of loops such as `for(;;) new Array(1000).fill(1)`,
    // and such a loop ignores every request to stop, for ever.
    "--no-turboshaft-loop-unrolling",
    "--disallow-code-generation-from-strings",
    // In KiB. Threads that run scripts have 4 MiB: what is left over is for Rust's frames under an op.
    "--stack-size=1024",
    // Shims stand between the author's frames and the throw; they are left out of what is shown.
    "--stack-trace-limit=32",
    // Garbage is collected by the thread that made it. V8's helpers would take the other cores for a script that floods its
    // heap, from the neighbours that run there; a heap of some megabytes is collected no faster with them.
    "--single-threaded-gc",
    "--no-parallel-scavenge",
];

/// The stack of a thread that runs scripts, in bytes.
pub const THREAD_STACK_BYTES: usize = 4 * 1024 * 1024;

/// Reads what scripts may need from files, once for the process: call it before the process gives up its file system.
pub fn preload() {
    connector_realm::preload();
}

/// V8 could not be started as safety demands.
#[derive(Debug, Clone, thiserror::Error)]
pub enum InitError {
    /// A flag is missing from this V8: it is another version than this program was made for.
    #[error("this V8 does not know {flags}: refusing to run scripts without it")]
    UnknownFlags {
        /// The flags V8 gave back.
        flags: String,
    },
}

/// Starts V8. Call it before any thread that will run scripts exists: where the processor has memory protection keys,
/// only descendants of the starting thread may touch V8's code pages. Later calls return the first one's result.
///
/// # Errors
/// When V8 doesn't know one of the mandatory flags.
pub fn initialise() -> Result<(), InitError> {
    static STARTED: OnceLock<Result<(), InitError>> = OnceLock::new();
    STARTED
        .get_or_init(|| {
            let unknown = deno_core::v8_set_flags(FLAGS.iter().map(ToString::to_string).collect());
            let unknown: Vec<&str> = unknown.iter().skip(1).map(String::as_str).collect();
            if !unknown.is_empty() {
                return Err(InitError::UnknownFlags {
                    flags: unknown.join(", "),
                });
            }
            // V8 itself would open /dev/urandom for each isolate, and seed Math.random and its hash tables from the
            // clock where it can't.
            v8::V8::set_entropy_source(|bytes: &mut [u8]| getrandom::fill(bytes).is_ok());
            JsRuntime::init_platform(None);
            Ok(())
        })
        .clone()
}

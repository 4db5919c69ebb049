//! Parsing on a thread whose stack the text cannot exhaust.
//!
//! The parser calls itself for everything that nests. A stack that runs over ends the process, so nesting is bounded
//! before anything is parsed, and what nests without brackets (`!!!!…`, `a+a+a+…`) gets stack by the byte.

use crate::Fault;

/// Brackets inside brackets: more than this is no script that a person wrote.
pub const DEEPEST: usize = 400;
/// Stack that the parser gets, and stack it gets for each byte. Memory is only taken when it is used.
const STACK: usize = 32 * 1024 * 1024;
const STACK_PER_BYTE: usize = 1024;

/// Runs `work`, which parses `source`, where it is safe to do so.
///
/// # Errors
/// When brackets nest deeper than [`DEEPEST`], when there is no thread to be had, or when the parser panicked.
pub fn guarded<R: Send>(source: &str, work: impl FnOnce() -> R + Send) -> Result<R, Fault> {
    if let Some(at) = too_deep(source) {
        return Err(Fault::new(
            format!("brackets are nested deeper than {DEEPEST} levels; the rest was not read"),
            at,
        ));
    }
    let stack = source
        .len()
        .saturating_mul(STACK_PER_BYTE)
        .saturating_add(STACK);
    let done = std::thread::scope(|scope| {
        let work = std::thread::Builder::new()
            .stack_size(stack)
            .spawn_scoped(scope, work)
            .map_err(|error| Fault::new(format!("no thread to parse with: {error}"), 0))?;
        work.join()
            .map_err(|_| Fault::new("the parser gave up on this text", 0))
    });
    // The scope's end unparks this thread, whether it is parked or not. Whoever parks it next (an inspector does, for
    // a debugger) must not be woken for nothing.
    std::thread::park_timeout(std::time::Duration::ZERO);
    done
}

/// Where brackets nest too deep. Brackets in strings count too: the bound is far above what anyone writes.
fn too_deep(source: &str) -> Option<usize> {
    let mut depth: usize = 0;
    for (at, byte) in source.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                if depth > DEEPEST {
                    return Some(at);
                }
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

//! How many files and connections the parent may have open: it holds a copy of every connection of every worker.

use std::io;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Raises this process's soft limit of open files and connections to its hard limit. Returns the limit from now on;
/// `None` is none at all.
///
/// Systems keep the soft limit at 1,024 for the sake of programs that use `select`; this is none. Workers are not
/// concerned: each sets its own limit as it enters its sandbox.
///
/// # Errors
/// When the system refuses, with which the limit is what it was.
pub fn raise_descriptor_limit() -> io::Result<Option<u64>> {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current != maximum {
        let raised = Rlimit {
            current: maximum,
            maximum,
        };
        setrlimit(Resource::Nofile, raised)?;
    }
    Ok(maximum)
}

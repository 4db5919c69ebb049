//! Dev-only: what the fuzzers call. Each target takes bytes, and panics when something is wrong with what came of them.
//!
//! The targets are called by libFuzzer (`tests/fuzz`, `scripts/fuzz`), which finds its way by what it sees of the code,
//! and by this crate's own test, which knows only the seeds and a die ([`mutate`]), but runs with all other tests.
//!
//! - [`classification`]: what is made of how a call ended.
//! - `frames`: what a worker says to its parent, and the other way round, of invocations and of connections.
//! - `arguments`: arguments into a script and its result out again.
//! - `connection_strings`, `require_names`: texts that scripts hand to `pg` and to `require`.
//! - `ops`: every op of ours, called with junk, past the JavaScript that stands before it.
//! - `scripts`: made-up scripts that call whatever they find with whatever they have ([`script_text`]).
//!
//! [`dice`] turns bytes into choices. `lone` is an isolate thread without a host.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "how a fuzz target says that something is wrong"
)]

mod classification;
mod dice;
pub mod mutate;
pub mod script_text;

#[cfg(feature = "engine")]
mod arguments;
#[cfg(feature = "engine")]
mod connection_strings;
#[cfg(feature = "engine")]
mod frames;
#[cfg(feature = "engine")]
mod lone;
#[cfg(feature = "engine")]
mod ops;
#[cfg(feature = "engine")]
mod require_names;
#[cfg(feature = "engine")]
mod scripts;

/// Something to fuzz.
#[derive(Clone, Copy)]
pub struct Target {
    /// What it is called, and the folder of its seeds.
    pub name: &'static str,
    /// Runs one input.
    pub run: fn(&[u8]),
    /// How many made-up inputs the test tries: some seconds' worth.
    pub tries: usize,
}

/// All of them.
pub const TARGETS: &[Target] = &[
    Target {
        name: "classification",
        run: classification::run,
        tries: 2_000,
    },
    #[cfg(feature = "engine")]
    Target {
        name: "frames",
        run: frames::run,
        tries: 4_000,
    },
    #[cfg(feature = "engine")]
    Target {
        name: "arguments",
        run: arguments::run,
        tries: 1_000,
    },
    #[cfg(feature = "engine")]
    Target {
        name: "connection_strings",
        run: connection_strings::run,
        tries: 1_000,
    },
    #[cfg(feature = "engine")]
    Target {
        name: "require_names",
        run: require_names::run,
        tries: 1_000,
    },
    #[cfg(feature = "engine")]
    Target {
        name: "ops",
        run: ops::run,
        tries: 1_000,
    },
    #[cfg(feature = "engine")]
    Target {
        name: "scripts",
        run: scripts::run,
        tries: 150,
    },
];

/// The target of that name.
///
/// # Panics
/// When there is none: the fuzzer was built without what it needs.
pub fn target(name: &str) -> &'static Target {
    let found = TARGETS.iter().find(|target| target.name == name);
    found.unwrap_or_else(|| panic!("there is no target {name}"))
}

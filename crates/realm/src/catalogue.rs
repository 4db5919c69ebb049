//! The modules that `require` finds: the one list a reviewer reads.

use serde::Serialize;

/// A module, or a family of them, as authors see it.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Module {
    /// What `require` takes. `node:` before a built-in and `@version` after any name are accepted.
    pub name: &'static str,
    /// The package and version whose behaviour it follows.
    pub follows: &'static str,
    /// What is there, in a sentence.
    pub summary: &'static str,
}

/// All of them, in the order `connector modules` prints.
pub const MODULES: &[Module] = &[];

//! Which language a script's file name says it is in.

/// The language of a script, by the ending of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// `.js`, and every other ending: a script, or a module if it has `import` or `export`.
    JavaScript,
    /// `.cjs`: a script, never a module.
    JavaScriptScript,
    /// `.mjs`: a module.
    JavaScriptModule,
    /// `.ts`: TypeScript; a module if an `import` or `export` of a value is left once types are erased.
    TypeScript,
    /// `.cts`: TypeScript, never a module.
    TypeScriptScript,
    /// `.mts`: a module in TypeScript.
    TypeScriptModule,
}

impl Language {
    /// The endings a connection folder's scripts may have, without the dot, in the order they are looked for.
    pub const ENDINGS: [&str; 6] = ["js", "ts", "mjs", "mts", "cjs", "cts"];

    /// The language of a file of this name.
    pub fn of(name: &str) -> Self {
        match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "ts" => Self::TypeScript,
            "mts" => Self::TypeScriptModule,
            "cts" => Self::TypeScriptScript,
            "mjs" => Self::JavaScriptModule,
            "cjs" => Self::JavaScriptScript,
            _ => Self::JavaScript,
        }
    }

    /// Whether it has types to erase.
    pub fn is_typescript(self) -> bool {
        matches!(
            self,
            Self::TypeScript | Self::TypeScriptScript | Self::TypeScriptModule
        )
    }
}

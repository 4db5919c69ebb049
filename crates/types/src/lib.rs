//! TypeScript declarations (`.d.ts`) of what a script finds, so that an editor completes and checks it: the contract of
//! the eight actions, `env`, the globals, and every module of `require`. Most are files as they stand in `dts/`; what
//! depends on a folder, or would only repeat itself, is made here.

mod env;
mod names;

use std::borrow::Cow;

pub use crate::env::is_identifier;

/// A declaration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, such as `pg.d.ts`.
    pub name: &'static str,
    /// Its content.
    pub text: Cow<'static, str>,
}

const FIXED: &[(&str, &str)] = &[
    ("assert.d.ts", include_str!("dts/assert.d.ts")),
    ("bcrypt.d.ts", include_str!("dts/bcrypt.d.ts")),
    ("buffer.d.ts", include_str!("dts/buffer.d.ts")),
    ("connector.d.ts", include_str!("dts/connector.d.ts")),
    ("crypto.d.ts", include_str!("dts/crypto.d.ts")),
    ("events.d.ts", include_str!("dts/events.d.ts")),
    ("globals.d.ts", include_str!("dts/globals.d.ts")),
    ("lodash.d.ts", include_str!("dts/lodash.d.ts")),
    ("pg.d.ts", include_str!("dts/pg.d.ts")),
    ("text.d.ts", include_str!("dts/text.d.ts")),
    ("url.d.ts", include_str!("dts/url.d.ts")),
    ("util.d.ts", include_str!("dts/util.d.ts")),
    ("web.d.ts", include_str!("dts/web.d.ts")),
];

/// What an editor needs to know beside the declarations: no browser's globals, every script a module of its own, and
/// no packages from elsewhere.
pub const JSCONFIG: &str = include_str!("dts/jsconfig.json");

/// All declaration files. `env_keys`: the names in the connection's env if they are all known, which makes any other a
/// mistake; `None` if not. The six `DB_*` names are always there. Names that are not identifiers are quoted.
pub fn files(env_keys: Option<&[String]>) -> Vec<File> {
    let mut files: Vec<File> = FIXED
        .iter()
        .map(|&(name, text)| File {
            name,
            text: Cow::Borrowed(text),
        })
        .collect();
    files.push(File {
        name: "env.d.ts",
        text: Cow::Owned(env::declare(env_keys)),
    });
    files.push(File {
        name: "names.d.ts",
        text: Cow::Owned(names::declare()),
    });
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_files_are_ascii() {
        let files = files(None);
        let mut names: Vec<_> = files.iter().map(|file| file.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), files.len());
        for file in files {
            let odd = file.text.chars().find(|c| !c.is_ascii() && *c != '…');
            assert_eq!(odd, None, "{}", file.name);
        }
    }
}

//! The other names of modules: `node:crypto`, `pg@8`, `lodash/get`, `lodash.get`.

use std::fmt::Write as _;

/// Node's built-ins, which may be named with `node:` in front.
const BUILT_IN: &[&str] = &[
    "assert",
    "assert/strict",
    "buffer",
    "console",
    "crypto",
    "events",
    "os",
    "path",
    "path/posix",
    "perf_hooks",
    "process",
    "querystring",
    "string_decoder",
    "timers",
    "timers/promises",
    "url",
    "util",
    "util/types",
];

/// npm's packages, which may be named with a version behind.
const PACKAGES: &[&str] = &[
    "bcrypt",
    "bcryptjs",
    "lodash",
    "pg",
    "pg-connection-string",
    "pg-cursor",
    "pg-pool",
    "pg-types",
];

pub(crate) fn declare() -> String {
    let mut text = String::from("// The same modules under their other names.\n\n");
    for name in BUILT_IN {
        alias(&mut text, &format!("node:{name}"), name);
    }
    for name in PACKAGES {
        alias(&mut text, &format!("{name}@*"), name);
    }
    alias(&mut text, "bcrypt/promises", "bcrypt");
    for name in lodash_functions() {
        for separator in ['/', '.'] {
            let _ = writeln!(
                text,
                "declare module 'lodash{separator}{name}' {{\n  import _ = require('lodash');\n  \
                 const {name}: typeof _.{name};\n  export = {name};\n}}"
            );
        }
    }
    text
}

fn alias(text: &mut String, name: &str, of: &str) {
    let _ = writeln!(
        text,
        "declare module '{name}' {{\n  import same = require('{of}');\n  export = same;\n}}"
    );
}

/// The functions that lodash.d.ts declares, each once: members are indented by four.
fn lodash_functions() -> Vec<&'static str> {
    let mut names: Vec<&str> = include_str!("dts/lodash.d.ts")
        .lines()
        .skip_while(|line| !line.starts_with("  interface Lodash {"))
        .filter_map(|line| line.strip_prefix("    "))
        .filter_map(|line| {
            let end = line.find(|c: char| !c.is_ascii_alphanumeric())?;
            let (name, rest) = line.split_at(end);
            let is_function = rest.starts_with(['(', '<']) || rest.starts_with(": {");
            (!name.is_empty() && is_function).then_some(name)
        })
        .collect();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lodash_functions_are_found_by_their_names() {
        let names = lodash_functions();
        for name in ["chunk", "get", "partial", "uniqueId"] {
            assert!(names.contains(&name), "{name}");
        }
        assert!(!names.contains(&"VERSION"));
        assert!(names.len() > 290, "{}", names.len());
    }
}

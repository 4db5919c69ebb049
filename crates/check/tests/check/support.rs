//! Scripts and what is expected of them.

use std::path::{Path, PathBuf};

use connector_check::{Modules, Report, Source, check};

/// As in the host's catalogue.
pub(crate) const MODULES: Modules<'static> = Modules(&[
    "pg", "bcrypt", "bcryptjs", "lodash", "crypto", "util", "axios",
]);

/// Checks a text under a file name whose stem is its action, if it is one.
pub(crate) fn checked(name: &str, text: &str) -> Report {
    let stem = name
        .rsplit('/')
        .next()
        .and_then(|file| file.split('.').next())
        .unwrap_or("");
    let source = Source {
        name,
        text,
        action: stem.parse().ok(),
        dialect: connector_contract::Dialect::Any,
    };
    check(source, MODULES)
}

/// The codes and lines found, in order.
pub(crate) fn found(report: &Report) -> Vec<(usize, String)> {
    let mut found: Vec<_> = report
        .findings
        .iter()
        .map(|finding| (finding.range.start.line, finding.code.to_string()))
        .collect();
    found.sort();
    found
}

/// What the script's own comments expect: `// expect CODE …` on the line, `// expect-before CODE …` on the one after.
pub(crate) fn expected(text: &str) -> Vec<(usize, String)> {
    let mut expected = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for (mark, number) in [("// expect ", at + 1), ("// expect-before ", at)] {
            if let Some((_, codes)) = line.split_once(mark) {
                expected.extend(
                    codes
                        .split_whitespace()
                        .map(|code| (number, code.to_owned())),
                );
            }
        }
    }
    expected.sort();
    expected
}

/// The repository's top.
pub(crate) fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The scripts under a folder: path from the top, and text.
pub(crate) fn scripts(under: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(under)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(top().join(&folder))
            .expect("the folder is there")
            .flatten()
        {
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|ending| ending == "js" || ending == "ts" || ending == "mjs")
            {
                let text = std::fs::read_to_string(entry.path()).expect("readable");
                found.push((path.display().to_string(), text));
            }
        }
    }
    found.sort();
    found
}

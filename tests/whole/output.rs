//! Every command's output: what people read is kept as text in `snapshots/`, what programs read is what
//! `connector schema` says. `INSTA_UPDATE=always cargo nextest run …` writes the snapshots anew.

mod local;
mod remote;
mod schemas;

use std::path::Path;

use crate::command::{Said, connector, top};

/// Compares what a command said with the snapshot of this name: exit code, both streams. What differs from run to run,
/// or from machine to machine, is replaced by a word in brackets.
fn snapshot(name: &str, folder: &Path, said: &Said) {
    let mut text = format!("exit {}\n", said.exit);
    for (stream, written) in [("stdout", &said.stdout), ("stderr", &said.stderr)] {
        if !written.is_empty() {
            text.push_str(&format!("--- {stream}\n{written}"));
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(top().join("tests/whole/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (path, word) in [(folder, "[folder]"), (&*top(), "[top]")] {
        settings.add_filter(&regex::escape(&path.display().to_string()), word);
    }
    for (pattern, word) in VARYING {
        settings.add_filter(pattern, *word);
    }
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// What differs from run to run.
const VARYING: &[(&str, &str)] = &[
    (r"connector_(op|tn|ak)_[0-9a-f_]+", "[secret]"),
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "[uuid]"),
    (r"\bsha256:[0-9a-f]{64}\b", "sha256:[hash]"),
    (r"\b[0-9a-f]{64}\b", "[hash]"),
    (r"\b[0-9a-f]{16}\b", "[id]"),
    (
        r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+\d\d)?",
        "[time]",
    ),
    (r"\b127\.0\.0\.1:\d+", "127.0.0.1:[port]"),
    (r"\b\d+(\.\d+)? (ms|s)\b", "[duration]"),
    (r"duration_ms: [\d.]+", "duration_ms: [duration]"),
    // Columns are as wide as their longest path.
    (r"(\[folder\]\S*) {2,}", "$1  "),
    (r"(?m)^(all)? {20,}", "$1    "),
];

/// The commands that can be run: all leaves of the tree that `--help` shows, as words.
async fn leaves() -> Vec<String> {
    let mut leaves = Vec::new();
    let mut open: Vec<Vec<String>> = vec![vec![]];
    while let Some(path) = open.pop() {
        let help = connector(path.iter().map(String::as_str).chain(["--help"])).await;
        let below = crate::help::commands(&help.stdout);
        if below.is_empty() {
            leaves.push(path.join(" "));
        }
        for name in below {
            open.push([path.clone(), vec![name]].concat());
        }
    }
    leaves.sort();
    leaves
}

//! Ignore comments.

use crate::support::{checked, found};

fn script(line: &str) -> String {
    format!("async function deleteUser(id, context) {{\n{line}\n  return true;\n}}\n")
}

fn codes(line: &str) -> Vec<String> {
    found(&checked("deleteUser.js", &script(line)))
        .into_iter()
        .map(|(_, code)| code)
        .collect()
}

#[test]
fn a_comment_silences_its_line_or_the_next_line_of_code() {
    assert_eq!(codes("  const a = require('nope'); a;"), ["unknown-module"]);
    for silent in [
        "  const a = require('nope'); a; // connector-ignore unknown-module it comes next week",
        "  const a = require('nope'); a; /* connector-ignore unknown-module it comes next week */",
        "  // connector-ignore unknown-module it comes next week\n  const a = require('nope'); a;",
        "  // connector-ignore unknown-module it comes next week\n  // and more\n\n  const a = require('nope'); a;",
    ] {
        assert_eq!(codes(silent), [""; 0], "{silent}");
    }
}

#[test]
fn it_needs_a_reason_and_must_silence_something() {
    assert_eq!(
        codes("  const a = require('nope'); a; // connector-ignore unknown-module"),
        ["ignore-without-reason", "unknown-module"]
    );
    assert_eq!(
        codes("  // connector-ignore sql-concatenation for nothing"),
        ["unused-ignore"]
    );
    assert_eq!(
        codes("  const a = 1; // connector-ignore unknown-modul misspelt"),
        ["unused-ignore"]
    );
    // Words in a string or longer words are no comment of ours.
    assert_eq!(
        codes("  const a = '// connector-ignore x y'; // connector-ignored x y"),
        [""; 0]
    );
}

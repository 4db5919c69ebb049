//! Where a finding is said to be, and what is said when the text cannot be read.

use connector_check::Severity;

use crate::support::{checked, found};

#[test]
fn columns_count_utf16_units_and_lines_end_as_in_v8() {
    let report = checked(
        "deleteUser.js",
        "/* \u{1f600} */ require('nope');\r\n\u{2028}async function deleteUser(id) { return true; }",
    );
    let range = report.findings[0].range;
    assert_eq!((range.start.line, range.start.column), (1, 18));
    assert_eq!((range.end.line, range.end.column), (1, 24));
    let report = checked(
        "deleteUser.js",
        "\r\n\u{2028}require('nope'); async function deleteUser(id) { return true; }",
    );
    assert_eq!(report.findings[0].range.start.line, 3);
}

#[test]
fn what_cannot_be_read_is_one_finding() {
    for (name, text) in [
        ("updateUser.js", "async function updateUser(id, updates {"),
        ("updateUser.js", "const a = 1; const a = 2;"),
        ("updateUser.js", "\u{0}"),
        ("updateUser.ts", "const x: = 1"),
    ] {
        let report = checked(name, text);
        assert_eq!(
            report.count(Severity::Error),
            1,
            "{text:?}: {:?}",
            report.findings
        );
        assert_eq!(report.findings[0].code.name(), "syntax-error", "{text:?}");
    }
}

#[test]
fn an_empty_script_lacks_its_function() {
    assert_eq!(
        found(&checked("updateUser.js", "")),
        [(1, "function-missing".to_owned())]
    );
    assert_eq!(
        found(&checked("notes.js", "")),
        [(1, "function-missing".to_owned())]
    );
}

#[test]
fn modules_and_typescript_are_read() {
    let text = "import { Client } from 'pg';\nexport async function getUser(query: { id: string }, context?: unknown) {\n  \
                const client = new Client(env.DB_CONNECTION_URI as string);\n  await client.connect();\n  \
                const { rows } = await client.query<{ id: number }>(`SELECT id FROM users WHERE id = ${query.id}`);\n  \
                await client.end();\n  return rows[0]! ?? null;\n}\n";
    let found = found(&checked("getUser.ts", text));
    assert!(
        found.contains(&(5, "sql-concatenation".to_owned())),
        "{found:?}"
    );
    assert!(
        found.contains(&(5, "end-not-reached".to_owned())),
        "{found:?}"
    );
    let module = "import bcrypt from 'bcrypt';\nexport default async function getUser(query) { return bcrypt.hashSnc('x', 10) && null; }\n";
    assert_eq!(
        crate::support::found(&checked("getUser.js", module)),
        [(2, "unknown-method".to_owned())]
    );
}

#[test]
fn deep_and_long_texts_do_not_end_the_process() {
    for text in [
        "(".repeat(200_000),
        "[".repeat(300) + &"]".repeat(300),
        "!".repeat(20_000),
        format!("x = 1{};", "+1".repeat(50_000)),
        format!("x = a{};", "=>a".repeat(5_000)),
        "if(a)".repeat(5_000),
        "`${".repeat(3_000),
    ] {
        let report = checked("updateUser.js", &text);
        assert!(!report.findings.is_empty());
    }
}

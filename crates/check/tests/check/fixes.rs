//! Fixed scripts no longer have what was fixed, and still parse.

use connector_check::apply;

use crate::support::{checked, scripts};

#[test]
fn a_fix_mends_its_finding_and_breaks_nothing() {
    let mut fixed_findings = 0;
    for (name, text) in scripts("tests/check/traps") {
        let mut source = text.clone();
        for round in 0..20 {
            let report = checked(&name, &source);
            let (next, applied) = apply(&source, &report.findings);
            if applied == 0 {
                assert_eq!(next, source, "{name}: nothing applied, nothing changed");
                break;
            }
            assert!(round < 19, "{name}: the fixes never come to an end");
            fixed_findings += applied;
            source = next;
        }
        let report = checked(&name, &source);
        assert!(
            report.findings.iter().all(|finding| finding.fix.is_none()),
            "{name}: {source}"
        );
        let broken = text != source
            && report
                .findings
                .iter()
                .any(|finding| finding.code.name() == "syntax-error");
        assert!(!broken, "{name} no longer parses:\n{source}");
    }
    assert!(
        fixed_findings > 20,
        "only {fixed_findings} fixes were tried"
    );
}

fn fixed(name: &str, text: &str) -> String {
    apply(text, &checked(name, text).findings).0
}

#[test]
fn a_value_in_the_text_becomes_a_parameter() {
    let script = |text: &str| {
        format!(
            "async function deleteUser(id, context) {{\n  const {{ Client }} = require('pg');\n  \
             const client = new Client({{}});\n  await client.connect();\n  try {{\n    \
             const result = await client.query({text});\n    if (result.rowCount === 0) throw new Error('User not exists!');\n    \
             return true;\n  }} finally {{\n    await client.end();\n  }}\n}}\n"
        )
    };
    for (before, after) in [
        (
            "`DELETE FROM users WHERE id = ${id}`",
            "`DELETE FROM users WHERE id = $1`, [id]",
        ),
        (
            "`DELETE FROM users WHERE id = ${ id } AND kind = $1`, ['user']",
            "`DELETE FROM users WHERE id = $2 AND kind = $1`, ['user', id]",
        ),
        (
            "'DELETE FROM users WHERE id = ' + id",
            "'DELETE FROM users WHERE id = $1', [id]",
        ),
        (
            "'DELETE FROM users WHERE id=' + id, []",
            "'DELETE FROM users WHERE id=$1', [id]",
        ),
    ] {
        assert_eq!(fixed("deleteUser.js", &script(before)), script(after));
    }
    // A name, a quoted value and a list that is made elsewhere are left to the author.
    for kept in [
        "`DELETE FROM ${id}`",
        "`DELETE FROM users WHERE id = '${id}'`",
        "`DELETE FROM users WHERE id = ${id}`, values",
        "`DELETE FROM users WHERE id = ${id}::int + ${id}`, [...[]]",
    ] {
        assert_eq!(fixed("deleteUser.js", &script(kept)), script(kept));
    }
}

#[test]
fn a_misspelt_function_gets_its_name_everywhere() {
    let text =
        "async function updateuser(id, updates) { return { id }; }\nconst again = [updateuser];\n";
    let after =
        "async function updateUser(id, updates) { return { id }; }\nconst again = [updateUser];\n";
    assert_eq!(fixed("updateUser.js", text), after);
}

//! Every trap is found, on its line, and nothing else is.

use std::collections::BTreeSet;

use connector_check::Code;

use crate::support::{checked, expected, found, scripts};

#[test]
fn every_trap_is_found_where_it_is() {
    let mut wrong = String::new();
    let traps = scripts("tests/check/traps");
    assert!(
        traps.len() > 40,
        "the traps have gone missing: {} left",
        traps.len()
    );
    for (name, text) in &traps {
        let (expected, found) = (expected(text), found(&checked(name, text)));
        assert!(!expected.is_empty(), "{name} expects nothing");
        if expected != found {
            let missing: Vec<_> = expected.iter().filter(|one| !found.contains(one)).collect();
            let surplus: Vec<_> = found.iter().filter(|one| !expected.contains(one)).collect();
            wrong.push_str(&format!(
                "{name}: missing {missing:?}, surplus {surplus:?}, found {found:?}\n"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn good_scripts_are_left_in_peace() {
    for folder in ["examples/postgres-full", "tests/check/good"] {
        for (name, text) in scripts(folder) {
            let report = checked(&name, &text);
            assert!(report.findings.is_empty(), "{name}: {:#?}", report.findings);
        }
    }
}

#[test]
fn every_code_has_a_trap_and_a_place_in_the_readme() {
    let trapped: BTreeSet<String> = scripts("tests/check/traps")
        .iter()
        .flat_map(|(_, text)| expected(text))
        .map(|(_, code)| code)
        .collect();
    let readme = std::fs::read_to_string(crate::support::top().join("crates/check/README.md"))
        .expect("the readme is there");
    for code in Code::ALL {
        assert!(trapped.contains(code.name()), "no trap for {code}");
        let row = format!("| `{code}` | {} | {} |", code.severity().word(), code.why());
        assert!(readme.contains(&row), "README.md lacks this row:\n{row}");
    }
}

//! `connector test --coverage`: what the cases ran, added up over calls, in the author's own lines.

use std::path::Path;

use serde_json::{Value, json};

use crate::command::connector;

const SCRIPT: &str = "\
import { pick } from 'lodash';
interface Changes { kind?: string; 'größe'?: number }

const unused = (id: string): string => id;

export async function updateUser(id: string, updates: Changes) {
  const known: Partial<Changes> = pick(updates, 'kind');
  if (known.kind === 'a') {
    return { id, kind: known.kind };
  } else if (known.kind === 'b') {
    throw new Error('refused');
  }
  if (!known.kind) return null;
  const later = updates['größe'] ?? 1; let even = later % 2 ? 'odd' : 'even';
  for (const never of [] as string[]) {
    even += never;
  }
  return { id, even };
}
";

fn folder(cases: &[(&str, Value, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &Path, text: &str| std::fs::write(path, text).expect("written");
    write(&folder.path().join("updateUser.ts"), SCRIPT);
    write(
        &folder.path().join("deleteUser.js"),
        "\u{feff}async function deleteUser(id) {\n  return true;\n}\n",
    );
    std::fs::create_dir(folder.path().join("tests")).expect("a folder");
    for (name, updates, status) in cases {
        let case = json!({
            "about": "A way through", "action": "updateUser", "id": "1", "updates": updates,
            "expect": { "status": status },
        });
        write(
            &folder.path().join(format!("tests/{name}.json")),
            &case.to_string(),
        );
    }
    folder
}

#[tokio::test]
async fn lines_branches_and_functions_are_added_up() {
    let folder = folder(&[
        ("a", json!({ "kind": "a" }), "success"),
        ("again", json!({ "kind": "a" }), "success"),
        ("b", json!({ "kind": "b" }), "script_error"),
        ("nothing", json!({}), "unchanged"),
    ]);
    let lcov = folder.path().join("coverage.info");
    let path = folder.path().display().to_string();
    let words = [
        "test".to_owned(),
        path.clone(),
        "--coverage".to_owned(),
        format!("--coverage=lcov={}", lcov.display()),
    ];
    let said = connector(&words).await;
    assert_eq!(said.exit, 0, "{said:?}");
    let row = |name: &str| {
        let line = said.stdout.lines().find(|line| line.contains(name));
        let cells = line
            .unwrap_or_else(|| panic!("{said:?}"))
            .split_whitespace();
        cells
            .skip(1)
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(row("updateUser.ts"), "63% 50% 50% 14-18");
    assert_eq!(row("deleteUser.js"), "0% 100% 0% 2");
    assert_eq!(row("all  "), "58% 50% 33%");

    let text = std::fs::read_to_string(lcov).expect("it is written");
    let of = |name: &str| {
        let records = text.split("end_of_record\n");
        let found = records.into_iter().find(|record| record.contains(name));
        found.unwrap_or_else(|| panic!("{text}")).to_owned()
    };
    let update = of("updateUser.ts");
    for line in [
        "FN:4,unused",
        "FNDA:0,unused",
        "FN:6,updateUser",
        "FNDA:4,updateUser",
        "FNF:2",
        "FNH:1",
        "DA:4,4",
        "DA:7,4",
        "DA:8,4",
        "DA:9,2",
        "DA:10,2",
        "DA:11,1",
        "DA:13,1",
        "DA:14,0",
        "DA:16,0",
        "DA:18,0",
        "BRDA:8,0,0,2",
        "BRDA:8,0,1,2",
        "BRDA:10,1,0,1",
        "BRDA:10,1,1,1",
        "BRDA:13,2,0,1",
        "BRDA:13,2,1,0",
        "BRDA:14,3,0,-",
    ] {
        assert!(
            update.lines().any(|found| found == line),
            "{line}\n{update}"
        );
    }
    assert!(
        !update.contains("DA:1,") && !update.contains("DA:2,"),
        "{update}"
    );
    let delete = of("deleteUser.js");
    assert!(delete.contains("DA:2,0\nLF:1\nLH:0\n"), "{delete}");
}

#[tokio::test]
async fn coverage_is_in_the_json_report_only_when_asked_for() {
    let folder = folder(&[("rest", json!({ "kind": "c", "größe": 2 }), "success")]);
    let path = folder.path().display().to_string();
    let said = connector(["test", &path, "--json"]).await;
    assert_eq!(said.json().get("coverage"), None);
    let said = connector(["test", &path, "--json", "--coverage"]).await;
    let report = said.json();
    let script = report["coverage"].as_array().and_then(|all| {
        let is_update = |one: &&Value| {
            one["file"]
                .as_str()
                .is_some_and(|f| f.ends_with("updateUser.ts"))
        };
        all.iter().find(is_update)
    });
    let script = script.unwrap_or_else(|| panic!("{report:#}"));
    assert_eq!(script["lines"]["18"], 1, "{script:#}");
    assert_eq!(script["lines"]["16"], 0, "{script:#}");
    let ways = |line: u64| {
        let branches = script["branches"].as_array().into_iter().flatten();
        let mut ways = branches
            .filter(|branch| branch["line"] == line)
            .map(|branch| branch["ways"].clone());
        ways.next().unwrap_or_default()
    };
    assert_eq!(ways(14), json!([1, 0]), "{script:#}");
    assert!(said.stderr.contains("lines not reached"), "{said:?}");
}

#[tokio::test]
async fn a_coverage_that_is_none_is_refused() {
    for word in ["--coverage=html", "--coverage=lcov", "--coverage=lcov="] {
        let said = connector(["test", word]).await;
        assert_eq!(said.exit, 2, "{word}");
        assert!(said.stderr.contains("text or lcov=FILE"), "{said:?}");
    }
}

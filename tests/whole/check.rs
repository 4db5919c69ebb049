//! `connector check` through the binary: findings, formats, fixes, exit codes.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::command::{connector, top};

/// The traps: path from the top, and text.
fn traps() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from("tests/check/traps")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(top().join(&folder))
            .expect("the folder is there")
            .flatten()
        {
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(entry.path()).expect("readable");
                found.push((path.display().to_string(), text));
            }
        }
    }
    found.sort();
    found
}

/// What a script's comments expect: `// expect CODE …` on the line, `// expect-before CODE …` on the one after.
fn expected(text: &str) -> Vec<(u64, String)> {
    let mut expected = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for (mark, number) in [("// expect ", at + 1), ("// expect-before ", at)] {
            if let Some((_, codes)) = line.split_once(mark) {
                expected.extend(
                    codes
                        .split_whitespace()
                        .map(|code| (number as u64, code.to_owned())),
                );
            }
        }
    }
    expected.sort();
    expected
}

fn findings(file: &Value) -> Vec<&Value> {
    file["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .collect()
}

fn codes(file: &Value) -> Vec<(u64, String)> {
    let mut codes: Vec<_> = findings(file)
        .iter()
        .map(|finding| {
            let line = finding["range"]["start"]["line"].as_u64().expect("a line");
            (line, finding["code"].as_str().expect("a code").to_owned())
        })
        .collect();
    codes.sort();
    codes
}

#[tokio::test]
async fn every_trap_is_found_through_the_binary() {
    let traps = traps();
    let mut words = vec!["check".to_owned(), "--json".into()];
    words.extend(traps.iter().map(|(name, _)| name.clone()));
    let said = connector(&words).await;
    assert_eq!(said.exit, 1, "{}", said.stderr);
    let document = said.json();
    let files = document["files"].as_array().expect("files");
    assert_eq!(files.len(), traps.len());
    let mut wrong = String::new();
    for ((name, text), file) in traps.iter().zip(files) {
        assert_eq!(file["file"], name.as_str());
        let (expected, found) = (expected(text), codes(file));
        if expected != found {
            wrong.push_str(&format!("{name}: expected {expected:?}, found {found:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let count = |severity: &str| {
        files
            .iter()
            .flat_map(findings)
            .filter(|finding| finding["severity"] == severity)
            .count()
    };
    assert_eq!(document["errors"], count("error"));
    assert_eq!(document["warnings"], count("warning"));
    assert_eq!(document["notes"], count("note"));
}

#[tokio::test]
async fn the_example_is_clean() {
    let said = connector(["check", "--strict", "examples/postgres-full"]).await;
    assert_eq!(said.exit, 0, "{}", said.stdout);
    assert_eq!(said.stdout, "nothing found in 8 scripts\n");
}

#[tokio::test]
async fn people_see_the_place_and_the_reason() {
    let said = connector(["check", "tests/check/traps/sample_delete"]).await;
    assert_eq!(said.exit, 1);
    for part in [
        "error[unknown-result-field]: result is a result of pg and has no effected",
        "at tests/check/traps/sample_delete/deleteUser.js:8:16",
        "8 |     if (result.effected === 0) {",
        "|                ^",
        "The result of pg has no such field",
        "--fix can mend it: read rowCount",
        "1 error, 1 warning, 1 note in 1 script; --fix can mend 2",
    ] {
        assert!(
            said.stdout.contains(part),
            "must say {part:?}, said:\n{}",
            said.stdout
        );
    }
}

#[tokio::test]
async fn warnings_fail_only_when_strict() {
    let script = "tests/check/traps/unlooked/deleteUser.js";
    assert_eq!(connector(["check", script]).await.exit, 0);
    assert_eq!(connector(["check", "--strict", script]).await.exit, 1);
}

#[tokio::test]
async fn fixes_are_written_and_what_is_left_is_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("deleteUser.js");
    std::fs::copy(
        top().join("tests/check/traps/sample_delete/deleteUser.js"),
        &script,
    )
    .expect("copied");
    let path = script.display().to_string();
    let said = connector(["check", "--fix", "--json", &path]).await;
    assert_eq!(said.exit, 0, "{}", said.stdout);
    let document = said.json();
    assert_eq!(document["fixed"], 2);
    assert_eq!(codes(&document["files"][0]).len(), 1, "the note stays");
    let text = std::fs::read_to_string(&script).expect("readable");
    assert!(
        text.contains("result.rowCount === 0") && text.contains("await client.end();"),
        "{text}"
    );
    // Without --fix nothing is written.
    let again = connector(["check", &path]).await;
    assert_eq!(again.exit, 0, "{}", again.stdout);
    assert_eq!(std::fs::read_to_string(&script).expect("readable"), text);
}

#[tokio::test]
async fn json_is_as_the_schema_says() {
    let text =
        std::fs::read_to_string(top().join("crates/check/check.schema.json")).expect("the schema");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    let said = connector([
        "check",
        "--format",
        "json",
        "tests/check/traps/sample_update",
        "tests/check/traps/syntax",
    ])
    .await;
    conforms(&said.json(), &schema, &schema, "document");
}

/// The few words of JSON Schema that the schema uses.
fn conforms(value: &Value, schema: &Value, root: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let target = root
            .pointer(name.trim_start_matches('#'))
            .unwrap_or_else(|| panic!("{name} is defined"));
        return conforms(value, target, root, at);
    }
    if let Some(allowed) = schema["enum"].as_array() {
        assert!(
            allowed.contains(value),
            "{at}: {value} is none of {allowed:?}"
        );
    }
    match schema["type"].as_str() {
        Some("object") => {
            let object = value
                .as_object()
                .unwrap_or_else(|| panic!("{at} is an object"));
            for key in schema["required"].as_array().expect("required") {
                assert!(
                    object.contains_key(key.as_str().expect("a name")),
                    "{at} lacks {key}"
                );
            }
            for (key, value) in object {
                let inner = &schema["properties"][key];
                assert!(
                    inner.is_object(),
                    "{at} has {key}, which the schema does not"
                );
                conforms(value, inner, root, &format!("{at}.{key}"));
            }
        }
        Some("array") => {
            for one in value
                .as_array()
                .unwrap_or_else(|| panic!("{at} is an array"))
            {
                conforms(one, &schema["items"], root, &format!("{at}[]"));
            }
        }
        Some("integer") => {
            let number = value
                .as_u64()
                .unwrap_or_else(|| panic!("{at} is a whole number"));
            assert!(number >= schema["minimum"].as_u64().unwrap_or(0), "{at}");
        }
        Some("string") => assert!(value.is_string(), "{at}"),
        _ => {}
    }
}

#[tokio::test]
async fn sarif_has_rules_results_regions_and_fixes() {
    let said = connector([
        "check",
        "--format",
        "sarif",
        "tests/check/traps/sample_delete",
    ])
    .await;
    assert_eq!(said.exit, 1);
    let log = said.json();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 3);
    for result in results {
        let rule = &rules
            [usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small")];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(
            result["message"]["text"]
                .as_str()
                .is_some_and(|text| !text.is_empty())
        );
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(
            place["artifactLocation"]["uri"],
            "tests/check/traps/sample_delete/deleteUser.js"
        );
        assert!(
            place["region"]["startLine"]
                .as_u64()
                .is_some_and(|line| line > 0)
        );
    }
    let field = results
        .iter()
        .find(|result| result["ruleId"] == "unknown-result-field")
        .expect("found");
    assert_eq!(field["level"], "error");
    let replacement = &field["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], "rowCount");
    assert_eq!(replacement["deletedRegion"]["startColumn"], 16);
    assert_eq!(replacement["deletedRegion"]["endColumn"], 24);
}

async fn refused(words: &[&str], says: &str) {
    let said = connector(words).await;
    assert_eq!(said.exit, 2, "{words:?}: {said:?}");
    assert_eq!(said.stdout, "", "{words:?}");
    assert!(
        said.stderr.contains(says),
        "{words:?} must say {says:?}, said: {}",
        said.stderr
    );
}

#[tokio::test]
async fn wrong_command_lines_are_told_so() {
    let empty = tempfile::tempdir().expect("a folder");
    let folder = empty.path().display().to_string();
    refused(&["check"], "required").await;
    refused(&["check", "no/such.js"], "cannot read no/such.js").await;
    refused(&["check", &folder], "has no script").await;
    refused(&["check", "--action", "renameUser", "x.js"], "renameUser").await;
    refused(
        &["check", "--action", "login", "examples/postgres-full"],
        "is a folder",
    )
    .await;
    refused(&["check", "--format", "xml", "x.js"], "xml").await;
    let binary = empty.path().join("login.js");
    std::fs::write(&binary, [b'a', 0xff]).expect("written");
    refused(
        &["check", &binary.display().to_string()],
        "is not UTF-8: see byte 1",
    )
    .await;
}

#[tokio::test]
async fn the_action_can_be_given() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = write(
        folder.path(),
        "draft.js",
        "async function login(query, password) { throw new Error('no'); }\n",
    );
    assert_eq!(
        connector(["check", &script]).await.exit,
        0,
        "the function it defines names the action"
    );
    let said = connector(["check", "--action", "getUser", "--json", &script]).await;
    assert_eq!(
        codes(&said.json()["files"][0]),
        [(1, "function-missing".to_owned())]
    );
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("written");
    path.display().to_string()
}

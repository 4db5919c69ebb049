//! `connector test`: what is wrong with a case or the command line is said before anything runs, or with its line.

use crate::test_bench::{Bench, PLAIN, SCHEMA, WRITER, three};

#[tokio::test]
async fn bad_cases_are_named_with_file_line_and_place() {
    let case = |rest: &str| format!("{{\n  \"about\": \"x\",\n  {rest}\n}}\n");
    let call = r#""action": "updateUser", "id": 1, "updates": {},"#;
    let cases = [
        (
            "syntax",
            "{ \"about\": }".to_owned(),
            "syntax.json:1:12: expected value",
        ),
        (
            "status",
            case(&format!(
                "{call}\n  \"expect\": {{ \"status\": \"sucess\" }}"
            )),
            "status.json:4:15: expect.status: unknown variant `sucess`",
        ),
        (
            "field",
            case(&format!(
                "{call}\n  \"expect\": {{ \"status\": \"success\", \"rowz\": {{}} }}"
            )),
            "field.json:4:36: expect.rowz: unknown field `rowz`",
        ),
        (
            "matcher",
            case(&format!(
                "{call}\n  \"expect\": {{ \"status\": \"success\", \"value\": {{ \"id\": {{ \"$anny\": 1 }} }} }}"
            )),
            "expect.value.id.$anny: $anny is not a matcher",
        ),
        (
            "reference",
            case(
                r#""steps": [{ "action": "updateUser", "id": { "$ref": "no" }, "updates": {}, "expect": { "status": "success" } }]"#,
            ),
            "steps[0]: no step before this captures \"no\"",
        ),
        (
            "script",
            case(
                r#""action": "login", "query": {}, "password": "", "expect": { "status": "success" }"#,
            ),
            "script.json:3:3: action: the folder has no script for it: login.js is missing",
        ),
        (
            "missing",
            case(r#""action": "updateUser", "id": 1, "expect": { "status": "success" }"#),
            "updates is missing: the function is updateUser(id, updates, context)",
        ),
        (
            "foreign",
            case(&format!(
                "{call} \"keyword\": \"k\", \"expect\": {{ \"status\": \"success\" }}"
            )),
            "keyword: keyword is not an argument of updateUser",
        ),
        (
            "shape",
            case(
                r#""action": "updateUser", "id": "a b", "updates": {}, "expect": { "status": "success" }"#,
            ),
            "updateUser: id must be",
        ),
        (
            "twice",
            case(&format!(
                "{call} \"id\": 2, \"expect\": {{ \"status\": \"success\" }}"
            )),
            "twice.json:3:51: id: this key stands here twice",
        ),
        (
            "both",
            case(&format!(
                "{call}\n  \"steps\": [{{ {call} \"expect\": {{ \"status\": \"success\" }} }}]"
            )),
            "this belongs into a step",
        ),
        (
            "limit",
            case(&format!(
                "{call} \"limits\": {{ \"wall\": \"90s\" }}, \"expect\": {{ \"status\": \"success\" }}"
            )),
            "limits.wall: limit wall: 90s is too much",
        ),
        (
            "seed",
            case(&format!(
                "{call} \"sql\": [\"none.sql\"], \"expect\": {{ \"status\": \"success\" }}"
            )),
            "sql: cannot read",
        ),
    ];
    let bench = Bench::new(&[("updateUser.js", PLAIN)]);
    for (name, text, _) in &cases {
        bench.write(&format!("tests/{name}.json"), text);
    }
    let said = bench.test(&[]).await;
    assert_eq!(said.exit, 2, "{said:?}");
    assert_eq!(said.stdout, "");
    for (name, _, part) in &cases {
        let line = said
            .stderr
            .lines()
            .find(|line| line.contains(&format!("/{name}.json:")));
        assert!(
            line.is_some_and(|line| line.contains(part)),
            "{name} must say {part}: {line:?}"
        );
    }
}

#[tokio::test]
async fn nothing_to_run_and_bad_reporters_are_usage_errors() {
    let bench = Bench::new(&[("updateUser.js", PLAIN)]);
    let said = bench.test(&[]).await;
    assert_eq!(
        (said.exit, said.stderr.contains("holds no cases")),
        (2, true),
        "{said:?}"
    );
    let said = three().test(&["--reporter", "loud"]).await;
    assert_eq!(
        (
            said.exit,
            said.stderr.contains("pretty, json, junit, tap or github")
        ),
        (2, true),
        "{said:?}"
    );
    let said = three()
        .test(&["--reporter", "tap", "--reporter", "junit"])
        .await;
    assert_eq!(
        (said.exit, said.stderr.contains("standard output")),
        (2, true),
        "{said:?}"
    );
}

#[tokio::test]
async fn seeds_rows_and_expectations_that_fail_name_their_line() {
    let bench = Bench::new(&[("deleteUser.js", WRITER), ("schema.sql", SCHEMA)]);
    bench.write(
        "tests/rows.json",
        "{ \"about\": \"x\", \"action\": \"deleteUser\", \"id\": 2,\n  \"expect\": { \"status\": \"success\", \"rows\": {\n    \
         \"SELECT id FROM things\": [[1], [2]],\n    \"SELECT nothing FROM things\": [] } } }",
    );
    bench.write(
        "tests/seed.json",
        "{ \"about\": \"x\",\n  \"sql\": \"INSERT INTO nobody VALUES (1)\",\n  \"action\": \"deleteUser\", \"id\": 2, \
         \"expect\": { \"status\": \"success\" } }",
    );
    let report = bench.test(&["--json"]).await.json();
    let told = |case: usize, failure: usize| {
        let failure = &report["cases"][case]["failures"][failure];
        (
            failure["line"].as_u64(),
            failure["message"].as_str().unwrap_or_default().to_owned(),
        )
    };
    assert_eq!(
        told(0, 0),
        (
            Some(3),
            "SELECT id FROM things: expected 2 items, found 1".to_owned()
        )
    );
    let (line, message) = told(0, 1);
    assert_eq!(line, Some(4));
    assert!(
        message.contains("column \"nothing\" does not exist (42703)"),
        "{message}"
    );
    let (line, message) = told(1, 0);
    assert_eq!(line, Some(2));
    assert!(
        message.contains("seed.json: sql:1:13: relation \"nobody\" does not exist (42P01)"),
        "{message}"
    );
}

//! `connector test`: each reporter, each flag, and what is wrong with a case file said before anything runs.

use std::time::Duration;

use crate::command::connector;
use crate::database;
use crate::test_bench::{Bench, PLAIN, three};

#[tokio::test]
async fn the_example_passes() {
    let said = connector(["test", "examples/postgres-full", "--json"]).await;
    let report = said.json();
    assert_eq!(said.exit, 0, "{report:#}");
    assert_eq!(report["failed"], 0, "{report:#}");
    assert!(report["passed"].as_u64() >= Some(16), "{report:#}");
    assert!(
        !said.stdout.contains("correct horse") && !said.stdout.contains("apollo 11"),
        "passwords are arguments, and reports are kept"
    );
}

#[tokio::test]
async fn pretty_shows_what_differs() {
    let bench = three();
    let said = bench.test(&[]).await;
    assert_eq!(said.exit, 1, "{said:?}");
    assert_eq!(bench.same(&said.stdout), PRETTY);
}

const PRETTY: &str = "\
FOLDER
  \u{2713} a_passes  All is well  T
  \u{2717} b_differs  Three places differ, 100% & <odd>  T
      value.nickname: expected \"y\", found \"x\" (and 2 more)  FOLDER/tests/b_differs.json:8
        - expected  + found
          {
        -   \"nickname\": \"y\"
        +   \"nickname\": \"x\"
            \"tags\": [
              \"a\"
        -     \"c\"
        +     \"b\"
            ]
            \"deep\": {
              \"one\": 1
        -     \"three\": 3
            }
          }
      console.info: called for 1
  \u{2717} c_throws  It #throws  T
      step 2: status: expected success, found script_error: Error: Boom: x,y  FOLDER/tests/c_throws.json:5
        because: the script threw
        updateUser.js:4:11
          2 |   console.log('called for ' + id);
          3 |   if (updates.boom) {
        > 4 |     throw new Error('Boom: ' + updates.boom);
            |           ^
          5 |   }
          6 |   return { id, nickname: updates.nickname, tags: ['a', 'b'], deep: { one: 1, two: 2 } };
      console.info: called for 1
      console.info: called for 2

2 failed, 1 passed in T
";

#[tokio::test]
async fn the_other_reporters_at_once_each_into_its_file() {
    let bench = three();
    let file = |name: &str| bench.path().join(name).display().to_string();
    let (junit, tap) = (
        format!("junit={}", file("r.xml")),
        format!("tap={}", file("r.tap")),
    );
    let (json, pretty) = (
        format!("json={}", file("r.json")),
        format!("pretty={}", file("r.txt")),
    );
    let mut words = vec!["--reporter", "github"];
    for reporter in [&junit, &tap, &json, &pretty] {
        words.extend(["--reporter", reporter]);
    }
    let said = bench.test(&words).await;
    assert_eq!(said.exit, 1, "{said:?}");
    let github = bench.same(&said.stdout);
    assert!(
        github.starts_with(
            "::error file=FOLDER/tests/b_differs.json,line=8,title=b_differs%3A value::value.nickname: expected \"y\", \
             found \"x\" (and 2 more)\n::error file=FOLDER/tests/c_throws.json,line=5,title=c_throws%3A status::status: \
             expected success, found script_error: Error: Boom: x,y%0Abecause: the script threw%0AupdateUser.js:4:11%0A"
        ),
        "{github}"
    );
    assert!(
        github.ends_with("\n2 failed, 1 passed, 0 not run\n"),
        "{github}"
    );
    assert_eq!(bench.same(&bench.read("r.tap")), TAP);
    let junit = bench.same(&bench.read("r.xml"));
    for part in [
        "<testsuites name=\"connector test\" tests=\"3\" skipped=\"0\" failures=\"2\" errors=\"0\" time=\"T\">",
        "<testcase name=\"a_passes\" classname=\"FOLDER\" time=\"T\">",
        "value=\"Three places differ, 100% &amp; &lt;odd&gt;\"",
        "type=\"status\">FOLDER/tests/c_throws.json:5: status: expected success, found script_error: Error: Boom: x,y\n",
    ] {
        assert!(junit.contains(part), "must have {part}: {junit}");
    }
    assert_eq!(bench.same(&bench.read("r.txt")), PRETTY);
    let json: serde_json::Value = serde_json::from_str(&bench.read("r.json")).expect("JSON");
    let places: Vec<_> = json["cases"][1]["failures"][0]["differences"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|difference| difference["place"].as_str().expect("a place"))
        .collect();
    assert_eq!(
        places,
        [
            "expect.value.nickname",
            "expect.value.tags[1]",
            "expect.value.deep.three"
        ]
    );
    assert_eq!(
        json["cases"][2]["outcomes"][1]["error"]["message"],
        "Boom: x,y"
    );
}

const TAP: &str = r#"TAP version 14
1..3
ok 1 - FOLDER/a_passes: All is well
  ---
  duration_ms: T
  ...
not ok 2 - FOLDER/b_differs: Three places differ, 100% & <odd>
  ---
  duration_ms: T
  file: "FOLDER/tests/b_differs.json"
  failures:
    - {"part":"value","step":1,"line":8,"message":"value.nickname: expected \"y\", found \"x\" (and 2 more)"}
  ...
not ok 3 - FOLDER/c_throws: It \#throws
  ---
  duration_ms: T
  file: "FOLDER/tests/c_throws.json"
  failures:
    - {"part":"status","step":2,"line":5,"message":"status: expected success, found script_error: Error: Boom: x,y"}
  ...
"#;

#[tokio::test]
async fn filter_and_bail_run_less() {
    let bench = three();
    let report = bench
        .test(&["--json", "--bail", "--jobs", "1"])
        .await
        .json();
    let results: Vec<_> = (0..3)
        .map(|at| report["cases"][at]["result"].as_str().expect("a result"))
        .collect();
    assert_eq!(results, ["passed", "failed", "skipped"]);
    let said = bench.test(&["--json", "--filter", "ALL IS"]).await;
    assert_eq!(said.exit, 0);
    assert_eq!(said.json()["cases"].as_array().map(Vec::len), Some(1));
    let one = bench
        .path()
        .join("tests/a_passes.json")
        .display()
        .to_string();
    let said = connector(["test", &one]).await;
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(
        said.stdout.ends_with('\n') && said.stdout.contains("1 passed"),
        "{said:?}"
    );
    let said = bench.test(&["--filter", "nowhere"]).await;
    assert_eq!(said.exit, 2);
    assert!(said.stderr.contains("none of 3 cases"), "{said:?}");
}

#[tokio::test]
async fn update_changes_only_what_differs_and_then_all_pass() {
    let bench = three();
    let before = [
        "tests/a_passes.json",
        "tests/b_differs.json",
        "tests/c_throws.json",
    ]
    .map(|name| bench.read(name));
    let said = bench.test(&["--update"]).await;
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(said.stdout.contains("3 passed, 2 rewritten"), "{said:?}");
    assert_eq!(bench.read("tests/a_passes.json"), before[0]);
    let differs = before[1].replace(
        r#"{"nickname": "y",   "tags": ["a", "c"], "deep": { "one": { "$any": true }, "three": 3 } }"#,
        r#"{"nickname": "x",   "tags": ["a", "b"], "deep": { "one": { "$any": true } } }"#,
    );
    assert_eq!(bench.read("tests/b_differs.json"), differs);
    let throws = before[2].replace(
        r#""expect": { "status": "success", "value": { "id": 2 } }"#,
        r#""expect": { "status": "script_error", "error": { "message": "Boom: x,y" } }"#,
    );
    assert_eq!(bench.read("tests/c_throws.json"), throws);
    assert_eq!(bench.test(&[]).await.exit, 0);
}

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
async fn a_worker_that_serves_again_has_nothing_of_the_last_case() {
    let script = "\
async function updateUser(id, updates) {
  globalThis.count = (globalThis.count || 0) + 1;
  Array.prototype.left = 'behind';
  if (updates.spin) for (;;) {}
  return { id, count, seen: Object.keys(env) };
}
";
    let case = |env: &str, updates: &str, expect: &str| {
        format!(
            r#"{{ "about": "x", "env": {env}, "limits": {{ "cpu": "200ms", "wall": "20s" }},
                "action": "updateUser", "id": 1, "updates": {updates}, "expect": {expect} }}"#
        )
    };
    let clean = r#"{ "status": "success", "value": { "count": 1, "seen": [] } }"#;
    let bench = Bench::new(&[
        ("updateUser.js", script),
        (
            "tests/1.json",
            &case(
                r#"{ "SECRET": "x" }"#,
                "{}",
                r#"{ "status": "success", "value": { "count": 1, "seen": ["SECRET"] } }"#,
            ),
        ),
        ("tests/2.json", &case("{}", "{}", clean)),
        (
            "tests/3.json",
            &case("{}", r#"{ "spin": true }"#, r#"{ "status": "cpu_limit" }"#),
        ),
        ("tests/4.json", &case("{}", "{}", clean)),
        ("tests/5.json", &case("{}", "{}", clean)),
    ]);
    let said = bench.test(&["--jobs", "1"]).await;
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(said.stdout.contains("5 passed"), "{said:?}");
}

const WRITER: &str = "\
async function deleteUser(id) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  const { rows } = await client.query('DELETE FROM things WHERE id = $1 RETURNING (SELECT count(*)::int FROM things)', [id]);
  if (rows[0].count !== 2) throw new Error('somebody else was here: ' + rows[0].count);
  return true;
}
";
const SCHEMA: &str = "CREATE TABLE things (id int, big bigint, price numeric, tag text, data jsonb, yes bool);\n\
    INSERT INTO things VALUES (1, 9007199254740993, 1.50, NULL, '{\"a\": [1]}', true), (2, 2, 2.5, 'two', NULL, false);\n";

/// A role of one test's own that may make databases and nothing else, and the query for what it owns.
async fn maker(database: &database::Users, name: &str) -> (String, String) {
    let role = format!("{name}_{}", std::process::id());
    database
        .execute(&format!(
            "CREATE ROLE {role} LOGIN CREATEDB PASSWORD 'makermaker'"
        ))
        .await;
    let url = database.url();
    let (_, place) = url.split_once('@').expect("a URL with a password");
    let owned = format!("SELECT datname FROM pg_database WHERE datdba = '{role}'::regrole");
    (format!("postgres://{role}:makermaker@{place}"), owned)
}

/// Deletes the same row in each of several cases at once, and looks at what is left.
fn writers() -> Bench {
    let bench = Bench::new(&[("deleteUser.js", WRITER), ("schema.sql", SCHEMA)]);
    for at in 0..6 {
        bench.write(
            &format!("tests/w{at}.json"),
            r#"{ "about": "alone", "action": "deleteUser", "id": 2, "expect": { "status": "success", "rows": {
               "SELECT id, big, price, tag, data, yes FROM things":
                 [[1, "9007199254740993", "1.50", null, { "a": [1] }, true]],
               "SELECT id, price AS p, tag FROM things": [{ "p": "1.50", "tag": null }] } } }"#,
        );
    }
    bench
}

#[tokio::test]
async fn cases_at_once_have_a_database_each() {
    let said = writers().test(&["--jobs", "4"]).await;
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(said.stdout.contains("6 passed"), "{said:?}");
}

#[tokio::test]
async fn a_server_of_ones_own_is_left_as_it_was() {
    let database = database::users().await;
    let (url, owned) = maker(&database, "guest").await;
    let nothing = Vec::<Vec<Option<String>>>::new();
    let said = writers().test(&["--db", &url]).await;
    assert_eq!(said.exit, 0, "{said:?}");
    assert_eq!(database.rows(&owned).await, nothing);
    // Broken schemas are told of, and leave nothing either.
    let bench = writers();
    bench.write(
        "schema.sql",
        "CREATE TABLE things (id int);\nCREATE TABEL x ();\n",
    );
    let said = bench.test(&["--db", &url]).await;
    assert_eq!(said.exit, 2, "{said:?}");
    assert!(
        said.stderr
            .contains("schema.sql:2:8: syntax error at or near \"TABEL\""),
        "{said:?}"
    );
    assert_eq!(database.rows(&owned).await, nothing);
}

#[tokio::test]
async fn an_interrupted_run_leaves_nothing_behind() {
    let database = database::users().await;
    let (url, owned) = maker(&database, "hasty").await;
    let bench = writers();
    bench.write("connector.toml", "[limits]\nwall = \"20s\"\n");
    bench.write(
        "deleteUser.js",
        &WRITER.replace(
            "await client.connect();",
            "await client.connect(); await client.query('SELECT pg_sleep(18)');",
        ),
    );
    let child = tokio::process::Command::new(env!("CARGO_BIN_EXE_connector"))
        .args(["test", "--jobs", "2", "--db", &url])
        .arg(bench.path())
        .stdout(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("the binary starts");
    let sleeping = format!(
        "SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(18)' AND datname IN ({owned})"
    );
    let begun = std::time::Instant::now();
    while database.rows(&sleeping).await.len() < 2 {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "the scripts never ran"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let pid = child.id().expect("it runs").to_string();
    let killed = std::process::Command::new("kill")
        .args(["-INT", &pid])
        .status();
    assert!(killed.expect("kill is there").success());
    let ended = tokio::time::timeout(Duration::from_secs(12), child.wait_with_output());
    let ended = ended
        .await
        .expect("it ends before the scripts would")
        .expect("it ended");
    assert_eq!(ended.status.code(), Some(130));
    assert_eq!(
        database.rows(&owned).await,
        Vec::<Vec<Option<String>>>::new()
    );
}

#[tokio::test]
async fn a_role_that_may_not_make_databases_is_told_so() {
    let database = database::users().await;
    let role = format!("weak_{}", std::process::id());
    database
        .execute(&format!("CREATE ROLE {role} LOGIN PASSWORD 'weakweak'"))
        .await;
    let url = database.url();
    let (_, place) = url.split_once('@').expect("a URL with a password");
    let said = writers()
        .test(&["--db", &format!("postgres://{role}:weakweak@{place}")])
        .await;
    assert_eq!(said.exit, 2, "{said:?}");
    assert!(
        said.stderr.contains(&format!("ALTER ROLE {role} CREATEDB")),
        "{said:?}"
    );
    assert!(!said.stderr.contains("weakweak"), "{said:?}");
    let said = writers()
        .test(&["--db", "postgres://u:p@127.0.0.1:1/x"])
        .await;
    assert_eq!(said.exit, 2, "{said:?}");
    assert!(said.stderr.contains("--db: connecting"), "{said:?}");
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

#[tokio::test]
async fn watch_runs_again_after_a_change() {
    use tokio::io::{AsyncBufReadExt as _, BufReader};
    let bench = three();
    let mut child = tokio::process::Command::new(env!("CARGO_BIN_EXE_connector"))
        .args(["test", "--watch", "--filter", "a_passes"])
        .arg(bench.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("the binary starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut summary = async |within: Duration| {
        let found = async {
            loop {
                match lines.next_line().await.expect("text") {
                    Some(line) if line.contains(" passed in ") || line.contains(" failed in ") => {
                        return line;
                    }
                    Some(_) => {}
                    None => panic!("it ended by itself"),
                }
            }
        };
        tokio::time::timeout(within, found).await.ok()
    };
    let patience = Duration::from_secs(20);
    let said = summary(patience).await.expect("the first run");
    assert!(said.starts_with("1 passed"), "{said}");
    let quiet = summary(Duration::from_millis(700)).await;
    assert_eq!(quiet, None, "nothing has changed");
    let text = bench.read("tests/a_passes.json");
    bench.write(
        "tests/a_passes.json",
        &text.replace("called for 1", "called for 2"),
    );
    let said = summary(patience).await.expect("the second run");
    assert!(said.starts_with("1 failed"), "{said}");
    bench.write("tests/a_passes.json", "{");
    bench.write("tests/a_passes.json", &text);
    let said = summary(patience).await.expect("the third run");
    assert!(said.starts_with("1 passed"), "{said}");
}

#[tokio::test]
async fn the_schema_is_printed_for_editors() {
    let said = connector(["test", "--schema"]).await;
    assert_eq!(said.exit, 0);
    let schema = said.json();
    assert_eq!(schema["properties"]["expect"]["$ref"], "#/$defs/Expect");
    assert!(schema["$defs"]["Step"]["properties"]["limits"]["properties"]["wall"].is_object());
}

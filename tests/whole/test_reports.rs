//! `connector test`: each reporter, and what is run of what there is.

use crate::command::connector;
use crate::test_bench::three;

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
async fn the_schema_is_printed_for_editors() {
    let said = connector(["test", "--schema"]).await;
    assert_eq!(said.exit, 0);
    let schema = said.json();
    assert_eq!(schema["properties"]["expect"]["$ref"], "#/$defs/Expect");
    assert!(schema["$defs"]["Step"]["properties"]["limits"]["properties"]["wall"].is_object());
}

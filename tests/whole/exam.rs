//! `connector exam`: what is good scores full, each known mistake fails the cases that are made for it, and nothing else.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use crate::command::{Said, connector, connector_within, top};
use crate::test_bench::Bench;

/// An exam runs hundreds of calls, and machines may be busy.
const PATIENCE: Duration = Duration::from_secs(600);

async fn exam(folder: &str, words: &[&str]) -> Said {
    let mut all = vec!["exam", folder];
    all.extend(words);
    connector_within(PATIENCE, all).await
}

fn text(path: &str) -> String {
    std::fs::read_to_string(top().join(path)).expect("the file is there")
}

/// The example's schema with scripts of the traps that `connector check` is tested with.
fn trapped(scripts: &[&str]) -> Bench {
    let bench = Bench::new(&[
        ("schema.sql", &text("examples/postgres-full/schema.sql")),
        ("connector.toml", "id = \"integer\"\n"),
    ]);
    for script in scripts {
        let (_, name) = script.split_once('/').expect("trap/script");
        bench.write(
            &format!("{name}.js"),
            &text(&format!("tests/check/traps/{script}.js")),
        );
    }
    bench
}

fn failed(report: &Value) -> BTreeSet<String> {
    let cases = report["cases"].as_array().expect("cases");
    let failed = cases.iter().filter(|case| case["result"] == "failed");
    failed
        .map(|case| case["name"].as_str().expect("a name").to_owned())
        .collect()
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

async fn valid(report: &Value) {
    let schema = connector(["exam", "--schema"]).await.json();
    assert_eq!(
        schema,
        serde_json::from_str::<Value>(&text("crates/suite/exam.schema.json")).expect("JSON")
    );
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let wrong: Vec<String> = validator
        .iter_errors(report)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for pointer in ["", "/cases/0"] {
        let mut more = report.clone();
        more.pointer_mut(pointer).expect("it is there")["surprise"] = 1.into();
        assert!(!validator.is_valid(&more), "{pointer} may have more");
    }
}

#[tokio::test]
async fn the_examples_score_full() {
    for (folder, least) in [
        ("examples/postgres-full", 100),
        ("examples/postgres-lazy", 25),
    ] {
        let said = exam(folder, &["--json"]).await;
        let report = said.json();
        assert_eq!(failed(&report), names(&[]), "{report:#}");
        assert_eq!(
            (said.exit, &report["score"]),
            (0, &Value::from(100)),
            "{report:#}"
        );
        assert!(report["passed"].as_u64() >= Some(least), "{report:#}");
        assert_eq!(report["blocked"], 0);
        valid(&report).await;
    }
}

#[tokio::test]
async fn the_published_samples_fail_what_they_are_known_for() {
    let bench = trapped(&[
        "sample_create/createUser",
        "sample_delete/deleteUser",
        "sample_get/getUser",
        "sample_list/listUsers",
        "sample_login/login",
        "sample_update/updateUser",
        "sample_validate/validatePassword",
    ]);
    let said = exam(&bench.path().display().to_string(), &["--json"]).await;
    let report = said.json();
    assert_eq!(said.exit, 1);
    assert_eq!(
        failed(&report),
        names(&[
            // A password that is NULL makes bcrypt.compare throw.
            "login/no_password",
            "validatePassword/no_password",
            // Identifiers joined by OR.
            "login/empty_identifier",
            "getUser/empty_identifier",
            // Only e-mail and phone are inserted; SELECT before INSERT; '' is stored as it came.
            "createUser/fields_kept",
            "createUser/at_once",
            "createUser/empty_identifiers",
            // The driver's text for a taken e-mail; null returned after connect() and before try.
            "updateUser/duplicate_email",
            "updateUser/clients_when_unchanged",
            // The result has no field `effected`.
            "deleteUser/missing_user",
            "deleteUser/twice",
            "deleteUser/at_once",
        ]),
        "{report:#}"
    );
    valid(&report).await;
    for case in report["cases"].as_array().expect("cases") {
        for finding in case["findings"].as_array().expect("findings") {
            for part in ["happened", "expected", "why", "fix"] {
                assert!(
                    finding[part].as_str().is_some_and(|text| text.len() > 3),
                    "{finding:#}"
                );
            }
        }
    }
}

#[tokio::test]
async fn injection_lost_rows_and_left_clients_are_found() {
    let bench = trapped(&[
        "concatenated/login",
        "concatenated/searchUser",
        "concatenated/updateUser",
        "sessions/getUser",
        "unlooked/deleteUser",
    ]);
    bench.write(
        "validatePassword.js",
        "async function validatePassword() { try { await work(); } catch (error) { return false; } }\n\
         async function work() { const { Client } = require('pg');\n  const client = new Client(env.DB_CONNECTION_URI);\n  \
         await client.connect(); await client.end(); throw new Error('no'); }\n",
    );
    bench.write(
        "createUser.js",
        "async function createUser(userinfo) { const { Client } = require('pg');\n  \
         const client = new Client(env.DB_CONNECTION_URI); await client.connect();\n  \
         try { const { rows } = await client.query('INSERT INTO users (email, password) VALUES ($1, $2) RETURNING *',\n    \
         [userinfo.email, userinfo.password]); return rows[0]; } finally { await client.end(); } }\n",
    );
    let said = exam(&bench.path().display().to_string(), &["--json"]).await;
    let report = said.json();
    let failed = failed(&report);
    for name in [
        "login/injection_email",
        "searchUser/injection_keyword",
        "searchUser/wildcards",
        "updateUser/injection_keys",
        "updateUser/password",
        "getUser/clients",
        "getUser/clients_when_missing",
        "getUser/by_phone",
        "deleteUser/missing_user",
        "validatePassword/right_password",
        "createUser/new_user",
    ] {
        assert!(failed.contains(name), "{name} passes: {report:#}");
    }
    // What the plainest call can't do is not asked for again and again.
    assert!(report["blocked"].as_u64() >= Some(5), "{report:#}");
    assert!(report["score"].as_u64() < Some(80), "{report:#}");
    let case = |name: &str| {
        let cases = report["cases"].as_array().expect("cases").iter();
        cases
            .into_iter()
            .find(|case| case["name"] == name)
            .expect("it was asked")
            .clone()
    };
    let injected = case("login/injection_email");
    assert_eq!(injected["severity"], "critical");
    assert_eq!(
        injected["findings"][0]["check"],
        serde_json::json!(["sql-concatenation"])
    );
    let plain = case("createUser/new_user").to_string();
    assert!(
        plain.contains("plain text") && plain.contains("value.password is a password"),
        "{plain}"
    );
}

#[tokio::test]
async fn people_build_servers_and_scripts_are_told() {
    let bench = trapped(&["unlooked/deleteUser"]);
    let folder = bench.path().display().to_string();
    let junit = format!("junit={folder}/exam.xml");
    let said = exam(
        &folder,
        &[
            "--filter",
            "missing_user",
            "--reporter",
            "pretty",
            "--reporter",
            &junit,
        ],
    )
    .await;
    assert_eq!(said.exit, 1, "{said:?}");
    let times = regex::Regex::new(r"in \d+\.\d s").expect("a pattern");
    assert_eq!(
        times.replace_all(&said.stdout.replace(&folder, "FOLDER"), "in T"),
        PRETTY
    );
    let xml = bench.read("exam.xml");
    for part in [
        "<testsuites name=\"connector exam\" tests=\"2\" skipped=\"0\" failures=\"1\"",
        "<testcase name=\"deleteUser/missing_user\"",
        "<property name=\"severity\" value=\"major\"/>",
        "message=\"deleteUser ended success\"",
    ] {
        assert!(xml.contains(part), "must have {part}: {xml}");
    }
    let said = exam(&folder, &["--filter", "missing_user", "--min-score", "60"]).await;
    assert_eq!(said.exit, 0, "{said:?}");
    let said = exam(&folder, &["--list", "--filter", "missing_user"]).await;
    assert_eq!(said.exit, 0, "{said:?}");
    assert_eq!(
        said.stdout,
        "deleteUser/one_user  critical  The user is gone, and nobody else\n\
         deleteUser/missing_user  major  Who is not there is told so\n"
    );
}

const PRETTY: &str = "  \u{2713} deleteUser/one_user  The user is gone, and nobody else
  \u{2717} deleteUser/missing_user  Who is not there is told so  major
      deleteUser ended success
      expected: not_found
      why: Whoever asked believes that something was done, or is told of a fault that is none.
      fix: Look at rowCount or rows.length, and throw new Error('User not exists!').
      see: connector check, row-count-unchecked, unknown-result-field, not-found-by-null

FOLDER: 66 of 100  1 failed, 1 passed  in T
";

#[tokio::test]
async fn folders_that_give_nothing_to_ask_are_usage_errors() {
    let schema = text("examples/postgres-full/schema.sql");
    let script = ("getUser.js", "async function getUser() { return null; }");
    let empty = "CREATE TABLE users (id int PRIMARY KEY, email text);";
    let odd = "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY);";
    for (files, words, says) in [
        (
            vec![("schema.sql", schema.as_str())],
            vec![],
            "has no script",
        ),
        (vec![script], vec![], "has no schema.sql"),
        (
            vec![script, ("schema.sql", "CREATE TABLE;")],
            vec![],
            "schema.sql:1:13",
        ),
        (
            vec![script, ("schema.sql", empty)],
            vec![],
            "fewer than two rows",
        ),
        (vec![script, ("schema.sql", odd)], vec![], "--table"),
        (
            vec![script, ("schema.sql", schema.as_str())],
            vec!["--table", "people"],
            "no table people",
        ),
        (
            vec![script, ("schema.sql", schema.as_str())],
            vec!["--filter", "moonshine"],
            "moonshine",
        ),
        (
            vec![script],
            vec!["--reporter", "tap"],
            "pretty, json or junit",
        ),
        (vec![script], vec!["--min-score", "101"], "101"),
    ] {
        let bench = Bench::new(&files);
        let said = exam(&bench.path().display().to_string(), &words).await;
        assert_eq!(said.exit, 2, "{says}: {said:?}");
        assert!(
            said.stderr.contains(says),
            "must say {says:?}: {}",
            said.stderr
        );
    }
}

#[tokio::test]
async fn seeds_of_a_case_give_the_users_where_the_schema_has_none() {
    let bench = Bench::new(&[
        (
            "schema.sql",
            "CREATE TABLE members (uid uuid PRIMARY KEY, mail text NOT NULL UNIQUE, joined date);",
        ),
        ("connector.toml", "id = \"uuid\"\n"),
        (
            "getUser.js",
            "async function getUser(query) { const { Client } = require('pg');\n\
             const client = new Client(env.DB_CONNECTION_URI); await client.connect();\n\
             try { const { rows } = await client.query('SELECT * FROM members WHERE uid::text = $1 OR mail = $2', [query.id, query.email]);\n\
             return rows.length === 0 ? null : { id: rows[0].uid, email: rows[0].mail }; } finally { await client.end(); } }",
        ),
        (
            "tests/two.json",
            r#"{ "about": "Two", "sql": "INSERT INTO members VALUES ('7d9f0e0c-0000-4000-8000-000000000001', 'a@example.com'), ('7d9f0e0c-0000-4000-8000-000000000002', 'b@example.com')",
                 "action": "getUser", "query": { "email": "a@example.com" }, "expect": { "status": "success" } }"#,
        ),
    ]);
    let said = exam(&bench.path().display().to_string(), &["--json"]).await;
    let report = said.json();
    assert_eq!(said.exit, 0, "{report:#}");
    assert_eq!(report["table"], "public.members");
    assert!(report["passed"].as_u64() >= Some(8), "{report:#}");
}

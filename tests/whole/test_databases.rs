//! `connector test`: a database for each case, and nothing left behind on any server.

use std::time::Duration;

use crate::database;
use crate::test_bench::{Bench, SCHEMA, WRITER};

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

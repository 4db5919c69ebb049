//! `connector run --rehearse`: a script finds what it would find, and nothing of what it does is kept.

use serde_json::{Value, json};

use crate::command::{Said, connector, top};
use crate::database::{Users, users};

const ALL: &str = "SELECT to_jsonb(u)::text FROM users u ORDER BY id";

/// Runs `body` as a deleteUser of its own, with a client that is connected; `words` come last.
async fn run(database: &Users, body: &str, words: &[&str]) -> Said {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("getUser.js");
    let script = format!(
        "async function getUser(query, context) {{\n  const {{ Client, Pool }} = require('pg');\n  \
         const open = async (more) => {{ const client = new Client({{ connectionString: env.DB_CONNECTION_URI, ...more }}); await client.connect(); return client; }};\n  \
         const client = await open();\n  const seen = [];\n  \
         const ask = async (text, values) => {{ try {{ const r = await client.query(text, values); \
         seen.push([].concat(r).map((r) => r.command + ' ' + r.rowCount + ' ' + JSON.stringify(r.rows)).join('; ')); }} \
         catch (error) {{ seen.push(error.code + ' ' + error.message); }} }};\n  {body}\n  await client.end();\n  return {{ id: 1, seen }};\n}}\n"
    );
    std::fs::write(&path, script).expect("written");
    let (path, url) = (path.display().to_string(), database.url());
    let mut all = vec![
        "run",
        &path,
        "--query",
        "{\"id\":\"1\"}",
        "--db",
        &url,
        "--json",
    ];
    all.extend(words);
    connector(all).await
}

fn valid(outcome: &Value) {
    let schema = std::fs::read_to_string(top().join("crates/contract/schema/outcome.schema.json"))
        .expect("the schema is there");
    let schema = serde_json::from_str(&schema).expect("it is JSON");
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    let wrong: Vec<String> = validator
        .iter_errors(outcome)
        .map(|error| error.to_string())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?} {outcome:#}");
}

/// Whatever a script tries to keep.
const KEEPERS: &[&str] = &[
    "await ask(`DELETE FROM users`);",
    "await ask('BEGIN'); await ask('DELETE FROM users'); await ask('COMMIT');",
    "await ask('DELETE FROM users'); await ask('COMMIT'); await ask('END'); await ask('DELETE FROM users');",
    "await ask('DELETE FROM users; COMMIT; UPDATE users SET name = 1; COMMIT');",
    "await ask('ROLLBACK; DELETE FROM users; COMMIT');",
    "await ask('/* x */ ROLLBACK; -- y\\n DELETE FROM users');",
    "await ask('BEGIN; DELETE FROM users; COMMIT AND CHAIN'); await ask('COMMIT');",
    "await ask('ROLLBACK AND CHAIN'); await ask('DELETE FROM users'); await ask('COMMIT');",
    "await ask('BEGIN'); await ask('DELETE FROM users'); await ask(\"PREPARE TRANSACTION 'x'\");",
    "await ask({ name: 'c', text: 'COMMIT' }); await ask({ name: 'd', text: 'DELETE FROM users' }); await ask({ name: 'c', text: 'COMMIT' });",
    "await ask('COMMIT', []); await ask('ROLLBACK', ['x']); await ask('DELETE FROM users', []);",
    "await ask('DO $$ BEGIN DELETE FROM users; COMMIT; END $$');",
    "await ask('CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN DELETE FROM users; COMMIT; END $$'); await ask('CALL p()'); await ask('DELETE FROM users');",
    "await ask('DROP TABLE users'); await ask('COMMIT');",
    "await ask('TRUNCATE users; CREATE TABLE kept (x int)');",
    "await ask('SET CONSTRAINTS ALL IMMEDIATE'); await ask('DELETE FROM users');",
    "await ask('RELEASE SAVEPOINT connector_rehearsal'); await ask('ROLLBACK TO connector_rehearsal'); await ask('DELETE FROM users');",
    "await ask('BEGIN'); await ask('SAVEPOINT a'); await ask('DELETE FROM users'); await ask('RELEASE a'); await ask('COMMIT');",
    "const other = await open(); await other.query('DELETE FROM users'); await other.query('COMMIT'); await other.end();",
    "const pool = new Pool({ connectionString: env.DB_CONNECTION_URI }); await Promise.all([1, 2, 3].map((n) => pool.query('DELETE FROM users WHERE id = $1', [n]))); await pool.end();",
    "client.query('DELETE FROM users');",
    "await ask('DELETE FROM users'); process.exit(1);",
    "await ask('DELETE FROM users'); throw new Error('no');",
    "await ask('DELETE FROM users'); for (;;) {}",
    "await ask('DELETE FROM users'); await new Promise(() => {});",
    "await ask('DELETE FROM users; SELECT pg_sleep(60)');",
    "await ask('BEGIN'); await ask('DELETE FROM users'); await client.query('SELECT pg_sleep(60)');",
    "await ask('DELETE FROM users'); new Array(3e8).fill(1.5);",
    "await ask('DELETE FROM users'); await ask('COPY users TO PROGRAM $$cat$$'); await ask('VACUUM users'); await ask('COMMIT');",
];

#[tokio::test]
async fn nothing_is_ever_committed() {
    for keeper in KEEPERS {
        let database = users().await;
        let before = database.rows(ALL).await;
        let said = run(
            &database,
            keeper,
            &["--rehearse", "--limits", "wall=3s,cpu=500ms"],
        )
        .await;
        assert_ne!(said.exit, 2, "{keeper}: {said:?}");
        let left = database.leaked_sessions().await;
        assert!(left.is_empty(), "{keeper}: {left:?}");
        assert_eq!(database.rows(ALL).await, before, "{keeper}: {said:?}");
        let tables = database
            .rows("SELECT count(*)::text FROM pg_class WHERE relname = 'kept'")
            .await;
        assert_eq!(tables, [[Some("0".to_owned())]], "{keeper}");
        if said.exit != 4 {
            valid(&said.json());
        }
    }
}

/// What must look the same to the script, rehearsed or not.
const ALIKE: &[&str] = &[
    "await ask('SELECT id, email, created_at IS NULL AS n FROM users ORDER BY id'); await ask('SELECT $1::int + 1 AS n', [41]);",
    "await ask('BEGIN'); await ask('UPDATE users SET name = $1 WHERE id = 1', ['x']); await ask('ROLLBACK'); await ask('SELECT name FROM users WHERE id = 1');",
    "await ask('BEGIN'); await ask('UPDATE users SET name = $1 WHERE id = 1', ['x']); await ask('COMMIT'); await ask('SELECT name FROM users WHERE id = 1');",
    "await ask('BEGIN'); await ask('SELEC'); await ask('SELECT 1'); await ask('COMMIT'); await ask('SELECT 2');",
    "await ask('BEGIN'); await ask('SAVEPOINT a'); await ask('SELECT 1/0'); await ask('ROLLBACK TO a'); await ask('SELECT 3'); await ask('RELEASE a'); await ask('END');",
    "await ask('SAVEPOINT a'); await ask('COMMIT'); await ask('SELECT 4');",
    "await ask('INSERT INTO users (id, email) VALUES (7, $1)', ['ada@example.com']); await ask('SELECT count(*) FROM users');",
    "await ask(\"UPDATE users SET name = 'y'; SELECT 1/0\"); await ask('SELECT name FROM users ORDER BY id');",
    "await ask(\"UPDATE users SET name = 'z'; COMMIT; SELECT 1/0\"); await ask('SELECT name FROM users ORDER BY id');",
    "await ask(\"BEGIN; UPDATE users SET name = 'w'; ROLLBACK; SELECT name FROM users ORDER BY id\");",
    "await ask('SELECT 5; SELECT 6, 7'); await ask(''); await ask(' -- nothing'); await ask('SELECT 1 FROM'); await ask('SELECT 1;\\n\\nSELECT x');",
    "await ask({ name: 'a', text: 'SELECT $1::text AS t', values: ['b'] }); await ask({ name: 'a', text: 'SELECT $1::text AS t', values: ['c'] });",
    "await ask(\"SET search_path = pg_catalog\"); await ask('SHOW search_path'); await ask('RESET search_path');",
    "const other = await open({ application_name: 'apart' }); seen.push((await other.query('SHOW application_name')).rows[0].application_name); await other.end(); await ask('SELECT 8');",
    "const { rows } = await client.query({ text: 'SELECT id FROM users ORDER BY id', rowMode: 'array' }); seen.push(rows);",
    "await ask('DELETE FROM users WHERE id = $1', [999]); await ask('UPDATE users SET name = name'); await ask('DELETE FROM users');",
];

#[tokio::test]
async fn a_script_finds_what_it_would_find() {
    for body in ALIKE {
        let (real, rehearsed) = (users().await, users().await);
        let untouched = rehearsed.rows(ALL).await;
        let (real, said) = (
            run(&real, body, &[]).await.json(),
            run(&rehearsed, body, &["--rehearse"]).await,
        );
        let said = said.json();
        assert_eq!(real["status"], "success", "{body}: {real:#}");
        assert_eq!(said["value"], real["value"], "{body}: {said:#}");
        valid(&said);
        assert_eq!(rehearsed.rows(ALL).await, untouched, "{body}");
    }
}

#[tokio::test]
async fn the_rows_that_would_change_are_told() {
    let database = users().await;
    database
        .execute(
            "CREATE TABLE log (at int, what text); CREATE TABLE other (a int, b int, c text, PRIMARY KEY (b, a));\n\
             INSERT INTO other VALUES (1, 2, 'x'), (3, 4, 'y');\n\
             CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (1, 'seen'); RETURN NEW; END $$;\n\
             CREATE TRIGGER noted AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION noted();",
        )
        .await;
    let said = run(
        &database,
        "await ask(\"UPDATE users SET nickname = 'first' WHERE id = 1\"); await ask('SELECT * FROM users FOR UPDATE');\n\
         await ask(\"UPDATE users SET nickname = 'Nick', password = 'x' WHERE id = 1\"); await ask('DELETE FROM users WHERE id = 2');\n\
         await ask('BEGIN'); await ask(\"INSERT INTO users (email, password) VALUES ('new@example.com', 'secret')\"); await ask('COMMIT');\n\
         await ask('BEGIN'); await ask(\"UPDATE other SET c = 'gone'\"); await ask('ROLLBACK');\n\
         await ask('UPDATE other SET c = NULL WHERE a = 3'); await ask('NOTIFY x');",
        &["--rehearse"],
    )
    .await;
    assert_eq!(said.exit, 0, "{said:?}");
    let rehearsal = &said.json()["rehearsal"];
    let table = |name: &str| {
        let tables = rehearsal["tables"].as_array().expect("tables").iter();
        tables
            .into_iter()
            .find(|table| table["table"] == name)
            .cloned()
            .unwrap_or_default()
    };
    let changed = table("public.users");
    assert_eq!(
        changed["updated"][0]["key"],
        json!({ "id": 1 }),
        "{rehearsal:#}"
    );
    assert_eq!(
        changed["updated"].as_array().map(Vec::len),
        Some(1),
        "{rehearsal:#}"
    );
    assert_eq!(
        changed["updated"][0]["changes"],
        json!({ "nickname": { "from": "ada", "to": "Nick" }, "password": { "from": "[hidden]", "to": "[hidden]" } })
    );
    assert_eq!(changed["deleted"][0]["email"], "grace@example.com");
    assert_eq!(changed["inserted"][0]["email"], "new@example.com");
    assert_eq!(changed["inserted"][0]["password"], "[hidden]");
    assert_eq!(
        table("public.log")["inserted"],
        json!([{ "at": 1, "what": "seen" }, { "at": 1, "what": "seen" }])
    );
    assert_eq!(
        table("public.other"),
        json!({ "table": "public.other", "inserted": [], "deleted": [],
            "updated": [{ "key": { "a": 3, "b": 4 }, "changes": { "c": { "from": "y", "to": null } } }] })
    );
    assert_eq!(
        rehearsal["sequences"],
        json!([{ "sequence": "public.users_id_seq", "from": "100", "to": "101" }])
    );
    assert!(
        rehearsal["notes"].to_string().contains("NOTIFY"),
        "{rehearsal:#}"
    );
    assert_eq!(
        database.rows("SELECT count(*)::text FROM log").await,
        [[Some("0".to_owned())]]
    );
}

#[tokio::test]
async fn people_see_a_diff() {
    let database = users().await;
    let url = database.url();
    let script = "examples/postgres-full/updateUser.js";
    let words = [
        "run",
        script,
        "--id",
        "1",
        "--updates",
        "{\"nickname\":\"Nick\"}",
        "--db",
        &url,
        "--rehearse",
    ];
    let said = connector(words).await;
    assert_eq!(said.exit, 0, "{said:?}");
    let times = regex::Regex::new("\"[0-9T:.+-]{20,}\"").expect("a pattern");
    let shown = times.replace_all(&said.stdout, "TIME");
    let diff = "rehearsal: everything was rolled back\n  public.users\n    ~ id 1\n        nickname: \"ada\" -> \"Nick\"\n        updated_at: TIME -> TIME\n";
    assert!(shown.contains(diff), "{shown}");
    assert_eq!(
        database
            .rows("SELECT nickname FROM users WHERE id = 1")
            .await,
        [[Some("ada".to_owned())]]
    );
}

#[tokio::test]
async fn what_could_not_be_undone_is_refused_and_said() {
    let database = users().await;
    let direct = format!("REAL={}", database.url());
    let said = run(
        &database,
        "await ask('DO $$ BEGIN END $$'); await ask('SELECT pg_terminate_backend(1)'); await ask(\"COPY users TO '/tmp/x'\");\n\
         await ask('VACUUM users');\n\
         try { await open({ connectionString: env.REAL }); seen.push('reached'); } catch (error) { seen.push(error.message); }\n\
         try { await open({ database: 'postgres', connectionString: undefined, host: env.DB_HOST, port: env.DB_PORT, user: env.DB_USERNAME, password: env.DB_PASSWORD }); seen.push('in'); } catch (error) { seen.push(error.message); }\n\
         try { await open({ connectionString: env.DB_CONNECTION_URI.replace(env.DB_PASSWORD, 'wrong') }); seen.push('in'); } catch (error) { seen.push(error.message); }\n\
         const other = await open(); await ask('BEGIN'); try { await other.query('SELECT 1'); seen.push('mixed'); } catch (error) { seen.push(error.message); } await ask('ROLLBACK');\n\
         seen.push((await other.query('SELECT 2 AS n')).rows[0].n); await other.end();",
        &["--rehearse", "--env", &direct],
    )
    .await;
    let outcome = said.json();
    let seen: Vec<&str> = outcome["value"]["seen"]
        .as_array()
        .expect("seen")
        .iter()
        .map(|line| line.as_str().unwrap_or("2"))
        .collect();
    for (line, part) in seen.iter().zip([
        "0A000 not in a rehearsal: what a DO block does",
        "0A000 not in a rehearsal: what this function does",
        "0A000 not in a rehearsal: COPY",
        "25001 VACUUM cannot run inside a transaction block",
        "the database of its rehearsal only",
        "a rehearsal lends one database to one role",
        "password authentication failed",
        "BEGIN null []",
        "another one has a transaction open",
        "ROLLBACK null []",
        "2",
    ]) {
        assert!(
            line.contains(part),
            "{line:?} must have {part:?}: {outcome:#}"
        );
    }
    assert_eq!(seen.len(), 11, "{outcome:#}");
}

#[tokio::test]
async fn databases_that_will_not_do_are_usage_errors() {
    let script = "examples/postgres-full/deleteUser.js";
    for (words, says) in [
        (
            vec!["--db", "none", "--rehearse"],
            "--rehearse needs a database",
        ),
        (
            vec!["--db", "postgres://me@127.0.0.1:1/x", "--rehearse"],
            "cannot connect to the database",
        ),
        (
            vec![
                "--db",
                "postgres://me@db.example/x?sslmode=require&sslrootcert=ca.pem",
                "--rehearse",
            ],
            "sslrootcert can't be rehearsed with",
        ),
        (
            vec!["--db", "temp", "--rehearse", "--show", "SELECT 1"],
            "--show",
        ),
    ] {
        let mut all = vec!["run", script, "--id", "1"];
        all.extend(words);
        let said = connector(all).await;
        assert_eq!(said.exit, 2, "{says}: {said:?}");
        assert!(
            said.stderr.contains(says),
            "must say {says:?}: {}",
            said.stderr
        );
    }
}

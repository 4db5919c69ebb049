//! Every kind of state a session can have: the next borrower sees none of it.

use std::sync::Arc;

use connector_module_pg::Sessions;
use serde_json::{Value, json};

use crate::lending::{PID, invoke, pool};
use crate::realm::run;

/// What a query says, or the SQLSTATE it fails with.
fn probe(sql: &str) -> String {
    let sql = serde_json::to_string(sql).unwrap();
    format!(
        "const client = await t.connect(t.more); const {{ value, code, message }} = await t.attempt(() => client.query({sql})); await client.end(); return value ? value.rows : code || message;"
    )
}

fn act(script: &str) -> String {
    format!("const client = await t.connect(); {script}; client.end(); return client.processID;")
}

async fn act_and_probe(sessions: &Arc<Sessions>, script: &str, sql: &str) -> (Value, Value) {
    let pid = invoke(sessions, "t", &act(script)).await;
    let seen = invoke(sessions, "t", &probe(sql)).await;
    (pid, seen)
}

/// (what the first borrower does, what the second asks)
const UNDONE: &[(&str, &str)] = &[
    (
        "await client.query('set work_mem = 12345')",
        "show work_mem",
    ),
    (
        "await client.query(\"select set_config('work_mem', '12345', false)\")",
        "show work_mem",
    ),
    (
        "await client.query('set role plain')",
        "select current_user, session_user",
    ),
    (
        "await client.query(\"select set_config('role', 'plain', false)\")",
        "select current_user, current_setting('role') as role",
    ),
    (
        "await client.query(\"select set_config('session_authorization', 'plain', false)\")",
        "select current_user, session_user",
    ),
    (
        "await client.query('set search_path to pg_temp, nowhere')",
        "show search_path",
    ),
    (
        "await client.query(\"set time zone 'Asia/Shanghai'; set datestyle = 'German'; set intervalstyle = 'iso_8601'; set bytea_output = 'escape'\")",
        "select now()::text like '%+00' as utc, '2000-01-31'::date::text as date, '1 day'::interval::text as interval, '\\x00'::bytea::text as bytes",
    ),
    (
        "await client.query(\"set client_encoding = 'latin1'\")",
        "select current_setting('client_encoding') as encoding, 'h\u{e9}' as text",
    ),
    (
        "await client.query('set statement_timeout = 1')",
        "show statement_timeout",
    ),
    (
        "await client.query('set default_transaction_read_only = on')",
        "select current_setting('transaction_read_only') as read_only",
    ),
    (
        "await client.query('set session characteristics as transaction isolation level serializable')",
        "show transaction_isolation",
    ),
    (
        "await client.query('set standard_conforming_strings = off')",
        "show standard_conforming_strings",
    ),
    (
        "await client.query('create temp table secret as select 1 as x')",
        "select * from secret",
    ),
    (
        "await client.query('create temp table secret as select 1 as x')",
        "select count(*) from pg_class where relname = 'secret'",
    ),
    (
        "await client.query(\"create temp view now as select 'mine' as x\")",
        "select to_regclass('pg_temp.now') as found",
    ),
    (
        "await client.query('select pg_advisory_lock(4711); select pg_advisory_lock_shared(4712)')",
        "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()",
    ),
    (
        "await client.query('listen news')",
        "select pg_listening_channels()",
    ),
    (
        "await client.query('begin; create temp table secret (x int); set local work_mem = 12345')",
        "select now() = statement_timestamp() as fresh, current_setting('work_mem') as m",
    ),
    (
        "await client.query('begin'); await t.attempt(() => client.query('select 1/0'))",
        "select 'usable' as state",
    ),
    (
        "await client.query('begin; savepoint a; set transaction read only')",
        "show transaction_read_only",
    ),
    (
        "await client.query('declare held cursor with hold for select 1')",
        "select name from pg_cursors",
    ),
    (
        "await client.query('begin; declare c cursor for select 1')",
        "fetch 1 from c",
    ),
    (
        "await client.query('create temp sequence s'); await client.query(\"select nextval('s')\")",
        "select lastval()",
    ),
    (
        "await client.query({ name: 'mine', text: 'select 1' })",
        "select name from pg_prepared_statements where name = 'mine'",
    ),
    (
        "await t.attempt(() => client.query('select wrong syntax here from'))",
        "select 'usable' as state",
    ),
];

/// Has the pool's session keep a statement.
async fn proven(sessions: &Arc<Sessions>) {
    let script = "for (let i = 0; i < 3; i++) await client.query('select $1::int', [i])";
    for _ in 0..2 {
        invoke(sessions, "t", &act(script)).await;
    }
}

#[tokio::test]
async fn is_undone() {
    for is_proven in [false, true] {
        let sessions = pool();
        if is_proven {
            proven(&sessions).await;
        }
        let before = sessions.gauges().reused;
        for (script, sql) in UNDONE {
            let expected = run(&probe(sql)).await;
            let (_, seen) = act_and_probe(&sessions, script, sql).await;
            assert_eq!(seen, expected, "after {script}: {sql}");
            assert_eq!(sessions.gauges().closed_kept, 0, "after {script}: {sql}");
        }
        // And all of it on one session.
        let gauges = sessions.gauges();
        assert_eq!(
            (gauges.opened, gauges.closed_reset, gauges.closed_kept),
            (1, 0, 0)
        );
        let calls = u64::try_from(UNDONE.len()).unwrap() * 2;
        assert_eq!(
            gauges.reused - before,
            if is_proven { calls } else { calls - 1 }
        );
    }
}

#[tokio::test]
async fn the_question_sees_what_is_left_and_can_not_be_forged() {
    let sessions = pool();
    proven(&sessions).await;
    let (pid, seen) = act_and_probe(
        &sessions,
        "await client.query('prepare p as select 1')",
        "execute p",
    )
    .await;
    assert_eq!(seen, "26000");
    assert_ne!(invoke(&sessions, "t", PID).await, pid);
    assert_eq!(sessions.gauges().closed_reset, 1);
    // Who takes its name is not asked at all.
    proven(&sessions).await;
    let forged = "await client.query('select pg_advisory_lock(7)');
        await client.query('deallocate __connector_1');
        await client.query(\"prepare __connector_1 as select null, false\")";
    let (pid, seen) = act_and_probe(
        &sessions,
        forged,
        "select count(*)::int as n from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()",
    )
    .await;
    assert_eq!(seen, json!([{ "n": 0 }]));
    assert_ne!(invoke(&sessions, "t", PID).await, pid);
    assert_eq!(sessions.gauges().closed_kept, 1);
    // Nor does it help to spell our names so that nobody sees them, or to leave it to a function of the database.
    let swap = "create or replace function public.swap() returns void language plpgsql as
        'begin execute ''deallocate __con''||''nector_1''; execute ''prepare __con''||''nector_1 as select 666''; end'";
    let define =
        format!("const client = await t.connect(); await client.query(`{swap}`); client.end();");
    invoke(&sessions, "t", &define).await;
    let spelled = "U&\"!005f_connector_1\" UESCAPE '!'";
    let openly = format!(
        "await client.query(`deallocate {spelled}`); await client.query(`prepare {spelled} as select 666`);"
    );
    for script in [
        openly.as_str(),
        "await client.query('select public.swap()')",
    ] {
        proven(&sessions).await;
        let before = invoke(&sessions, "t", PID).await;
        assert_eq!(
            invoke(&sessions, "t", &act(script)).await,
            before,
            "{script}"
        );
        let kept = "const client = await t.connect(); const { rows } = await client.query('select $1::int', [7]);
            client.end(); return [rows[0].int4, client.processID];";
        let seen = invoke(&sessions, "t", kept).await;
        assert_eq!(seen[0], 7, "{script}");
        assert_ne!(seen[1], before, "{script}");
    }
    proven(&sessions).await;
    let pipelined = "const client = await t.connect({ pipeline: true });
        await Promise.all([client.query('deallocate all'), client.query({ name: 'mine', text: 'select 1' })]);
        client.end();";
    invoke(&sessions, "t", pipelined).await;
    let mine = "const client = await t.connect(); const { rows } = await client.query({ name: 'mine', text: 'select 2 as n' });
        client.end(); return rows[0].n;";
    assert_eq!(invoke(&sessions, "t", mine).await, 2);
    // Deallocated with all others, what was kept is prepared anew.
    proven(&sessions).await;
    let (pid, _) = act_and_probe(
        &sessions,
        "await client.query('deallocate all')",
        "select 1",
    )
    .await;
    assert_eq!(invoke(&sessions, "t", PID).await, pid);
}

/// What a reset can't undo, or can't be known to.
const KEPT: &[&str] = &[
    "await client.query('select setseed(0.5)')",
    "await client.query(\"do $$ begin perform set_config('work_mem', '12345', false); end $$\")",
    "await client.query(\"do $$ begin execute 'prepare hidden as select 1'; end $$\")",
    "await client.query('set session authorization plain')",
    "await client.query('create function pg_temp.f() returns int language sql as $$ select 1 $$')",
    "await t.attempt(() => client.query(\"load 'nowhere'\"))",
    "await t.attempt(() => client.query('create role lasting; drop role lasting; select 1/0'))",
    "await t.attempt(() => client.query('gibberish'))",
    "await t.attempt(() => client.query(\"select * from dblink_get_connections()\"))",
    "await client.query('grant plain to scram')",
    "await client.query({ name: '__connector_1', text: 'select 1' })",
    "await t.attempt(() => client.query({ name: 'n\\0select 1', text: 'select 1' }))",
    "for (let i = 0; i < 300; i++) await client.query({ name: `n${i}`, text: 'select 1' })",
];

#[tokio::test]
async fn or_the_session_is_closed() {
    let sessions = pool();
    for script in KEPT {
        let pid = invoke(&sessions, "t", &act(script)).await;
        assert_ne!(invoke(&sessions, "t", PID).await, pid, "after {script}");
        assert_eq!(sessions.gauges().closed_reset, 0, "after {script}");
        sessions.close_idle();
    }
}

#[tokio::test]
async fn statements_prepared_by_sql_are_noticed_by_the_reset() {
    let sessions = pool();
    let (pid, seen) = act_and_probe(
        &sessions,
        "await client.query('prepare p as select 1')",
        "execute p",
    )
    .await;
    assert_eq!(seen, "26000");
    assert_ne!(invoke(&sessions, "t", PID).await, pid);
    assert_eq!(sessions.gauges().closed_reset, 1);
    // Deallocated again, nothing is left of it.
    let pid = invoke(
        &sessions,
        "t",
        &act("await client.query('prepare p as select 1; deallocate p')"),
    )
    .await;
    assert_eq!(invoke(&sessions, "t", PID).await, pid);
}

#[tokio::test]
async fn a_custom_setting_is_empty_instead_of_unset() {
    let sessions = pool();
    let (_, seen) = act_and_probe(
        &sessions,
        "await client.query(\"set my.secret = 'x'\")",
        "select current_setting('my.secret', true) as secret",
    )
    .await;
    assert_eq!(seen, json!([{ "secret": "" }]));
}

#[tokio::test]
async fn names_of_statements_are_free_again() {
    let sessions = pool();
    let with = |text: &str| {
        format!(
            "const client = await t.connect(); const {{ rows }} = await client.query({{ name: 'mine', text: '{text}' }}); client.end(); return rows;"
        )
    };
    for (text, rows) in [
        ("select 1 as a", json!([{ "a": 1 }])),
        ("select 2 as b, 3 as c", json!([{ "b": 2, "c": 3 }])),
    ] {
        assert_eq!(invoke(&sessions, "t", &with(text)).await, rows);
    }
    assert_eq!(sessions.gauges().opened, 1);
}

#[tokio::test]
async fn notices_and_notifications_in_flight_stay_behind() {
    let sessions = pool();
    // Told while nobody holds the session, and while its borrower is leaving.
    let listen = r#"
        const client = await t.connect();
        await client.query("listen news");
        const other = await t.connect({ application_name: "teller" });
        const told = other.query("notify news, 'private'");
        client.end();
        await told;
        await other.end();
        return client.processID;"#;
    let pid = invoke(&sessions, "t", listen).await;
    let ear = r#"
        const client = new t.pg.Client(t.config);
        const heard = [];
        client.on("notification", ({ payload }) => heard.push(payload));
        client.on("notice", ({ message }) => heard.push(message));
        await client.connect();
        await client.query("select 1");
        await t.sleep(20);
        await client.query("select 2");
        client.end();
        return [client.processID, heard];"#;
    run("const client = await t.connect(); await client.query(\"notify news, 'later'\"); await client.end();").await;
    let heard = invoke(&sessions, "t", ear).await;
    assert_eq!(heard[1], json!([]));
    assert_eq!(heard[0], pid, "it is the same session");
}

#[tokio::test]
async fn what_was_not_committed_is_not_there() {
    let sessions = pool();
    run("const client = await t.connect(); await client.query('create table ledger (x int)'); await client.end();").await;
    invoke(
        &sessions,
        "t",
        &act("await client.query('begin; insert into ledger values (1)')"),
    )
    .await;
    invoke(
        &sessions,
        "t",
        &act("await client.query('insert into ledger values (2)')"),
    )
    .await;
    let seen = invoke(&sessions, "t", &probe("select x from ledger")).await;
    assert_eq!(seen, json!([{ "x": 2 }]));
    assert_eq!(sessions.gauges().opened, 1);
}

//! Statements that stay prepared: faster, and otherwise as if they didn't.

use serde_json::{Value, json};

use crate::lending::{invoke, pool};
use crate::realm::run;

const PREPARED: &str = "select count(*)::int as n from pg_prepared_statements where not from_sql";

/// `before`, then the query three times, so that the last goes by name.
fn thrice(before: &str, query: &str) -> String {
    format!(
        r#"
        const client = await t.connect();
        const seen = [];
        const {{ rows }} = await client.query("{PREPARED}");
        seen.push(rows[0].n);
        {before}
        for (let i = 0; i < 3; i++) {{
          const {{ value, code, message, where, position, class: kind }} = await t.attempt(() => {query});
          seen.push(value ? [value.rows, value.command, value.rowCount, value.fields.map(({{ name, tableID, ...rest }}) => [name, rest])] : [kind, code, message, where, position]);
        }}
        await client.end();
        return seen;"#
    )
}

async fn compare(before: &str, query: &str) -> Value {
    let sessions = pool();
    let body = thrice(before, query);
    let expected = run(&body).await;
    let mut prepared = json!(null);
    for round in 0..3 {
        let mut seen = invoke(&sessions, "t", &body).await;
        prepared = seen[0].take();
        seen[0] = expected[0].clone();
        assert_eq!(seen, expected, "round {round}: {query}");
    }
    assert_eq!(sessions.gauges().opened, 1, "{query}");
    prepared
}

#[tokio::test]
async fn results_and_errors_are_the_same() {
    for (query, prepared) in [
        ("client.query('select $1::int as a, $2 as b', [1, 'x'])", 1),
        (
            "client.query('select $1::bytea as a', [t.Buffer.from('ab')])",
            1,
        ),
        (
            "client.query({ text: 'select generate_series(1, $1) as n', values: [20], rowMode: 'array' })",
            1,
        ),
        (
            "client.query('with x as (select $1::int as a) select * from x where false', [1])",
            1,
        ),
        // Errors of parsing, of binding, of running.
        ("client.query('select $1 from nowhere', [1])", 0),
        ("client.query('select wrong $1', [1])", 0),
        ("client.query('select $1::int', ['x'])", 1),
        ("client.query('select $1::int', [1, 2])", 0),
        ("client.query('select 1 / $1::int', [0])", 1),
        ("client.query('select $1; select 2', [0])", 0),
        ("client.query('', [0])", 0),
        // What doesn't go by the way of one statement with values.
        ("client.query('select 1 as a')", 0),
        (
            "client.query({ text: 'select $1::int as a', values: [1], rows: 1 })",
            0,
        ),
    ] {
        assert_eq!(compare("", query).await, prepared, "{query}");
    }
}

#[tokio::test]
async fn inside_a_transaction_nothing_is_risked() {
    let query = "client.query('select $1::int as a', [1])";
    assert_eq!(compare("await client.query('begin');", query).await, 0);
}

#[tokio::test]
async fn a_table_that_changed_under_a_statement() {
    let sessions = pool();
    let body = r#"
        const client = await t.connect();
        const seen = [];
        for (let i = 0; i < 4; i++) seen.push((await client.query("select * from shifting where $1", [true])).rows[0]);
        client.end();
        return seen;"#;
    let mut expected = json!({ "a": 1 });
    for change in [
        "create table shifting as select 1 as a",
        "alter table shifting add b text",
        "alter table shifting alter a type text",
    ] {
        run(&format!(
            "const client = await t.connect(); await client.query('{change}'); await client.end();"
        ))
        .await;
        match change {
            c if c.contains("add b") => expected["b"] = json!(null),
            c if c.contains("type text") => expected["a"] = json!("1"),
            _ => {}
        }
        for _ in 0..2 {
            assert_eq!(
                invoke(&sessions, "t", body).await,
                json!([expected, expected, expected, expected]),
                "{change}"
            );
        }
    }
    assert_eq!(sessions.gauges().opened, 1);
}

#[tokio::test]
async fn statements_that_vanish_are_sent_anew() {
    for vanish in [
        "await client.query('deallocate all');",
        "await client.query('discard all');",
        // As behind a pooler: nobody has told us.
        "await client.query('select forget()');",
    ] {
        let sessions = pool();
        run("const client = await t.connect(); await client.query(\"create or replace function forget() returns int language plpgsql as 'begin deallocate all; return 1; end'\"); await client.end();").await;
        let body = format!(
            r#"
            const client = await t.connect();
            const seen = [];
            for (let i = 0; i < 5; i++) {{
              if (i === 3) {{ {vanish} }}
              seen.push((await client.query("select $1::int as a", [i])).rows[0].a);
            }}
            client.end();
            return seen;"#
        );
        for _ in 0..2 {
            assert_eq!(
                invoke(&sessions, "t", &body).await,
                json!([0, 1, 2, 3, 4]),
                "{vanish}"
            );
        }
    }
}

#[tokio::test]
async fn texts_that_never_come_again_leave_nothing() {
    let sessions = pool();
    let body = r#"
        const client = await t.connect();
        for (let i = 0; i < 400; i++) await client.query(`select $1::int + ${i % 200} as a`, [i]);
        for (let i = 0; i < 100; i++) for (let k = 0; k < 2; k++) await client.query(`select $1::int - ${i} as a`, [i]);
        const { rows } = await client.query("select count(*)::int as n from pg_prepared_statements");
        client.end();
        return rows[0].n;"#;
    let n = invoke(&sessions, "t", body).await.as_u64().unwrap();
    assert!((1..=65).contains(&n), "{n} prepared statements");
}

#[tokio::test]
async fn several_on_the_wire_stay_in_order() {
    let sessions = pool();
    // Prepared, then stale: the first of several is sent again, and nothing behind it may overtake.
    let body = r#"
        const client = await t.connect({ pipeline: true });
        const read = (n) => client.query("select *, $1::int as n from flowing", [n]).then(({ rows }) => rows[0]);
        const seen = await Promise.all([read(1), read(2), read(3), client.query("update flowing set a = a + 1"), read(4)]);
        await client.end();
        return seen.map((row) => row.n ? [row.n, row.a, row.b === undefined] : row.command);"#;
    let sql = |text: &str| {
        format!(
            "const client = await t.connect(); await client.query('{text}'); await client.end();"
        )
    };
    run(&sql("create table flowing as select 0 as a")).await;
    for round in 0..3 {
        let expected = json!([
            [1, round, true],
            [2, round, true],
            [3, round, true],
            "UPDATE",
            [4, round + 1, true]
        ]);
        assert_eq!(
            invoke(&sessions, "t", body).await,
            expected,
            "round {round}"
        );
    }
    run(&sql("alter table flowing add b text")).await;
    let expected = json!([
        [1, 3, false],
        [2, 3, false],
        [3, 3, false],
        "UPDATE",
        [4, 4, false]
    ]);
    assert_eq!(invoke(&sessions, "t", body).await, expected);
    assert_eq!(sessions.gauges().opened, 1);
}

#[tokio::test]
async fn a_statement_that_is_cancelled_before_it_is_bound_stays_cancelled() {
    let sessions = pool();
    let sql = |text: &str| {
        format!(
            "const client = await t.connect(); await client.query('{text}'); await client.end();"
        )
    };
    run(&sql("create table barred as select 1 as a")).await;
    let warm = "const client = await t.connect(); for (let i = 0; i < 3; i++) await client.query('select a from barred where a = $1', [1]); client.end();";
    invoke(&sessions, "t", warm).await;
    let body = r#"
        const bar = await t.connect({ application_name: "bar" });
        await bar.query("begin; lock table barred");
        const client = await t.connect();
        await client.query("set statement_timeout = 300");
        const { code } = await t.attempt(() => client.query("select a from barred where a = $1", [1]));
        await bar.query("rollback");
        await client.query("reset statement_timeout");
        const { rows } = await client.query("select a from barred where a = $1", [1]);
        await Promise.all([bar.end(), client.end()]);
        return [code, rows];"#;
    let before = std::time::Instant::now();
    assert_eq!(
        invoke(&sessions, "t", body).await,
        json!(["57014", [{ "a": 1 }]])
    );
    assert!(before.elapsed() < std::time::Duration::from_secs(30));
}

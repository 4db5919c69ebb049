//! Reading in portions.

use serde_json::json;

use crate::realm::run;

#[tokio::test]
async fn reads_in_portions_and_leaves_the_client_usable() {
    let body = r#"
        const client = await t.connect();
        const cursor = client.query(new t.Cursor("select generate_series(1, $1::int) as n", [5]));
        const portions = [];
        for (;;) {
          const rows = await cursor.read(2);
          portions.push(rows.map(({ n }) => n));
          if (rows.length === 0) break;
        }
        const early = client.query(new t.Cursor("select generate_series(1, 1000000) as n"));
        const first = await early.read(1);
        await early.close();
        const failing = client.query(new t.Cursor("select 1 / (3 - n) as x from generate_series(1, 5) as n"));
        const { code } = await t.attempt(async () => { for (;;) await failing.read(1); });
        const { rows } = await client.query("select 1 as a");
        await client.end();
        return { portions, first, code, rows };"#;
    assert_eq!(
        run(body).await,
        json!({ "portions": [[1, 2], [3, 4], [5], []], "first": [{ "n": 1 }], "code": "22012", "rows": [{ "a": 1 }] })
    );
}

#[tokio::test]
async fn reads_queue_and_closing_works_at_any_time() {
    let body = r#"
        const client = await t.connect();
        const cursor = client.query(new t.Cursor("select generate_series(1, 4) as n"));
        const reads = await Promise.all([cursor.read(1), cursor.read(2), cursor.read(9), cursor.read(1)]);
        const never = new t.Cursor("select 1");
        await never.close();
        client.query(never);
        const unread = client.query(new t.Cursor("select 1"));
        await unread.close();
        await unread.close();
        await client.query("select 1");
        const running = client.query(new t.Cursor("select pg_sleep(0.1), generate_series(1, 3) as n"));
        const late = running.read(1);
        await running.close();
        const none = client.query(new t.Cursor("set work_mem = '5MB'"));
        const nothing = await none.read(5);
        const { rows } = await client.query("select 1 as a");
        await client.end();
        return { reads: reads.map((rows) => rows.map(({ n }) => n)), late: (await late).length, nothing, rows };"#;
    assert_eq!(
        run(body).await,
        json!({ "reads": [[1], [2, 3], [4], []], "late": 1, "nothing": [], "rows": [{ "a": 1 }] })
    );
}

#[tokio::test]
async fn a_portion_is_bounded_like_a_query() {
    let mut realm = crate::realm::Realm::with_limits(|limits| limits.rows = 10);
    let body = r#"
        const client = await t.connect();
        const cursor = client.query(new t.Cursor("select generate_series(1, 100000000) as n"));
        const lengths = [(await cursor.read(10)).length, (await cursor.read(10)).length];
        const { code } = await t.attempt(() => cursor.read(11));
        const paged = await t.attempt(() => client.query({ text: "select generate_series(1, 11) as n", rows: 3 }));
        const { rows } = await client.query("select 1 as a");
        await client.end();
        return { lengths, code, paged: paged.value.rows.length, rows };"#;
    let expected = json!({ "lengths": [10, 10], "code": "CONNECTOR_LIMIT", "paged": 11, "rows": [{ "a": 1 }] });
    assert_eq!(realm.run(body).await.unwrap(), expected);
    realm.end().await;
}

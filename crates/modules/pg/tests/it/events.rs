//! What the server says unasked.

use serde_json::json;

use crate::realm::run;

#[tokio::test]
async fn notices_and_notifications() {
    let body = r#"
        const client = await t.connect();
        const seen = [];
        client.on("notice", ({ name, severity, code, message }) => seen.push([name, severity, code, message]));
        client.on("notification", ({ name, channel, payload, processId }) => seen.push([name, channel, payload, processId === client.processID]));
        await client.query("do $$ begin raise notice 'hello %', 1; raise warning 'careful'; end $$");
        await client.query("listen news; notify news, 'own'");
        const told = new Promise((resolve) => client.on("notification", ({ payload }) => payload === "" && resolve()));
        const other = await t.connect();
        await other.query("notify news");
        // Nothing but the session itself keeps the script waiting here.
        await told;
        await Promise.all([client.end(), other.end()]);
        return seen;"#;
    assert_eq!(
        run(body).await,
        json!([
            ["notice", "NOTICE", "00000", "hello 1"],
            ["notice", "WARNING", "01000", "careful"],
            ["notification", "news", "own", true],
            ["notification", "news", "", false],
        ])
    );
}

#[tokio::test]
async fn a_session_killed_at_work() {
    let body = r#"
        const client = await t.connect();
        const log = [];
        client.on("error", (error) => log.push(["error", error.code || null, error.message]));
        client.on("end", () => log.push("end"));
        const running = t.attempt(() => client.query("select pg_sleep(20)")).then(({ code, message }) => log.push(["running", code || null, message]));
        const queued = t.attempt(() => client.query("select 1")).then(({ code, message }) => log.push(["queued", code || null, message]));
        // Before it is killed: it may have ended by the time its killer is answered.
        const ended = new Promise((resolve) => client.once("end", resolve));
        const other = await t.connect();
        await t.sleep(50);
        await other.query("select pg_terminate_backend($1)", [client.processID]);
        await Promise.all([running, queued, ended]);
        const late = await t.attempt(() => client.query("select 1"));
        await client.end();
        await other.end();
        return [log, late.message];"#;
    assert_eq!(
        run(body).await,
        json!([
            [
                [
                    "running",
                    "57P01",
                    "terminating connection due to administrator command"
                ],
                ["error", null, "Connection terminated unexpectedly"],
                "end",
                ["queued", null, "Connection terminated unexpectedly"],
            ],
            "Client has encountered a connection error and is not queryable",
        ])
    );
}

#[tokio::test]
async fn a_session_killed_at_rest() {
    let body = r#"
        const client = await t.connect();
        const log = [];
        client.on("error", (error) => log.push(["error", error.code || null, error.message]));
        const ended = new Promise((resolve) => client.on("end", () => { log.push("end"); resolve(); }));
        const other = await t.connect();
        await other.query("select pg_terminate_backend($1)", [client.processID]);
        await Promise.race([ended, t.sleep(2000)]);
        await other.end();
        return log;"#;
    assert_eq!(
        run(body).await,
        json!([
            [
                "error",
                "57P01",
                "terminating connection due to administrator command"
            ],
            ["error", null, "Connection terminated unexpectedly"],
            "end",
        ])
    );
}

#[tokio::test]
async fn a_script_that_waits_for_nothing_is_not_kept_alive_by_a_client() {
    let mut realm = crate::realm::Realm::new();
    let error = realm
        .run("await t.connect(); await new Promise(() => {});")
        .await
        .unwrap_err();
    assert!(error.contains("still pending"), "{error}");
    realm.end().await;
}

#[tokio::test]
async fn rejections_lead_back_to_the_caller() {
    let body = r#"
        const client = new t.pg.Client(t.config);
        async function lookUpUser() { await client.query("select nope"); }
        async function openDatabase() { await new t.pg.Client({ ...t.config, port: 1 }).connect(); }
        await client.connect();
        const stacks = [(await t.attempt(lookUpUser)).stack, (await t.attempt(openDatabase)).stack];
        await client.end();
        return stacks.map((stack) => [stack.split("\n")[0], /at async (lookUpUser|openDatabase)/.test(stack)]);"#;
    assert_eq!(
        run(body).await,
        json!([
            ["error: column \"nope\" does not exist", true],
            ["Error: connect ECONNREFUSED 127.0.0.1:1", true],
        ])
    );
}

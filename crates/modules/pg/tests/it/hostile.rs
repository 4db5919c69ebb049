//! Scripts that get hold of the ops, and servers that are none.

use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::realm::{Realm, run};

#[tokio::test]
async fn ops_refuse_what_the_shim_would_not_send() {
    let body = r#"
        const { ops } = Deno.core;
        const outcomes = [];
        const say = async (act) => outcomes.push(await Promise.resolve().then(act).then((value) => typeof value, (error) => error.constructor.name));
        for (const id of [0, 1, 99, -1, 4294967296, NaN]) {
          await say(() => ops.op_pg_connect(id));
          await say(() => ops.op_pg_query(id, "[]", new Uint8Array(0)));
          await say(() => ops.op_pg_next_event(id));
          await say(() => ops.op_pg_answer(id, true, ""));
          await say(() => ops.op_pg_end(id));
          await say(() => ops.op_pg_terminate(id));
          await say(() => ops.op_pg_cancel(id));
        }
        for (const options of ["", "null", "{}", "[1]", "{\"host\":1}", "x".repeat(2 * 1024 * 1024)]) await say(() => ops.op_pg_open(options));
        const refused = outcomes.length;
        const client = await t.connect();
        const answers = [];
        for (const request of ["", "{}", "[{}]", "[{\"t\":\"B\",\"portal\":\"\",\"statement\":\"\",\"values\":[99]}]", "[{\"t\":\"S\"},{\"t\":\"S\"}]"]) {
          answers.push(JSON.parse(await ops.op_pg_query(1, request, new Uint8Array(1))).error.message);
        }
        answers.push(await ops.op_pg_query(1, "[]", new Uint8Array(0)));
        await say(() => ops.op_pg_connect(1));
        await say(() => ops.op_pg_query(1, "[]", "no bytes"));
        const { rows } = await client.query("select 1 as a");
        return [refused, outcomes.filter((outcome) => !/Error$/.test(outcome)), answers, rows];"#;
    let refused = "not a request";
    assert_eq!(
        run(body).await,
        json!([48, ["string"], [refused, refused, refused, refused, refused, "[]"], [{ "a": 1 }]])
    );
}

#[tokio::test]
async fn nothing_works_outside_an_invocation() {
    let mut realm = Realm::new();
    realm.end_for_good();
    let error = realm.run("return t.connect();").await.unwrap_err();
    assert!(
        error.contains("databases can be reached only while the script runs"),
        "{error}"
    );
}

/// What a script is told by a server that answers its startup packet with `answer`.
async fn told_by(answer: Vec<u8>) -> Value {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut scrap = [0; 1024];
        let _ = stream.read(&mut scrap).await;
        let _ = stream.write_all(&answer).await;
        let _ = stream.shutdown().await;
        while matches!(stream.read(&mut scrap).await, Ok(n) if n > 0) {}
    });
    let body = format!(
        r#"
        const client = new t.pg.Client({{ ...t.config, port: {port} }});
        client.on("error", () => {{}});
        const {{ class: kind, message }} = await t.attempt(async () => {{ await client.connect(); await client.query("select 1"); }});
        return [kind, message];"#
    );
    let told = run(&body).await;
    serving.abort();
    told
}

#[tokio::test]
async fn servers_that_are_none() {
    let closed = json!(["Error", "Connection terminated unexpectedly"]);
    assert_eq!(told_by(Vec::new()).await, closed);
    assert_eq!(told_by(b"R".to_vec()).await, closed);
    let http = b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec();
    assert_eq!(
        told_by(http).await,
        json!(["DatabaseError", "received invalid response: 48"])
    );
    let kerberos = b"R\0\0\0\x08\0\0\0\x02".to_vec();
    assert_eq!(
        told_by(kerberos).await,
        json!(["Error", "Unknown authenticationOk message type 2"])
    );
    let ready_at_once = b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I".to_vec();
    assert_eq!(told_by(ready_at_once).await, closed);
    let row_at_once = b"R\0\0\0\x08\0\0\0\0D\0\0\0\x06\0\0Z\0\0\0\x05I".to_vec();
    assert_eq!(told_by(row_at_once).await[0], "Error");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever comes, the client ends with an error in time, and the process lives.
    #[test]
    fn garbage_is_survived(messages in prop::collection::vec((any::<u8>(), prop::collection::vec(any::<u8>(), 0..40)), 0..8), ready in any::<bool>()) {
        let mut answer = if ready { b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I".to_vec() } else { Vec::new() };
        const TAGS: &[u8] = b"RSKZTDCENAnst123IGHdcWv";
        for (tag, body) in messages {
            answer.push(TAGS[usize::from(tag) % TAGS.len()]);
            answer.extend_from_slice(&u32::try_from(body.len() + 4).unwrap().to_be_bytes());
            answer.extend_from_slice(&body);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let told = runtime.block_on(told_by(answer));
        prop_assert!(told[0].is_string() || told[0].is_null());
    }
}

//! What pg had until version 6, for the templates that still use it.

use serde_json::json;

use crate::realm::run;

#[tokio::test]
async fn pg_connect_lends_from_a_pool() {
    let body = r#"
        const uri = `postgres://trusted@127.0.0.1:${t.config.port}/work`;
        const ask = (config) => new Promise((resolve) => t.pg.connect(config, (error, client, done) => {
          if (error) { resolve(error.code); return; }
          client.query("select pg_backend_pid() as pid, current_database()::text as name", (failure, result) => { done(); resolve([failure, result.rows[0]]); });
        }));
        const [[none, first], [, second]] = [await ask(uri), await ask(uri)];
        const [, third] = await ask(t.config);
        const refused = await ask({ ...t.config, port: 1 });
        t.pg.end();
        return [none, first.name, first.pid === second.pid, first.pid === third.pid, refused, Object.keys(t.pg).includes("connect"), t.pg.native];"#;
    assert_eq!(
        run(body).await,
        json!([null, "work", true, false, "ECONNREFUSED", false, null])
    );
}

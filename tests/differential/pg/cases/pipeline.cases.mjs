// Clients with `pipeline: true`: queries are written without waiting for each other's answers.

import { bare, named } from "./make.mjs";

// A case with a connected pipelining client.
function piped(name, body) {
  return bare(name, {
    toString: () => `async (tools) => {
      const client = new tools.pg.Client({ ...tools.config, pipeline: true });
      await client.connect();
      try {
        return await (${body.toString()})({ ...tools, client });
      } finally {
        await client.end();
      }
    }`,
  });
}

export default named("pipeline", [
  piped("many at once", async ({ client }) => {
    const results = await Promise.all(Array.from({ length: 50 }, (_, i) => client.query("select $1::int as i", [i])));
    return results.map((result) => result.rows[0].i);
  }),
  piped("each settles on its own", async ({ client, attempt }) =>
    Promise.all([
      attempt(() => client.query("select 1 as a").then((r) => r.rows)),
      attempt(() => client.query("select nope")),
      attempt(() => client.query("select $1::int as a", [3]).then((r) => r.rows)),
      attempt(() => client.query("select $1::int as a", ["x"])),
      attempt(() => client.query("").then((r) => r.rowCount)),
      attempt(() => client.query("select 5 as a").then((r) => r.rows)),
    ])),
  piped("several statements in one of them", async ({ client }) => {
    const [several, one] = await Promise.all([client.query("select 1 as a; select 2 as a"), client.query("select 3 as a")]);
    return [several.map((result) => result.rows), one.rows];
  }),
  piped("named statements", async ({ client, attempt }) =>
    Promise.all([
      attempt(() => client.query({ name: "n", text: "select $1::int as a", values: [1] }).then((r) => r.rows)),
      attempt(() => client.query({ name: "n", text: "select $1::int as a", values: [2] }).then((r) => r.rows)),
      attempt(() => client.query({ name: "n", text: "select 'other' as a" })),
      attempt(() => client.query({ name: "m", text: "select 3 as a" }).then((r) => r.rows)),
    ])),
  piped("a transaction written at once", async ({ client }) => {
    const results = await Promise.all([
      client.query("begin"),
      client.query("create temp table t (a int) on commit drop"),
      client.query("insert into t values ($1), ($2)", [1, 2]),
      client.query("select * from t"),
      client.query("commit"),
    ]);
    return [results.map((result) => result.command), results[3].rows, client.getTransactionStatus()];
  }),
  piped("answers come in order", async ({ client, note, log }) => {
    await Promise.all([
      client.query("select pg_sleep(0.05)").then(() => note(1)),
      client.query("select nope").catch(() => note(2)),
      client.query("select $1::int", [3]).then(() => note(3)),
    ]);
    return log;
  }),
  piped("rows pages through but delivers all", async ({ client }) => {
    const text = "select i from generate_series(1, 5) i";
    const [paged, behind] = await Promise.all([client.query({ text, rows: 2 }), client.query("select 'behind' as a")]);
    return [paged.rows, paged.rowCount, behind.rows];
  }),
  piped("Query with events", ({ client, pg, note, log }) => new Promise((resolve) => {
    const query = client.query(new pg.Query("select i from generate_series(1, 2) i"));
    query.on("row", (row) => note(row));
    query.on("end", (result) => { note(result.rowCount); resolve(log); });
  })),
  piped("Cursor", async ({ client, require, attempt, sleep }) => {
    const Cursor = require("pg-cursor");
    return attempt(async () => {
      const cursor = client.query(new Cursor("select i from generate_series(1, 3) i"));
      const rows = await Promise.race([cursor.read(2), sleep(500).then(() => "never")]);
      await Promise.race([cursor.close(), sleep(500)]);
      return rows;
    });
  }),
  piped("a submittable of one's own", async ({ client, note, log, sleep }) => {
    const own = {
      submit() {
        note("submitted");
        return new Error("refused by itself");
      },
      handleError(error) {
        note(error);
      },
    };
    client.query(own);
    await sleep(50);
    return log;
  }),
  piped("misuse", async ({ client, attempt }) => {
    const seen = [];
    for (const config of [{}, { text: "select $1", values: "x" }, { name: "never seen" }]) {
      seen.push(await attempt(() => client.query(config).then((result) => result.rows)));
    }
    seen.push((await client.query("select 'fine' as a")).rows);
    return seen;
  }),
  piped("a value that throws", async ({ client, attempt }) =>
    Promise.all([
      attempt(() => client.query("select 1 as a").then((r) => r.rows)),
      attempt(() => client.query("select $1", [{ toPostgres() { throw new RangeError("mine"); } }])),
      attempt(() => client.query("select 3 as a").then((r) => r.rows)),
    ])),
  piped("notices and notifications", async ({ client, note, log, until }) => {
    client.on("notice", (notice) => note("notice", notice.message));
    client.on("notification", ({ payload }) => note("notification", payload));
    await Promise.all([
      client.query("listen c"),
      client.query("do $$ begin raise notice 'hello'; end $$"),
      client.query("notify c, 'there'"),
    ]);
    await until(() => log.length === 2);
    return log;
  }),
  bare("queued before connect", async ({ pg, config }) => {
    const client = new pg.Client({ ...config, pipeline: true });
    const early = [client.query("select 1 as a"), client.query("select 2 as a")];
    await client.connect();
    const rows = (await Promise.all(early)).map((result) => result.rows);
    await client.end();
    return rows;
  }),
  bare("end waits for what is under way", async ({ pg, config, note, log }) => {
    const client = new pg.Client({ ...config, pipeline: true });
    await client.connect();
    const running = client.query("select pg_sleep(0.1), 1 as a").then((result) => note(result.rows));
    const next = client.query("select 2 as a").then((result) => note(result.rows));
    const ending = client.end().then(() => note("ended"));
    await Promise.all([running, next, ending]);
    return log;
  }),
  bare("in a pool", async ({ pg, config }) => {
    const pool = new pg.Pool({ ...config, pipeline: true, max: 1 });
    const results = await Promise.all([1, 2, 3].map((i) => pool.query("select $1::int as a", [i])));
    await pool.end();
    return results.map((result) => result.rows);
  }),
]);

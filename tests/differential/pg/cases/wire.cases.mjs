// What only shows on the wire: protocols, copies, pages, pipelines, odd bytes, large answers, sessions that break.

import { bare, named, on } from "./make.mjs";

export default named("wire", [
  on("copy from stdin, simple", async ({ client, attempt, brief }) => {
    await client.query("create temp table c (a int)");
    return [await attempt(() => client.query("copy c from stdin")), brief(await client.query("select count(*) from c"))];
  }),
  on("copy to stdout", async ({ client, brief }) => {
    await client.query("create temp table c as select generate_series(1, 1000) as a");
    return [brief(await client.query("copy c to stdout")), brief(await client.query({ text: "copy c to stdout", queryMode: "extended" })), brief(await client.query("select 1 as a"))];
  }),
  on("copy among other statements", async ({ client, brief }) => {
    await client.query("create temp table c as select 1 as a");
    return (await client.query("select 1 as a; copy c to stdout; select 2 as b")).map(brief);
  }),
  on("no rows, no fields", async ({ client, brief }) => [
    brief(await client.query("select")), brief(await client.query("select from generate_series(1, 3)")), brief(await client.query({ text: "select where false", queryMode: "extended" })),
  ]),
  on("pages", async ({ client }) => {
    const all = [];
    for (const rows of [1, 2, 3, 7, 100]) {
      const result = await client.query({ text: "select generate_series(1, 7) as n", rows });
      all.push([result.rows.map(({ n }) => n), result.rowCount, result.command]);
    }
    return all;
  }),
  on("pages of a statement without rows", async ({ client, brief }) => [
    brief(await client.query({ text: "create temp table p (a int)", rows: 5 })), brief(await client.query({ text: "", rows: 5 })), brief(await client.query("select 1 as a")),
  ]),
  on("a portal of one's own name", async ({ client, brief }) => brief(await client.query({ text: "select $1::int as a", values: [1], portal: "mine" }))),
  on("binary is asked for", async ({ client }) => {
    const { rows, fields } = await client.query({ text: "select $1::text as a", values: ["text"], binary: true });
    return [String(rows[0].a), fields[0].name];
  }),
  on("NUL in texts", async ({ client, attempt, brief }) => [
    await attempt(() => client.query("select 'a\0b'")), await attempt(() => client.query("select $1 as v", ["a\0b"])), await attempt(() => client.query({ text: "select 1", name: "a\0b" })),
    brief(await client.query("select 1 as a")),
  ]),
  on("half a surrogate pair", async ({ client }) => (await client.query("select '\ud800' as a, $1 as b", ["x\udc00y"]).catch((error) => error.message))),
  on("large values both ways", async ({ client }) => {
    const text = "x\u00e9\u{1f600}".repeat(100000);
    const { rows: [{ a, b }] } = await client.query("select $1::text as a, $2::bytea as b", [text, Buffer.alloc(1000000, 7)]);
    return [a === text, b.length, b.every((byte) => byte === 7)];
  }),
  on("many rows", async ({ client }) => {
    const { rows, rowCount } = await client.query("select i, repeat('x', i % 100) as t, case when i % 3 = 0 then null else i::text end as n from generate_series(1, 9000) as i");
    return [rowCount, rows.length, rows[0], rows[8999], rows.reduce((sum, row) => sum + row.i + row.t.length + (row.n === null ? 1 : 0), 0)];
  }),
  on("many columns", async ({ client }) => {
    const { rows: [row], fields } = await client.query("select " + Array.from({ length: 1500 }, (_, i) => `${i} as c${i}`).join(", "));
    return [fields.length, row.c0, row.c1499, Object.keys(row).length];
  }),
  on("many parameters", async ({ client }) => {
    const values = Array.from({ length: 5000 }, (_, i) => i);
    const { rows } = await client.query(`select ${values.map((_, i) => `$${i + 1}::int`).join(" + ")} as sum`, values);
    return rows;
  }),
  on("odd column names", async ({ client }) => {
    const { rows } = await client.query('select 1 as "__proto__", 2 as "constructor", 3 as "2", 4 as "1", 5 as "", 6 as "a b", 7 as "toString", 8 as "\u00e9\u{1f600}"');
    return [rows, Object.keys(rows[0]), Object.getPrototypeOf(rows[0]) === Object.prototype];
  }),
  on("the same name twice", async ({ client }) => {
    const plain = await client.query("select 1 as a, 2 as b, 3 as a");
    const array = await client.query({ text: "select 1 as a, 2 as b, 3 as a", rowMode: "array" });
    return [plain.rows, array.rows, plain.fields.map(({ name }) => name)];
  }),
  on("what SET changes", async ({ client, attempt }) => {
    const shown = [];
    for (const setting of ["datestyle = 'German'", "intervalstyle = 'iso_8601'", "bytea_output = 'escape'", "timezone = 'Asia/Shanghai'", "extra_float_digits = -10", "client_encoding = 'LATIN1'"]) {
      await client.query("begin");
      await client.query("set local " + setting);
      shown.push(await attempt(async () => (await client.query("select '2020-02-01'::date as d, '1 day 2:03:04'::interval as i, '\\x00ff61'::bytea as b, '2020-01-01 00:00+00'::timestamptz as t, 0.1::float8 + 0.2 as f, 'e\u00e9' as e")).rows));
      await client.query("rollback");
    }
    return shown;
  }),
  bare("startup options reach the server", async ({ pg, config }) => {
    const client = await (async () => { const c = new pg.Client({ ...config, application_name: "app", options: "-c work_mem=7MB -c search_path=pg_catalog", statement_timeout: 4321, lock_timeout: "1234", idle_in_transaction_session_timeout: 7777 }); await c.connect(); return c; })();
    const shown = [];
    for (const name of ["application_name", "work_mem", "search_path", "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "client_encoding"]) shown.push(Object.values((await client.query("show " + name)).rows[0])[0]);
    await client.end();
    return shown;
  }),
  bare("a wrong startup option", async ({ pg, config, attempt }) => {
    const client = new pg.Client({ ...config, options: "-c nonsense=1" });
    return attempt(() => client.connect());
  }),
  bare("pipelined queries", async ({ pg, config, attempt }) => {
    const client = new pg.Client({ ...config, pipeline: true });
    await client.connect();
    const queries = ["select 1 as a", "select nope", "select 2 as b", { text: "select $1::int as c", values: [3] }, { text: "select $1::int as c", values: ["x"] }, { name: "n", text: "select $1::text as d", values: ["4"] }, { name: "n", values: ["5"] }, "select 6 as f; select 7 as g"];
    const outcomes = queries.map((query) => attempt(async () => { const result = await client.query(query); return Array.isArray(result) ? result.map(({ rows }) => rows) : result.rows; }));
    const ended = client.end();
    const all = await Promise.all(outcomes);
    await ended;
    return all;
  }),
  bare("a pipelined client drains", async ({ pg, config }) => {
    const client = new pg.Client({ ...config, pipeline: true });
    let drains = 0;
    client.on("drain", () => { drains++; });
    await client.connect();
    await Promise.all([1, 2, 3].map((i) => client.query("select $1::int", [i])));
    const first = drains;
    await client.query("select 4");
    await client.end();
    return [first, drains];
  }),
  bare("errors on the connection object", async ({ pg, config, attempt }) => {
    const client = new pg.Client(config);
    await client.connect();
    const log = [];
    client.on("error", (error) => log.push(["error", error.message]));
    const running = attempt(() => client.query("select pg_sleep(0.2)"));
    client.connection.emit("error", new Error("mine"));
    log.push(await running, await attempt(() => client.query("select 1")));
    await client.end();
    return log;
  }),
  bare("the stream is cut", async ({ pg, config, attempt }) => {
    const client = new pg.Client(config);
    await client.connect();
    const log = [];
    client.on("error", (error) => log.push(["error", error.message]));
    const ended = new Promise((resolve) => client.on("end", resolve));
    const running = attempt(() => client.query("select pg_sleep(0.2)"));
    client.connection.stream.destroy();
    log.push(await running);
    await ended;
    return log;
  }),
  bare("the stream is cut with an error", async ({ pg, config, attempt }) => {
    const client = new pg.Client(config);
    await client.connect();
    const log = [];
    client.on("error", (error) => log.push(["error", error.message]));
    const ended = new Promise((resolve) => client.on("end", resolve));
    const running = attempt(() => client.query("select pg_sleep(0.2)"));
    client.connection.stream.destroy(new Error("mine"));
    log.push(await running);
    await ended;
    return log;
  }),
  bare("connection events", async ({ pg, config }) => {
    const client = new pg.Client(config);
    const log = [];
    for (const event of ["authenticationOk", "backendKeyData", "readyForQuery", "rowDescription", "dataRow", "commandComplete", "parseComplete", "bindComplete", "noData", "emptyQuery", "errorMessage", "end"]) {
      client.connection.on(event, (message) => log.push([event, message && message.name]));
    }
    await client.connect();
    await client.query("select 1");
    await client.query("select $1::int", [1]);
    await client.query({ text: "set work_mem = '5MB'", queryMode: "extended" });
    await client.query("");
    await client.query("select nope").catch(() => {});
    await client.end();
    return log;
  }),
  bare("port and host as people give them", async ({ pg, config, attempt }) => {
    const outcomes = [];
    for (const more of [{ port: String(config.port) }, { port: "nonsense" }, { port: 70000 }, { port: 1 }, { host: "nowhere.invalid" }, { host: "localhost" }, { database: "nope" }, { user: "nobody" }]) {
      outcomes.push(await attempt(async () => { const client = new pg.Client({ ...config, ...more }); await client.connect(); await client.end(); return "connected"; }));
    }
    return outcomes;
  }),
]);

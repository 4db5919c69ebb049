// Limits of time: the client's and the server's.

import { bare, named, on } from "./make.mjs";

export default named("timeouts", [
  ...["client", "config"].map((where) =>
    bare(
      `query_timeout in the ${where}`,
      async ({ pg, config, attempt, data, sleep }) => {
        const client = new pg.Client(data === "client" ? { ...config, query_timeout: 700 } : config);
        await client.connect();
        const query = data === "client" ? "select pg_sleep(1.5)" : { text: "select pg_sleep(1.5)", query_timeout: 700 };
        const seen = [await attempt(() => client.query(query))];
        await sleep(1000);
        seen.push(await attempt(async () => (await client.query("select 1 as a")).rows));
        await client.end();
        return seen;
      },
      where,
    ),
  ),
  on(
    "query_timeout with a callback",
    ({ client, note, log, sleep }) =>
      new Promise((resolve) => {
        client.query({ text: "select pg_sleep(0.3)", query_timeout: 50 }, async (...outcome) => {
          note("called", outcome);
          await sleep(350);
          resolve(log);
        });
      }),
  ),
  on(
    "query_timeout not reached",
    async ({ client }) => (await client.query({ text: "select 1 as a", query_timeout: 2000 })).rows,
  ),
  on("query_timeout of a queued query", async ({ client, attempt, sleep }) => {
    const busy = attempt(() => client.query("select pg_sleep(0.3)").then((result) => result.rowCount));
    const queued = await attempt(() => client.query({ text: "select 1", query_timeout: 50 }));
    return [queued, await busy, (await client.query("select 1 as a")).rows];
  }),
  bare("statement_timeout", async ({ pg, config, attempt }) => {
    const client = new pg.Client({ ...config, statement_timeout: 100 });
    await client.connect();
    const seen = [
      (await client.query("show statement_timeout")).rows,
      await attempt(() => client.query("select pg_sleep(1)")),
      (await client.query("select 1 as a")).rows,
    ];
    await client.end();
    return seen;
  }),
  bare("idle_in_transaction_session_timeout", async ({ pg, config, attempt, watch, log, until, note }) => {
    const client = watch(new pg.Client({ ...config, idle_in_transaction_session_timeout: 100 }), ["error", "end"]);
    await client.connect();
    await client.query("begin");
    await until(() => log.some((entry) => entry[0] === "event end"));
    note(await attempt(() => client.query("select 1")));
    await client.end();
    return log;
  }),
  bare("connectionTimeoutMillis that suffices", async ({ pg, config, sleep }) => {
    const client = new pg.Client({ ...config, connectionTimeoutMillis: 1500 });
    await client.connect();
    const { rows } = await client.query("select 1 as a");
    await client.end();
    return rows;
  }),
]);

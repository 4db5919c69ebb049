// Connecting and ending, in every order, and being ended by others.

import { bare, named, on } from "./make.mjs";

export default named("lifecycle", [
  bare("connect gives the client", async ({ pg, config }) => {
    const client = new pg.Client(config);
    const connected = await client.connect();
    const seen = [
      connected === client,
      typeof client.processID,
      typeof client.secretKey,
      client.getTransactionStatus(),
    ];
    seen.push(await client.end());
    return seen;
  }),
  bare(
    "connect with a callback",
    ({ pg, config, note, log }) =>
      new Promise((resolve) => {
        const client = new pg.Client(config);
        note(
          "returned",
          client.connect((...outcome) => {
            note("called", outcome.length, outcome[0], outcome[1] === client);
            note(
              "returned",
              client.end((...ended) => {
                note("ended", ended);
                resolve(log);
              }),
            );
          }),
        );
      }),
  ),
  bare("events and their order, promises", async ({ pg, config, note, log, watch, sleep }) => {
    const client = watch(new pg.Client(config), ["connect", "drain", "end", "error", "notice"]);
    await client.connect().then(() => note("connected"));
    await client.query("select 1").then(() => note("first"));
    await Promise.all([
      client.query("select 1").then(() => note("second")),
      client.query("select nope").catch(() => note("third")),
      client.query("select 1", []).then(() => note("fourth")),
    ]);
    await sleep(20);
    await client.end().then(() => note("ended"));
    return log;
  }),
  bare(
    "events and their order, callbacks",
    ({ pg, config, note, log, watch }) =>
      new Promise((resolve) => {
        const client = watch(new pg.Client(config), ["connect", "drain", "end", "error"]);
        client.connect((error) => {
          note("connected", error);
          client.query("select 1", () => note("first"));
          client.query("select nope", () => note("second"));
          client.query("select 1", () => {
            note("third");
            setTimeout(
              () =>
                client.end(() => {
                  note("ended");
                  setTimeout(() => resolve(log), 20);
                }),
              20,
            );
          });
        });
      }),
  ),
  bare("connect twice", async ({ pg, config, attempt }) => {
    const client = new pg.Client(config);
    await client.connect();
    const seen = [
      await attempt(() => client.connect()),
      await new Promise((resolve) => client.connect((...outcome) => resolve(outcome))),
      (await client.query("select 1 as a")).rows,
    ];
    await client.end();
    seen.push(await attempt(() => client.connect()));
    return seen;
  }),
  bare("connect twice at once", async ({ pg, config, attempt }) => {
    const client = new pg.Client(config);
    const first = client.connect().then(() => "connected");
    const second = await attempt(() => client.connect());
    return [
      second,
      await Promise.race([first, new Promise((resolve) => setTimeout(resolve, 300, "never"))]),
      await attempt(() => client.end()),
    ];
  }),
  bare("end without connect", async ({ pg, config, attempt, note, log }) => {
    const client = new pg.Client(config);
    let sync = true;
    client.end(() => note("called", sync));
    sync = false;
    note(await client.end());
    note(await attempt(() => client.query("select 1")));
    note(await attempt(() => client.connect().then((c) => c === client)));
    note(await attempt(() => client.query("select 1")));
    await client.end();
    return log;
  }),
  bare("end twice", async ({ pg, config }) => {
    const client = new pg.Client(config);
    await client.connect();
    return [
      await client.end(),
      await client.end(),
      await new Promise((resolve) => client.end(() => resolve("called"))),
    ];
  }),
  bare("query after end", async ({ pg, config, attempt, note, log }) => {
    const client = new pg.Client(config);
    await client.connect();
    await client.end();
    note(await attempt(() => client.query("select 1")));
    await new Promise((resolve) => {
      note(
        "returned",
        client.query("select 1", (...outcome) => {
          note("called", outcome);
          resolve();
        }),
      );
      note("later");
    });
    note(await attempt(() => client.query("select $1", [1])));
    return log;
  }),
  bare("query while ending", async ({ pg, config, attempt }) => {
    const client = new pg.Client(config);
    await client.connect();
    const ending = client.end();
    const refused = await attempt(() => client.query("select 1"));
    return [refused, await ending];
  }),
  bare("end cuts a running query", async ({ pg, config, note, log, watch }) => {
    const client = watch(new pg.Client(config), ["drain", "end", "error"]);
    await client.connect();
    const running = client.query("select pg_sleep(3)").catch((error) => note("running", error));
    const queued = client.query("select 1").catch((error) => note("queued", error));
    client.query("select 2", (error) => note("callback", error.message));
    await client.end().then(() => note("ended"));
    await running;
    await queued;
    return log;
  }),
  bare("end not awaited, after the last query", async ({ pg, config, sleep, note, log }) => {
    const client = new pg.Client(config);
    client.on("end", () => note("end"));
    await client.connect();
    const { rows } = await client.query("select 1 as a");
    client.end();
    await sleep(100);
    return [rows, log];
  }),
  bare("end in finally after an error", async ({ pg, config, attempt }) => {
    const client = new pg.Client(config);
    return attempt(async () => {
      await client.connect();
      try {
        return (await client.query("select nope")).rows;
      } finally {
        await client.end();
      }
    });
  }),
  bare("killed while idle", async ({ pg, config, watch, log, until, note, attempt }) => {
    const client = watch(new pg.Client(config), ["drain", "end", "error"]);
    await client.connect();
    const { rows } = await client.query("select pg_backend_pid() as pid");
    const other = new pg.Client(config);
    await other.connect();
    await other.query("select pg_terminate_backend($1)", [rows[0].pid]);
    await other.end();
    await until(() => log.some((entry) => entry[0] === "event end"));
    note(await attempt(() => client.query("select 1")));
    note(await client.end());
    return log;
  }),
  bare("killed while a query runs", async ({ pg, config, watch, log, until, note, attempt, sleep }) => {
    const client = watch(new pg.Client(config), ["drain", "end", "error"]);
    await client.connect();
    const { rows } = await client.query("select pg_backend_pid() as pid");
    const running = attempt(() => client.query("select pg_sleep(4)")).then((outcome) => note("running", outcome));
    const queued = attempt(() => client.query("select 1")).then((outcome) => note("queued", outcome));
    await sleep(100);
    const other = new pg.Client(config);
    await other.connect();
    await other.query("select pg_terminate_backend($1)", [rows[0].pid]);
    await other.end();
    await Promise.all([running, queued]);
    await until(() => log.some((entry) => entry[0] === "event end"));
    note(await attempt(() => client.query("select 1")));
    note(await client.end());
    return log;
  }),
  bare("cancelled by another session", async ({ pg, config, attempt, sleep }) => {
    const client = new pg.Client(config);
    await client.connect();
    const { rows } = await client.query("select pg_backend_pid() as pid");
    const running = attempt(() => client.query("select pg_sleep(4)"));
    await sleep(100);
    const other = new pg.Client(config);
    await other.connect();
    await other.query("select pg_cancel_backend($1)", [rows[0].pid]);
    await other.end();
    const seen = [await running, (await client.query("select 1 as a")).rows];
    await client.end();
    return seen;
  }),
  bare("processID is the backend's", async ({ pg, config }) => {
    const client = new pg.Client(config);
    const before = [client.processID, client.secretKey, client.getTransactionStatus()];
    await client.connect();
    const { rows } = await client.query("select pg_backend_pid() as pid");
    const same = rows[0].pid === client.processID;
    await client.end();
    return [before, same];
  }),
  on("transaction status", async ({ client, attempt }) => {
    const seen = [client.getTransactionStatus()];
    for (const text of [
      "begin", "select 1", "select nope", "select 1", "rollback", "begin", "commit", "set work_mem = '5MB'",
    ]) {
      const { error } = await attempt(() => client.query(text));
      seen.push([text, error && error.code, (await client.query("").catch(() => {}), client.getTransactionStatus())]);
    }
    return seen;
  }),
]);

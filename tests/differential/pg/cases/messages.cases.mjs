// Notices, LISTEN and NOTIFY, and the order in which queued queries run.

import { named, on } from "./make.mjs";

export default named("messages", [
  on("notices", async ({ client, note, log }) => {
    client.on("notice", (notice) =>
      note(notice, notice.constructor.name, notice instanceof Error, Object.keys(notice)),
    );
    await client.query(
      `do $$ begin raise notice 'a notice %', 1; raise warning 'a warning' using hint = 'h', detail = 'd',
       errcode = '01234'; raise info 'an info'; raise log 'not shown'; raise debug 'neither'; end $$`,
    );
    await client.query("drop table if exists nope_nope");
    await client.query("select 1 as a", []);
    return log;
  }),
  on("notices before the result", async ({ client, note, log }) => {
    client.on("notice", (notice) => note("notice", notice.message));
    await client
      .query("do $$ begin raise notice 'one'; end $$; select 1")
      .then((results) => note("result", results.length));
    await client.query("drop table if exists nope_a, nope_b", (error, result) =>
      note("callback", error, result.command),
    );
    await client.query("select $1::int", [1]).then(() => note("after"));
    return log;
  }),
  on("client_min_messages", async ({ client, note, log }) => {
    client.on("notice", (notice) => note(notice.severity, notice.message));
    await client.query("set client_min_messages = warning");
    await client.query("do $$ begin raise notice 'no'; raise warning 'yes'; end $$");
    return log;
  }),

  on("LISTEN, own NOTIFY", async ({ client, note, log, until }) => {
    client.on("notification", (message) => note(message, Object.keys(message), message.constructor.name));
    await client.query("listen own_channel");
    await client.query("notify own_channel, 'payload'");
    await client.query("notify own_channel");
    await client.query("select pg_notify($1, $2)", ["own_channel", "\u4e2d 'q'"]);
    await client.query("notify other_channel");
    await until(() => log.length === 3);
    return log;
  }),
  on("LISTEN, NOTIFY of another", async ({ client, pg, config, note, log, until }) => {
    const other = new pg.Client(config);
    await other.connect();
    client.on("notification", ({ channel, payload }) => note(channel, payload));
    await client.query('listen "Some Channel"');
    await other.query(`notify "Some Channel", 'hello'`);
    await until(() => log.length === 1);
    await client.query('unlisten "Some Channel"');
    await other.query(`notify "Some Channel", 'nobody hears'`);
    await client.query("select 1");
    await other.end();
    return log;
  }),
  on("NOTIFY in a transaction", async ({ client, note, log, until }) => {
    client.on("notification", ({ payload }) => note(payload));
    await client.query("listen c");
    await client.query("begin");
    await client.query("notify c, 'rolled back'");
    await client.query("rollback");
    await client.query("begin");
    await client.query("notify c, 'once'");
    await client.query("notify c, 'once'");
    await client.query("notify c, 'twice'");
    note("before commit");
    await client.query("commit");
    await until(() => log.length === 3);
    return log;
  }),
  on("many notifications in order", async ({ client, note, log, until }) => {
    client.on("notification", ({ payload }) => note(payload));
    await client.query("listen c");
    await client.query("select pg_notify('c', i::text) from generate_series(1, 50) i");
    await until(() => log.length === 50);
    return log;
  }),

  on("queries run in issue order", async ({ client, note, log }) => {
    await Promise.all([
      client.query("select pg_sleep(0.05)").then(() => note(1)),
      client.query("select 2").then(() => note(2)),
      client.query("select $1::int", [3]).then(() => note(3)),
      client.query("select nope").catch(() => note(4)),
      client.query({ name: "n", text: "select 5" }).then(() => note(5)),
      client.query("").then(() => note(6)),
    ]);
    return log;
  }),
  on(
    "a query inside a callback goes to the end of the queue",
    ({ client, note, log }) =>
      new Promise((resolve) => {
        client.query("select 1", () => {
          note("one");
          client.query("select 3", () => {
            note("three");
            resolve(log);
          });
        });
        client.query("select 2", () => note("two"));
      }),
  ),
  on("two hundred queued", async ({ client }) => {
    const results = await Promise.all(Array.from({ length: 200 }, (_, i) => client.query("select $1::int as i", [i])));
    return results.every((result, i) => result.rows[0].i === i);
  }),
  on("drain once per emptied queue", async ({ client, sleep }) => {
    let drains = 0;
    client.on("drain", () => drains++);
    await client.query("select 1");
    const one = drains;
    await Promise.all([client.query("select 1"), client.query("select 2"), client.query("select 3")]);
    await sleep(20);
    return [one, drains];
  }),
  on("sequential, then parallel on two clients", async ({ client, pg, config, note, log }) => {
    const other = new pg.Client(config);
    await other.connect();
    await Promise.all([
      client.query("select pg_sleep(0.2)").then(() => note("slow")),
      other.query("select 1").then(() => note("quick")),
    ]);
    await other.end();
    return log;
  }),
]);

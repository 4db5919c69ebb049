// Connecting, ending, events and their order, notices, LISTEN and NOTIFY, queues.

import { bare, named, on } from "./make.mjs";

export default named("lifecycle", [
  bare("connect gives the client", async ({ pg, config }) => {
    const client = new pg.Client(config);
    const connected = await client.connect();
    const seen = [connected === client, typeof client.processID, typeof client.secretKey, client.getTransactionStatus()];
    seen.push(await client.end());
    return seen;
  }),
  bare("connect with a callback", ({ pg, config, note, log }) => new Promise((resolve) => {
    const client = new pg.Client(config);
    note("returned", client.connect((...outcome) => {
      note("called", outcome.length, outcome[0], outcome[1] === client);
      note("returned", client.end((...ended) => {
        note("ended", ended);
        resolve(log);
      }));
    }));
  })),
  bare("events and their order, promises", async ({ pg, config, note, log, watch, sleep }) => {
    const client = watch(new pg.Client(config), ["connect", "drain", "end", "error", "notice"]);
    await client.connect().then(() => note("connected"));
    await client.query("select 1").then(() => note("first"));
    await Promise.all([client.query("select 1").then(() => note("second")), client.query("select nope").catch(() => note("third")), client.query("select 1", []).then(() => note("fourth"))]);
    await sleep(20);
    await client.end().then(() => note("ended"));
    return log;
  }),
  bare("events and their order, callbacks", ({ pg, config, note, log, watch }) => new Promise((resolve) => {
    const client = watch(new pg.Client(config), ["connect", "drain", "end", "error"]);
    client.connect((error) => {
      note("connected", error);
      client.query("select 1", () => note("first"));
      client.query("select nope", () => note("second"));
      client.query("select 1", () => {
        note("third");
        setTimeout(() => client.end(() => {
          note("ended");
          setTimeout(() => resolve(log), 20);
        }), 20);
      });
    });
  })),
  bare("connect twice", async ({ pg, config, attempt }) => {
    const client = new pg.Client(config);
    await client.connect();
    const seen = [await attempt(() => client.connect()), await new Promise((resolve) => client.connect((...outcome) => resolve(outcome))), (await client.query("select 1 as a")).rows];
    await client.end();
    seen.push(await attempt(() => client.connect()));
    return seen;
  }),
  bare("connect twice at once", async ({ pg, config, attempt }) => {
    const client = new pg.Client(config);
    const first = client.connect().then(() => "connected");
    const second = await attempt(() => client.connect());
    return [second, await Promise.race([first, new Promise((resolve) => setTimeout(resolve, 300, "never"))]), await attempt(() => client.end())];
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
    return [await client.end(), await client.end(), await new Promise((resolve) => client.end(() => resolve("called")))];
  }),
  bare("query after end", async ({ pg, config, attempt, note, log }) => {
    const client = new pg.Client(config);
    await client.connect();
    await client.end();
    note(await attempt(() => client.query("select 1")));
    await new Promise((resolve) => {
      note("returned", client.query("select 1", (...outcome) => {
        note("called", outcome);
        resolve();
      }));
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
    for (const text of ["begin", "select 1", "select nope", "select 1", "rollback", "begin", "commit", "set work_mem = '5MB'"]) {
      const { error } = await attempt(() => client.query(text));
      seen.push([text, error && error.code, (await client.query("").catch(() => {}), client.getTransactionStatus())]);
    }
    return seen;
  }),

  on("notices", async ({ client, note, log }) => {
    client.on("notice", (notice) => note(notice, notice.constructor.name, notice instanceof Error, Object.keys(notice)));
    await client.query("do $$ begin raise notice 'a notice %', 1; raise warning 'a warning' using hint = 'h', detail = 'd', errcode = '01234'; raise info 'an info'; raise log 'not shown'; raise debug 'neither'; end $$");
    await client.query("drop table if exists nope_nope");
    await client.query("select 1 as a", []);
    return log;
  }),
  on("notices before the result", async ({ client, note, log }) => {
    client.on("notice", (notice) => note("notice", notice.message));
    await client.query("do $$ begin raise notice 'one'; end $$; select 1").then((results) => note("result", results.length));
    await client.query("drop table if exists nope_a, nope_b", (error, result) => note("callback", error, result.command));
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
      client.query("select pg_sleep(0.05)").then(() => note(1)), client.query("select 2").then(() => note(2)), client.query("select $1::int", [3]).then(() => note(3)), client.query("select nope").catch(() => note(4)),
      client.query({ name: "n", text: "select 5" }).then(() => note(5)), client.query("").then(() => note(6)),
    ]);
    return log;
  }),
  on("a query inside a callback goes to the end of the queue", ({ client, note, log }) => new Promise((resolve) => {
    client.query("select 1", () => {
      note("one");
      client.query("select 3", () => {
        note("three");
        resolve(log);
      });
    });
    client.query("select 2", () => note("two"));
  })),
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
    await Promise.all([client.query("select pg_sleep(0.2)").then(() => note("slow")), other.query("select 1").then(() => note("quick"))]);
    await other.end();
    return log;
  }),

  on("commit and rollback", async ({ client, pg, config, attempt }) => {
    await client.query("create temp table t (a int)");
    await client.query("begin");
    await client.query("insert into t values ($1)", [1]);
    await client.query("commit");
    await client.query("begin");
    await client.query("insert into t values (2)");
    await client.query("rollback");
    return (await client.query("select * from t")).rows;
  }),
  on("savepoints", async ({ client, attempt }) => {
    await client.query("create temp table t (a int)");
    await client.query("begin");
    await client.query("insert into t values (1)");
    await client.query("savepoint s");
    const failed = await attempt(() => client.query("insert into t values ('x')"));
    await client.query("rollback to savepoint s");
    await client.query("insert into t values (3)");
    await client.query("commit");
    return [failed, (await client.query("select * from t")).rows];
  }),
  on("try, catch, rollback as people write it", async ({ client }) => {
    await client.query("create temp table t (a int unique)");
    const seen = [];
    for (const list of [[1, 2], [3, 3], [4]]) {
      try {
        await client.query("BEGIN");
        for (const a of list) await client.query("INSERT INTO t VALUES ($1)", [a]);
        await client.query("COMMIT");
        seen.push("committed");
      } catch (error) {
        await client.query("ROLLBACK");
        seen.push(error.code);
      }
    }
    return [seen, (await client.query("select * from t")).rows];
  }),
  on("isolation and read only", async ({ client, attempt }) => {
    await client.query("begin isolation level serializable read only");
    const seen = [(await client.query("show transaction_isolation")).rows, await attempt(() => client.query("create table nope_t (a int)"))];
    await client.query("rollback");
    return seen;
  }),
  on("a dead transaction's commit rolls back", async ({ client, attempt }) => {
    await client.query("begin");
    await attempt(() => client.query("select nope"));
    const { command } = await client.query("commit");
    return [command, client.getTransactionStatus()];
  }),
  on("deadlock", async ({ client, pg, config, attempt }) => {
    const other = new pg.Client(config);
    await other.connect();
    for (const one of [client, other]) await one.query("set deadlock_timeout = '50ms'");
    await client.query("begin; select pg_advisory_xact_lock(7001)");
    await other.query("begin; select pg_advisory_xact_lock(7002)");
    const outcomes = await Promise.all([attempt(() => client.query("select pg_advisory_xact_lock(7002)")), attempt(() => other.query("select pg_advisory_xact_lock(7001)"))]);
    await attempt(() => client.query("rollback"));
    await attempt(() => other.query("rollback"));
    await other.end();
    return outcomes.map((outcome) => outcome.error ? outcome.error.code : "locked").sort();
  }),
  on("lock_timeout", async ({ client, pg, config, attempt }) => {
    const other = new pg.Client({ ...config, lock_timeout: 50 });
    await other.connect();
    await client.query("begin; select pg_advisory_xact_lock(7003)");
    const failed = await attempt(() => other.query("select pg_advisory_xact_lock(7003)"));
    await client.query("rollback");
    await other.end();
    return failed;
  }),
  on("a cursor in SQL", async ({ client }) => {
    await client.query("begin");
    await client.query("declare c cursor for select i from generate_series(1, 5) i");
    const seen = [(await client.query("fetch 2 from c")).rows, (await client.query("fetch 10 from c")).rows, (await client.query("fetch 1 from c")).rows];
    await client.query("commit");
    return seen;
  }),
  on("temporary tables are the session's", async ({ client, pg, config, attempt }) => {
    await client.query("create temp table mine (a int)");
    const other = new pg.Client(config);
    await other.connect();
    const seen = await attempt(() => other.query("select * from mine"));
    await other.end();
    return seen;
  }),

  ...["client", "config"].map((where) => bare(`query_timeout in the ${where}`, async ({ pg, config, attempt, data, sleep }) => {
    const client = new pg.Client(data === "client" ? { ...config, query_timeout: 100 } : config);
    await client.connect();
    const query = data === "client" ? "select pg_sleep(0.4)" : { text: "select pg_sleep(0.4)", query_timeout: 100 };
    const seen = [await attempt(() => client.query(query))];
    await sleep(400);
    seen.push(await attempt(async () => (await client.query("select 1 as a")).rows));
    await client.end();
    return seen;
  }, where)),
  on("query_timeout with a callback", ({ client, note, log, sleep }) => new Promise((resolve) => {
    client.query({ text: "select pg_sleep(0.3)", query_timeout: 50 }, async (...outcome) => {
      note("called", outcome);
      await sleep(350);
      resolve(log);
    });
  })),
  on("query_timeout not reached", async ({ client }) => (await client.query({ text: "select 1 as a", query_timeout: 2000 })).rows),
  on("query_timeout of a queued query", async ({ client, attempt, sleep }) => {
    const busy = attempt(() => client.query("select pg_sleep(0.3)").then((result) => result.rowCount));
    const queued = await attempt(() => client.query({ text: "select 1", query_timeout: 50 }));
    return [queued, await busy, (await client.query("select 1 as a")).rows];
  }),
  bare("statement_timeout", async ({ pg, config, attempt }) => {
    const client = new pg.Client({ ...config, statement_timeout: 100 });
    await client.connect();
    const seen = [(await client.query("show statement_timeout")).rows, await attempt(() => client.query("select pg_sleep(1)")), (await client.query("select 1 as a")).rows];
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

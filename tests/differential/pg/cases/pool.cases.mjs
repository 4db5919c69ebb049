// pg.Pool as scripts use it, and require('pg-pool').

import { bare, named } from "./make.mjs";

export default named("pool", [
  bare("query, promise and callback", async ({ pg, config, note, log }) => {
    const pool = new pg.Pool(config);
    note(
      (await pool.query("select 1 as a")).rows,
      (await pool.query("select $1::int as a", [2])).rows,
      (await pool.query({ text: "select 3 as a", rowMode: "array" })).rows,
    );
    await new Promise((resolve) =>
      note(
        "returned",
        pool.query("select 4 as a", (...outcome) => {
          note("called", outcome.length, outcome[0], outcome[1].rows);
          resolve();
        }),
      ),
    );
    await new Promise((resolve) =>
      pool.query("select $1::int as a", [5], (error, result) => {
        note(error, result.rows);
        resolve();
      }),
    );
    note(await pool.end());
    return log;
  }),
  bare("connect and release", async ({ pg, config }) => {
    const pool = new pg.Pool(config);
    const client = await pool.connect();
    const seen = [
      client instanceof pg.Client,
      typeof client.release,
      pool.totalCount,
      pool.idleCount,
      pool.waitingCount,
      (await client.query("select 1 as a")).rows,
    ];
    seen.push(client.release(), pool.totalCount, pool.idleCount);
    const again = await pool.connect();
    seen.push(again === client);
    again.release();
    await pool.end();
    seen.push(pool.totalCount, pool.ended);
    return seen;
  }),
  bare(
    "connect with a callback",
    ({ pg, config, note, log }) =>
      new Promise((resolve) => {
        const pool = new pg.Pool(config);
        note(
          "returned",
          pool.connect((...outcome) => {
            note(outcome.length, outcome[0], outcome[1] instanceof pg.Client, outcome[2] === outcome[1].release);
            outcome[1].query("select 1 as a", (error, result) => {
              note(error, result.rows);
              outcome[2]();
              pool.end(() => {
                note("ended");
                resolve(log);
              });
            });
          }),
        );
      }),
  ),
  bare("events in order", async ({ pg, config, note, log, sleep }) => {
    const pool = new pg.Pool({ ...config, max: 2 });
    for (const name of ["connect", "acquire", "release", "remove", "error"])
      pool.on(name, (...args) =>
        note(
          name,
          args.map((arg) => (arg instanceof pg.Client ? "client" : arg)),
        ),
      );
    await pool.query("select 1").then(() => note("queried"));
    await pool.query("select nope").catch((error) => note("failed", error.code));
    await sleep(50);
    const client = await pool.connect();
    note("connected");
    client.release(new Error("bad one"));
    await sleep(50);
    await pool.end().then(() => note("ended"));
    return log;
  }),
  bare("an error destroys the client", async ({ pg, config, sleep }) => {
    const pool = new pg.Pool({ ...config, max: 1 });
    const pid = async () => (await pool.query("select pg_backend_pid() as pid")).rows[0].pid;
    const first = await pid();
    const same = (await pid()) === first;
    await pool.query("select nope").catch(() => {});
    await sleep(50);
    const counts = [pool.totalCount, pool.idleCount];
    await pool.end();
    return [same, counts];
  }),
  bare("more queries than clients", async ({ pg, config }) => {
    const pool = new pg.Pool({ ...config, max: 2 });
    const results = await Promise.all(Array.from({ length: 20 }, (_, i) => pool.query("select $1::int as i", [i])));
    const seen = [results.map((result) => result.rows[0].i), pool.totalCount, pool.waitingCount];
    await pool.end();
    return seen;
  }),
  bare("waiters are served in order", async ({ pg, config, note, log }) => {
    const pool = new pg.Pool({ ...config, max: 1 });
    const held = await pool.connect();
    const waiting = [1, 2, 3].map((i) =>
      pool.connect().then((client) => {
        note("got", i, client === held);
        client.release();
      }),
    );
    note("waiting", pool.waitingCount);
    held.release();
    await Promise.all(waiting);
    await pool.end();
    return log;
  }),
  bare("last in, first out", async ({ pg, config }) => {
    const pool = new pg.Pool({ ...config, max: 3 });
    const clients = [await pool.connect(), await pool.connect(), await pool.connect()];
    for (const client of clients) client.release();
    const again = [await pool.connect(), await pool.connect(), await pool.connect()];
    const order = again.map((client) => clients.indexOf(client));
    for (const client of again) client.release();
    await pool.end();
    return order;
  }),
  bare("release twice", async ({ pg, config, attempt }) => {
    const pool = new pg.Pool(config);
    const client = await pool.connect();
    client.release();
    const seen = await attempt(async () => client.release());
    await pool.end();
    return seen;
  }),
  bare("a transaction on one client", async ({ pg, config }) => {
    const pool = new pg.Pool({ ...config, max: 2 });
    const client = await pool.connect();
    let rows;
    try {
      await client.query("BEGIN");
      await client.query("create temp table t (a int) on commit drop");
      await client.query("insert into t values (1), (2)");
      ({ rows } = await client.query("select sum(a) from t"));
      await client.query("COMMIT");
    } catch (error) {
      await client.query("ROLLBACK");
      throw error;
    } finally {
      client.release();
    }
    await pool.end();
    return rows;
  }),
  bare("timeouts", async ({ pg, config, attempt }) => {
    const pool = new pg.Pool({ ...config, max: 1, connectionTimeoutMillis: 150 });
    const held = await pool.connect();
    const seen = [
      await attempt(() => pool.connect()),
      await attempt(() => pool.query("select 1")),
      await new Promise((resolve) => pool.connect((...outcome) => resolve(outcome))),
      pool.waitingCount,
    ];
    held.release();
    seen.push((await pool.query("select 1 as a")).rows);
    await pool.end();
    return seen;
  }),
  bare("connecting fails", async ({ pg, config, attempt }) => {
    const pool = new pg.Pool({ ...config, port: 1 });
    const seen = [
      await attempt(() => pool.connect()),
      await attempt(() => pool.query("select 1")),
      await new Promise((resolve) => pool.connect((...outcome) => resolve([outcome.length, ...outcome]))),
      pool.totalCount,
    ];
    await pool.end();
    return seen;
  }),
  bare("wrong password", async ({ pg, config, attempt }) => {
    const pool = new pg.Pool({ ...config, password: "wrong" });
    const seen = await attempt(() => pool.query("select 1"));
    await pool.end();
    return seen;
  }),
  bare("opening takes too long", async ({ pg, config, attempt }) => {
    const pool = new pg.Pool({ ...config, host: "192.0.2.1", connectionTimeoutMillis: 150 });
    const { error } = await attempt(() => pool.connect());
    return error instanceof Error;
  }),
  bare("idle client killed", async ({ pg, config, note, log, until }) => {
    const pool = new pg.Pool({ ...config, max: 1 });
    pool.on("error", (error, client) =>
      note("error", error.message, error.code, client instanceof pg.Client, error.client === client),
    );
    const { rows } = await pool.query("select pg_backend_pid() as pid");
    const other = new pg.Client(config);
    await other.connect();
    await other.query("select pg_terminate_backend($1)", [rows[0].pid]);
    await other.end();
    await until(() => log.length > 0);
    note(pool.totalCount, (await pool.query("select 1 as a")).rows);
    await pool.end();
    return log;
  }),
  bare("end", async ({ pg, config, attempt, note, log }) => {
    const pool = new pg.Pool(config);
    await pool.query("select 1");
    const ending = pool.end();
    note(pool.ending, pool.ended);
    note(await ending, pool.ended, pool.totalCount);
    note(
      await attempt(() => pool.end()),
      await attempt(() => pool.connect()),
      await attempt(() => pool.query("select 1")),
    );
    return log;
  }),
  bare("end waits for a running query", async ({ pg, config, note, log }) => {
    const pool = new pg.Pool({ ...config, max: 2 });
    const running = pool.query("select pg_sleep(0.1), 1 as a").then((result) => note(result.rows));
    await pool.query("select 1");
    const ending = pool.end().then(() => note("ended"));
    await running;
    await ending;
    return log;
  }),
  bare("end waits for a lent client", async ({ pg, config, note, log, sleep }) => {
    const pool = new pg.Pool(config);
    const client = await pool.connect();
    const ending = pool.end().then(() => note("ended"));
    await sleep(30);
    note("not yet", (await client.query("select 1 as a")).rows);
    client.release();
    await ending;
    return log;
  }),
  bare("misuse", async ({ pg, config, attempt }) => {
    const pool = new pg.Pool({ ...config, max: 1 });
    const seen = [];
    for (const args of [[null], [undefined], [{}], [{ text: 5 }], ["select $1", "x"], [""], ["select 1 as a", null]]) {
      seen.push(
        await attempt(async () => {
          const result = await pool.query(...args);
          return result.rows;
        }),
      );
    }
    seen.push(
      await attempt(() => pool.query(() => {})),
      await new Promise((resolve) => pool.query((...outcome) => resolve(outcome))),
    );
    await pool.end();
    return seen;
  }),
  bare("options", ({ pg, config }) => {
    const given = { ...config, max: 3, idleTimeoutMillis: 5, password: "hidden" };
    const pool = new pg.Pool(given);
    return [
      Object.keys(pool.options).sort(),
      pool.options.max, pool.options.min, pool.options.idleTimeoutMillis, pool.options.maxUses,
      pool.options.allowExitOnIdle, pool.options.maxLifetimeSeconds, pool.options.password,
      JSON.stringify(pool).includes("hidden"),
      pool.constructor.name,
      pool instanceof pg.Pool,
      Object.keys(given),
      new pg.Pool().options,
    ];
  }),
  bare("maxUses", async ({ pg, config, sleep }) => {
    const pool = new pg.Pool({ ...config, max: 1, maxUses: 2 });
    const pids = [];
    for (let i = 0; i < 4; i++) {
      pids.push((await pool.query("select pg_backend_pid() as pid")).rows[0].pid);
      await sleep(40);
    }
    await pool.end();
    return [pids[0] === pids[1], pids[2] === pids[3]];
  }),
  bare("idleTimeoutMillis", async ({ pg, config, sleep }) => {
    const pool = new pg.Pool({ ...config, idleTimeoutMillis: 50 });
    await pool.query("select 1");
    const before = pool.totalCount;
    await sleep(250);
    const after = pool.totalCount;
    await pool.end();
    return [before, after];
  }),
  bare("onConnect", async ({ pg, config, attempt }) => {
    const pool = new pg.Pool({
      ...config,
      max: 1,
      onConnect: async (client) => {
        await client.query("set application_name = 'hooked'");
      },
    });
    const failing = new pg.Pool({
      ...config,
      max: 1,
      onConnect: () => {
        throw new RangeError("hook");
      },
    });
    const seen = [(await pool.query("show application_name")).rows, await attempt(() => failing.query("select 1"))];
    await pool.end();
    await failing.end();
    return seen;
  }),
  bare("the connect event sets the session up", async ({ pg, config }) => {
    const pool = new pg.Pool({ ...config, max: 1 });
    pool.on("connect", (client) => {
      client.query("set application_name = 'from the event'");
    });
    const { rows } = await pool.query("show application_name");
    await pool.end();
    return rows;
  }),
  bare("verify", async ({ pg, config, attempt }) => {
    const pool = new pg.Pool({
      ...config,
      verify: (client, done) => client.query("select 1", (error) => done(error ?? new Error("not verified"))),
    });
    const seen = await attempt(() => pool.connect());
    await pool.end();
    return seen;
  }),
  bare("subclass", async ({ pg, config }) => {
    class Mine extends pg.Pool {
      constructor() {
        super({ ...config, max: 1 });
      }
      async one(text, values) {
        return (await this.query(text, values)).rows[0];
      }
    }
    const pool = new Mine();
    const seen = [await pool.one("select $1::int as a", [1]), pool instanceof pg.Pool, pool.constructor.name];
    await pool.end();
    return seen;
  }),
  bare("connection string and separate options", async ({ pg, uri, config }) => {
    const seen = [];
    for (const options of [{ connectionString: uri }, { connectionString: uri, max: 1, host: "ignored.invalid" }]) {
      const pool = new pg.Pool(options);
      seen.push((await pool.query("select current_database() = $1 as here", [config.database])).rows);
      await pool.end();
    }
    return seen;
  }),
  bare("the pool's errors name the caller", async ({ pg, config }) => {
    const pool = new pg.Pool(config);
    async function someUserFunction() {
      await pool.query("select nope");
    }
    const seen = await someUserFunction().then(
      () => "no error",
      (error) => error.stack.includes("someUserFunction"),
    );
    await pool.end();
    return seen;
  }),
  bare("never ended", async ({ pg, config }) => {
    const pool = new pg.Pool({ ...config, allowExitOnIdle: true });
    return (await pool.query("select 1 as a")).rows;
  }),
  bare("lent client breaks", async ({ pg, config, note, log, attempt, until }) => {
    const pool = new pg.Pool({ ...config, max: 1 });
    pool.on("error", (error) => note("pool error", error.message));
    const client = await pool.connect();
    client.on("error", (error) => note("client error", error.message, error.code));
    const { rows } = await client.query("select pg_backend_pid() as pid");
    const other = new pg.Client(config);
    await other.connect();
    await other.query("select pg_terminate_backend($1)", [rows[0].pid]);
    await other.end();
    await until(() => log.length >= 2);
    note(await attempt(() => client.query("select 1")));
    client.release();
    await until(() => pool.totalCount === 0);
    note(pool.totalCount);
    await pool.end();
    return log;
  }),
  bare("require('pg-pool')", async ({ require, pg, config }) => {
    const Pool = require("pg-pool");
    const pool = new Pool(config);
    const seen = [
      (await pool.query("select 1 as a")).rows,
      pg.Pool.prototype instanceof Pool,
      new pg.Pool() instanceof Pool,
      typeof Pool.Pool,
    ];
    await pool.end();
    return seen;
  }),
]);

// Scenes for a pool with the scripted client. Each notes what it sees; the two pools' notes are compared.

const told = (note, name) => [
  (value) => note(name, "value", value?.number ?? value),
  (error) => note(name, "error", error),
];

export const SCENES = {
  async "options and shape"({ Pool, FakeClient, note, inspect }) {
    for (const options of [
      undefined,
      null,
      {},
      { max: 3 }, { poolSize: 4 }, { max: 0 }, { max: 2, poolSize: 9 }, { min: 2 }, { idleTimeoutMillis: 0 },
      { idleTimeoutMillis: null }, { maxUses: 0 }, { maxUses: 5 }, { allowExitOnIdle: true },
      { maxLifetimeSeconds: 3 },
      { password: "hidden", ssl: { key: "hidden", cert: "c" } },
      { password: undefined }, { ssl: true }, "text", 5,
    ]) {
      const pool = new Pool(options, FakeClient);
      note(
        pool.options,
        pool.options.password,
        Object.keys(pool.options),
        pool.Client === FakeClient,
        pool.Promise === Promise,
        typeof pool.log,
      );
      note(
        Object.keys(pool),
        options === null ? null : typeof options === "object" ? Object.keys(options) : options,
        inspect(pool).includes("hidden"),
      );
      note(
        JSON.stringify(pool).includes("hidden"),
        pool.totalCount, pool.idleCount, pool.waitingCount, pool.expiredCount, pool.ending, pool.ended,
      );
    }
    class Other {}
    note(new Pool({ Client: Other }, FakeClient).Client === Other);
  },

  async "one client, promise"({ Pool, FakeClient, note, watch }) {
    const pool = watch(new Pool({}, FakeClient));
    const client = await pool.connect();
    note("got", client.number, typeof client.release);
    note(client.release());
    await pool.end();
    note("ended");
  },

  async "one client, callback"({ Pool, FakeClient, note, watch, tick }) {
    const pool = watch(new Pool({}, FakeClient));
    const returned = pool.connect((...outcome) => {
      note("called", outcome.length, outcome[0], outcome[1].number, outcome[2] === outcome[1].release);
      outcome[2]();
      pool.end((...args) => note("ended", args));
    });
    note("returned", returned);
    for (let i = 0; i < 10; i++) await tick();
  },

  async "callback of a failure"({ Pool, FakeClient, note, plan, tick }) {
    plan.connect.push(new Error("refused"));
    const pool = new Pool({}, FakeClient);
    pool.connect((...outcome) => note("called", outcome.length, ...outcome, outcome[2]()));
    for (let i = 0; i < 5; i++) await tick();
    note(pool.totalCount);
    await pool.connect().then(...told(note, "second"));
  },

  async "failure as a rejection"({ Pool, FakeClient, note, plan }) {
    const refused = Object.assign(new Error("refused"), { code: "X" });
    plan.connect.push(refused);
    const pool = new Pool({}, FakeClient);
    await pool.connect().catch((error) => note(error === refused, error));
    plan.connect.push(refused);
    await pool.query("select 1").catch((error) => note(error === refused, error));
    await pool.end();
  },

  async "rejection's stack leads to the caller"({ Pool, FakeClient, note, plan }) {
    async function someUserFunction(pool) {
      await pool.query("select 1");
    }
    plan.query.push(new Error("query failed"));
    await someUserFunction(new Pool({}, FakeClient)).catch((error) => note(error.stack.includes("someUserFunction")));
  },

  async "constructor throws"({ Pool, FakeClient, note }) {
    const pool = new Pool({ boom: true }, FakeClient);
    try {
      const promise = pool.connect();
      note("returned", promise);
    } catch (error) {
      note("thrown", error);
    }
    try {
      pool.query("x");
    } catch (error) {
      note("thrown", error);
    }
    note(pool.totalCount);
  },

  async "last in, first out"({ Pool, FakeClient, note, watch }) {
    const pool = watch(new Pool({ max: 5 }, FakeClient));
    const clients = [];
    for (let i = 0; i < 4; i++) clients.push(await pool.connect());
    for (const client of clients) client.release();
    for (let i = 0; i < 4; i++) note("got", (await pool.connect()).number);
  },

  async "waiters first in, first out"({ Pool, FakeClient, note, watch, tick }) {
    const pool = watch(new Pool({ max: 2 }, FakeClient));
    const order = [];
    for (let i = 0; i < 7; i++) {
      pool.connect().then(async (client) => {
        order.push(i);
        note("got", i, client.number);
        await tick();
        client.release();
      });
    }
    note(pool.totalCount, pool.waitingCount);
    for (let i = 0; i < 40; i++) await tick();
    note(order, pool.idleCount, pool.waitingCount);
    await pool.end();
  },

  async "callbacks are served in order and later"({ Pool, FakeClient, note, tick }) {
    const pool = new Pool({ max: 1 }, FakeClient);
    let sync = true;
    for (let i = 0; i < 3; i++) {
      pool.connect((error, client, release) => {
        note("called", i, sync, error, client.number);
        release();
      });
    }
    sync = false;
    for (let i = 0; i < 10; i++) await tick();
    sync = true;
    pool.connect((error, client, release) => {
      note("idle one", sync, client.number);
      release();
    });
    sync = false;
    for (let i = 0; i < 10; i++) await tick();
  },

  async "release twice"({ Pool, FakeClient, note }) {
    const pool = new Pool({}, FakeClient);
    const client = await pool.connect();
    client.release();
    try {
      client.release();
    } catch (error) {
      note(error);
    }
    const again = await pool.connect();
    note(again === client);
    again.release();
    try {
      again.release(new Error("x"));
    } catch (error) {
      note(error);
    }
  },

  async "release with something true"({ Pool, FakeClient, note, watch, tick }) {
    const pool = watch(new Pool({}, FakeClient));
    for (const flag of [true, 1, "x", {}, new Error("bad"), false, 0, "", null, undefined]) {
      const client = await pool.connect();
      client.release(flag);
      await tick();
      await tick();
      note(String(flag), pool.totalCount, pool.idleCount);
    }
  },

  async "unqueryable, ending"({ Pool, FakeClient, note, watch, tick }) {
    const pool = watch(new Pool({}, FakeClient));
    const first = await pool.connect();
    first._queryable = false;
    first.release();
    const second = await pool.connect();
    second._ending = true;
    second.release();
    for (let i = 0; i < 4; i++) await tick();
    note(pool.totalCount, pool.idleCount);
  },

  async maxUses({ Pool, FakeClient, note, watch, tick }) {
    const pool = watch(new Pool({ max: 1, maxUses: 3, log: (text) => note("log", text) }, FakeClient));
    for (let i = 0; i < 7; i++) {
      const client = await pool.connect();
      note(i, client.number, client._poolUseCount);
      client.release();
      await tick();
      await tick();
    }
  },

  async "a waiter gets the place of an expended client"({ Pool, FakeClient, note, watch, tick }) {
    const pool = watch(new Pool({ max: 1, maxUses: 1 }, FakeClient));
    const first = await pool.connect();
    const second = pool.connect();
    first.release();
    note("second", (await second).number);
    (await second).release();
    for (let i = 0; i < 5; i++) await tick();
  },

  async "idle timeout"({ Pool, FakeClient, note, watch, sleep }) {
    const pool = watch(new Pool({ idleTimeoutMillis: 60, log: (text) => note("log", text) }, FakeClient));
    const a = await pool.connect();
    const b = await pool.connect();
    a.release();
    await sleep(30);
    b.release();
    note((await pool.connect()).number);
    await sleep(120);
    note(pool.totalCount, pool.idleCount);
  },

  async "idle timeout and min"({ Pool, FakeClient, note, watch, sleep }) {
    const pool = watch(new Pool({ idleTimeoutMillis: 40, min: 1 }, FakeClient));
    const clients = [await pool.connect(), await pool.connect(), await pool.connect()];
    for (const client of clients) client.release();
    await sleep(150);
    note(pool.totalCount, pool.idleCount);
  },

  async "no idle timeout"({ Pool, FakeClient, note, watch, sleep }) {
    const pool = watch(new Pool({ idleTimeoutMillis: 0 }, FakeClient));
    (await pool.connect()).release();
    await sleep(60);
    note(pool.totalCount);
  },

  async allowExitOnIdle({ Pool, FakeClient, note, watch, tick }) {
    const pool = watch(new Pool({ allowExitOnIdle: true }, FakeClient));
    (await pool.connect()).release();
    (await pool.connect()).release();
    await tick();
    note(pool.idleCount);
  },

  async "waiting for a free client takes too long"({ Pool, FakeClient, note, watch, sleep }) {
    const pool = watch(new Pool({ max: 1, connectionTimeoutMillis: 60 }, FakeClient));
    const client = await pool.connect();
    pool.connect((...outcome) => note("callback", outcome.length, ...outcome));
    pool.connect().then(...told(note, "promise"));
    await pool.query("x").then(...told(note, "query"));
    note(pool.waitingCount, pool.totalCount);
    client.release();
    await sleep(20);
    note((await pool.connect()).number);
  },

  async "a waiter served in time"({ Pool, FakeClient, note, sleep }) {
    const pool = new Pool({ max: 1, connectionTimeoutMillis: 80 }, FakeClient);
    const client = await pool.connect();
    const waiting = pool.connect();
    await sleep(20);
    client.release();
    note((await waiting).number);
    await sleep(120);
    note(pool.waitingCount, pool.totalCount);
  },

  async "a waiter that gave up while its client was opened"({ Pool, FakeClient, note, watch, plan, sleep }) {
    const pool = watch(
      new Pool({ max: 1, connectionTimeoutMillis: 100, log: (text) => note("log", text) }, FakeClient),
    );
    const client = await pool.connect();
    plan.connect.push(75);
    const waiting = pool.connect().then(...told(note, "waiter"));
    await sleep(50);
    client.release(true);
    await waiting;
    await sleep(150);
    note(pool.totalCount, pool.idleCount, pool.waitingCount);
  },

  async "a waiter that gave up, and verify"({ Pool, FakeClient, note, watch, plan, sleep }) {
    const verify = (client, done) => {
      note("verify", client.number);
      setImmediate(() => done());
    };
    const pool = watch(new Pool({ max: 1, connectionTimeoutMillis: 100, verify }, FakeClient));
    const client = await pool.connect();
    plan.connect.push(75);
    const waiting = pool.connect().then(...told(note, "waiter"));
    await sleep(50);
    client.release(true);
    await waiting;
    await sleep(150);
    note(pool.totalCount, pool.idleCount, pool.waitingCount);
  },

  async "opening takes too long, client without connection"({ Pool, FakeClient, note, watch, plan, sleep }) {
    plan.connect.push("never");
    const pool = watch(new Pool({ connectionTimeoutMillis: 40, log: (text) => note("log", text) }, FakeClient));
    await pool.connect().catch((error) => note(error, error.cause));
    await sleep(60);
    note(pool.totalCount);
  },

  async "opening takes too long, client with connection"({ Pool, FakeClient, note, watch, plan, sleep }) {
    plan.connectionProperty = true;
    plan.connect.push("never");
    const pool = watch(new Pool({ connectionTimeoutMillis: 40 }, FakeClient));
    const first = pool.connect((...outcome) => note("callback", outcome.length, ...outcome));
    await sleep(100);
    note(first, pool.totalCount);
    note((await pool.connect()).number);
  },

  async "opening takes too long with a waiter behind"({ Pool, FakeClient, note, watch, plan, sleep }) {
    plan.connectionProperty = true;
    plan.connect.push("never");
    const pool = watch(new Pool({ max: 1, connectionTimeoutMillis: 60 }, FakeClient));
    const first = pool.connect().then(...told(note, "first"));
    await sleep(30);
    const second = pool.connect().then(...told(note, "second"));
    await first;
    await second;
  },

  async "opening in time"({ Pool, FakeClient, note, plan, sleep }) {
    plan.connect.push(20);
    const pool = new Pool({ connectionTimeoutMillis: 80 }, FakeClient);
    note((await pool.connect()).number);
    await sleep(120);
    note(pool.totalCount);
  },

  async "a failed opening serves the next waiter"({ Pool, FakeClient, note, watch, plan }) {
    plan.connect.push(new Error("refused"), new Error("refused again"));
    const pool = watch(new Pool({ max: 1 }, FakeClient));
    await Promise.all([1, 2, 3].map((i) => pool.connect().then(...told(note, i))));
  },

  async "idle client breaks"({ Pool, FakeClient, note, watch, tick }) {
    const pool = watch(new Pool({ log: (text) => note("log", text) }, FakeClient));
    const client = await pool.connect();
    client.release();
    client.emit("error", new Error("first"));
    client.emit("error", new Error("second"));
    note(client.listenerCount("error"));
    for (let i = 0; i < 4; i++) await tick();
    note(pool.totalCount, pool.idleCount);
  },

  async "idle client breaks, nobody listens"({ Pool, FakeClient, note }) {
    const pool = new Pool({}, FakeClient);
    const client = await pool.connect();
    client.release();
    try {
      client.emit("error", new Error("unheard"));
    } catch (error) {
      note("thrown", error.message, error.client === client);
    }
    note(pool.totalCount);
  },

  async "lent client breaks"({ Pool, FakeClient, note, watch }) {
    const pool = watch(new Pool({}, FakeClient));
    const client = await pool.connect();
    note(client.listenerCount("error"));
    client.on("error", (error) => note("client error", error.message));
    client.emit("error", new Error("mine"));
    client.release();
    note(pool.totalCount, client.listenerCount("error"));
  },
};

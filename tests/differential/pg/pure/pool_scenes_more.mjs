// More scenes for a pool with the scripted client: hooks, lifetimes, queries, endings.

const told = (note, name) => [
  (value) => note(name, "value", value?.number ?? value),
  (error) => note(name, "error", error),
];

export const MORE_SCENES = {
  async onConnect({ Pool, FakeClient, note, watch, sleep }) {
    const pool = watch(
      new Pool(
        {
          onConnect: async (client) => {
            note("hook", client.number);
            await sleep(10);
            note("hook ends");
          },
        },
        FakeClient,
      ),
    );
    const client = await pool.connect();
    note("got", client.number);
    client.release();
    (await pool.connect()).release();
  },

  async "onConnect fails"({ Pool, FakeClient, note, watch, tick }) {
    let times = 0;
    const pool = watch(
      new Pool(
        {
          max: 1,
          onConnect: () => {
            times++;
            if (times < 3) throw new Error(`hook ${times}`);
          },
        },
        FakeClient,
      ),
    );
    await Promise.all([1, 2, 3].map((i) => pool.connect().then(...told(note, i))));
    for (let i = 0; i < 4; i++) await tick();
    note(pool.totalCount);
  },

  async "onConnect rejects, callback"({ Pool, FakeClient, note, watch, tick }) {
    const pool = watch(new Pool({ onConnect: () => Promise.reject(new Error("hook")) }, FakeClient));
    pool.connect((...outcome) => note("called", outcome.length, ...outcome));
    for (let i = 0; i < 10; i++) await tick();
    note(pool.totalCount);
  },

  async verify({ Pool, FakeClient, note, watch }) {
    let times = 0;
    const verify = (client, done) => {
      note("verify", client.number);
      done(++times === 1 ? new Error("not good") : undefined);
    };
    const pool = watch(new Pool({ verify }, FakeClient));
    await pool.connect().then(...told(note, "first"));
    const client = await pool.connect();
    client.release();
    (await pool.connect()).release();
    pool.connect((...outcome) => note("called", outcome.length, outcome[0], outcome[1].number));
  },

  async "maxLifetimeSeconds, idle"({ Pool, FakeClient, note, watch, sleep }) {
    const pool = watch(new Pool({ maxLifetimeSeconds: 0.06, log: (text) => note("log", text) }, FakeClient));
    (await pool.connect()).release();
    await sleep(130);
    note(pool.totalCount, pool.expiredCount);
  },

  async "maxLifetimeSeconds, lent"({ Pool, FakeClient, note, watch, sleep, tick }) {
    const pool = watch(new Pool({ maxLifetimeSeconds: 0.04, log: (text) => note("log", text) }, FakeClient));
    const client = await pool.connect();
    await sleep(90);
    note(pool.expiredCount, pool.totalCount);
    client.release();
    for (let i = 0; i < 4; i++) await tick();
    note(pool.expiredCount, pool.totalCount);
  },

  async "maxLifetimeSeconds, gone before"({ Pool, FakeClient, note, watch, sleep }) {
    const pool = watch(new Pool({ maxLifetimeSeconds: 0.04, log: (text) => note("log", text) }, FakeClient));
    (await pool.connect()).release(true);
    await sleep(90);
    note(pool.expiredCount, pool.totalCount);
  },

  async query({ Pool, FakeClient, note, watch, tick }) {
    const pool = watch(new Pool({ log: (text) => note("log", text) }, FakeClient));
    note(await pool.query("select 1"));
    note(await pool.query("select $1", [1]));
    note(await pool.query({ text: "select $1", values: [2] }));
    note(await pool.query({ text: "select $1" }, [3]));
    note(
      "returned",
      pool.query("select 1", (...outcome) => note("callback", outcome)),
    );
    note(
      "returned",
      pool.query("select 1", [1], (...outcome) => note("callback", outcome)),
    );
    note(
      "returned",
      pool.query({ text: "x" }, (...outcome) => note("callback", outcome)),
    );
    for (let i = 0; i < 10; i++) await tick();
    note(
      await pool.query("x", null).then(...told(note, "null")),
      await pool.query("x", undefined, undefined).then(...told(note, "undefined")),
    );
    await pool.end();
  },

  async "query fails"({ Pool, FakeClient, note, watch, plan, tick }) {
    const pool = watch(new Pool({}, FakeClient));
    const failure = new Error("syntax");
    plan.query.push(failure);
    await pool.query("x").catch((error) => note(error === failure));
    await tick();
    await tick();
    note(pool.totalCount);
    plan.query.push(failure);
    pool.query("x", (...outcome) => note("callback", outcome));
    for (let i = 0; i < 10; i++) await tick();
    note(pool.totalCount);
  },

  async "query throws"({ Pool, FakeClient, note, watch, plan, tick }) {
    const pool = watch(new Pool({}, FakeClient));
    plan.query.push("throw", "throw");
    await pool.query(null).then(...told(note, "promise"));
    pool.query(null, (...outcome) => note("callback", outcome));
    for (let i = 0; i < 10; i++) await tick();
    note(pool.totalCount);
  },

  async "client breaks during the query"({ Pool, FakeClient, note, watch, plan, tick }) {
    const pool = watch(new Pool({}, FakeClient));
    plan.query.push("break");
    await pool.query("x").then(...told(note, "promise"));
    for (let i = 0; i < 5; i++) await tick();
    note(pool.totalCount);
    plan.query.push("break");
    pool.query("x", (...outcome) => note("callback", outcome));
    for (let i = 0; i < 10; i++) await tick();
  },

  async "query of a function"({ Pool, FakeClient, note, tick }) {
    const pool = new Pool({}, FakeClient);
    let sync = true;
    note(
      "returned",
      pool.query((...outcome) => note("callback", sync, outcome)),
    );
    sync = false;
    for (let i = 0; i < 4; i++) await tick();
    note(pool.totalCount);
  },

  async "many queries, few clients"({ Pool, FakeClient, note, watch }) {
    const pool = watch(new Pool({ max: 3 }, FakeClient));
    const results = await Promise.all(Array.from({ length: 12 }, (_, i) => pool.query("x", [i])));
    note(results, pool.totalCount, pool.idleCount);
    await pool.end();
  },

  async end({ Pool, FakeClient, note, watch, tick }) {
    const pool = watch(new Pool({ log: (text) => note("log", text) }, FakeClient));
    (await pool.connect()).release();
    const ending = pool.end();
    note(ending instanceof Promise, pool.ending, pool.ended);
    note("settled", await ending, pool.ended);
    await pool.end().then(...told(note, "again"));
    note(
      "again, callback",
      pool.end((...outcome) => note("called", outcome)),
    );
    await pool.connect().then(...told(note, "connect"));
    note(
      "connect, callback",
      pool.connect((...outcome) => note("called", outcome)),
    );
    await pool.query("x").then(...told(note, "query"));
    note(
      "query, callback",
      pool.query("x", (...outcome) => note("called", outcome)),
    );
    for (let i = 0; i < 4; i++) await tick();
  },

  async "end without clients"({ Pool, FakeClient, note }) {
    const pool = new Pool({}, FakeClient);
    let sync = true;
    pool.end((...outcome) => note("called", sync, outcome));
    sync = false;
    note(pool.ended);
    await new Pool({}, FakeClient).end().then(...told(note, "promise"));
  },

  async "end waits for lent clients and running queries"({ Pool, FakeClient, note, watch, sleep }) {
    const pool = watch(new Pool({}, FakeClient));
    const client = await pool.connect();
    const query = pool.query("x").then(...told(note, "query"));
    const ending = pool.end().then(...told(note, "ended"));
    await query;
    await sleep(20);
    note("still", pool.ended, pool.totalCount);
    client.release();
    await ending;
    note(pool.totalCount);
  },

  async "end while opening"({ Pool, FakeClient, note, watch, plan }) {
    plan.connect.push(30, new Error("refused"));
    const pool = watch(new Pool({}, FakeClient));
    const opening = pool.connect().then((client) => {
      note("got", client.number);
      client.release();
    });
    const failing = pool.connect().then(...told(note, "failing"));
    await pool.end().then(...told(note, "ended"));
    await opening;
    await failing;
  },

  async "end with waiters"({ Pool, FakeClient, note, watch, sleep }) {
    const pool = watch(new Pool({ max: 1 }, FakeClient));
    const client = await pool.connect();
    pool.connect().then(...told(note, "first waiter"));
    pool.connect((...outcome) => note("second waiter", outcome.length, ...outcome));
    pool.query("x").then(...told(note, "query"));
    const ending = pool.end().then(...told(note, "ended"));
    note("after end");
    await sleep(20);
    client.release();
    await ending;
    await sleep(20);
  },

  async "own Promise"({ Pool, FakeClient, note }) {
    class Mine extends Promise {}
    const pool = new Pool({ Promise: Mine }, FakeClient);
    const made = [pool.connect(), pool.query("x"), pool.end(), pool.end(), pool.connect(), pool.query("x")];
    note(made.map((promise) => promise instanceof Mine));
    const settled = Promise.allSettled(made);
    (await made[0]).release();
    note((await settled).map(({ status, reason }) => [status, reason]));
  },

  async "thrown into a callback"({ Pool, FakeClient, note, plan }) {
    plan.connect.push("never");
    const pool = new Pool({}, FakeClient);
    pool.connect(() => {
      throw new Error("from the callback");
    });
    const client = pool._clients[0];
    try {
      client.connectDone(undefined, "by hand");
    } catch (error) {
      note("thrown", error.message, pool.totalCount);
    }
  },

  async subclass({ Pool, FakeClient, note }) {
    class Mine extends Pool {
      constructor(options) {
        super(options, FakeClient);
      }
      hello() {
        return "hello";
      }
    }
    const pool = new Mine({ max: 1 });
    note(pool.hello(), pool instanceof Pool, pool instanceof Mine, pool.constructor.name);
    (await pool.connect()).release();
    await pool.end();
  },

  async "not a constructor call"({ Pool, note }) {
    try {
      Pool({});
    } catch (error) {
      note(error);
    }
  },
};

// Pool: both run the same scenes with a scripted client, then (given a PostgreSQL) with the real one; their logs of
// everything that happened, in order, must agree.

import { EventEmitter } from "node:events";
import { inspect } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import TheirPool from "pg-pool";
import { serialise } from "../serialise.mjs";
import { underClock } from "./clock.mjs";
import { SCENES } from "./pool_scenes.mjs";
import { MORE_SCENES } from "./pool_scenes_more.mjs";
import { REAL_SCENES } from "./pool_real_scenes.mjs";

// A stage: a log, and a class of clients that do what the scene's script says and write down what is done to them.
function stage() {
  const log = [];
  const note = (...what) => log.push(what);
  const plan = { connect: [], query: [], connectionProperty: false, queryable: true };
  let count = 0;

  class FakeClient extends EventEmitter {
    constructor(options) {
      super();
      if (options.boom) throw new Error("constructor");
      this.number = ++count;
      this._queryable = plan.queryable;
      this._ending = false;
      this.connected = false;
      if (plan.connectionProperty) {
        this.connection = { stream: { destroy: () => this.connectDone(new Error("stream destroyed"), "stream") } };
      }
      note("new", this.number, Object.keys(options).sort());
    }

    connectDone(error, by) {
      note("connect ends", this.number, by, error?.message);
      const callback = this.connectCallback;
      this.connectCallback = undefined;
      if (!error) this.connected = true;
      if (callback) callback(error);
    }

    connect(callback) {
      this.connectCallback = callback;
      const step = plan.connect.shift() ?? "ok";
      note("connect", this.number, String(step));
      if (step === "never") return;
      const later = () => this.connectDone(step instanceof Error ? step : undefined, "script");
      if (typeof step === "number") setTimeout(later, step);
      else setImmediate(later);
    }

    isConnected() {
      return this.connected;
    }

    query(text, values, callback) {
      note("query", this.number, text, values, typeof callback);
      const step = plan.query.shift() ?? { rows: [this.number] };
      if (step === "throw") throw new TypeError("thrown by query");
      if (step === "never") return;
      if (step === "break") {
        setImmediate(() => this.emit("error", new Error("broke during the query")));
        setImmediate(() => callback(new Error("query after the break")));
        return;
      }
      setImmediate(() => (step instanceof Error ? callback(step) : callback(null, step)));
    }

    end(callback) {
      note("end", this.number, typeof callback, this.listenerCount("error"));
      this._ending = true;
      setImmediate(() => {
        if (this.connectCallback) this.connectDone(new Error("ended"), "end");
        if (callback) callback();
        this.emit("end");
      });
    }

    ref() {
      note("ref", this.number);
    }

    unref() {
      note("unref", this.number);
    }
  }

  const watch = (pool) => {
    for (const name of ["connect", "acquire", "remove"])
      pool.on(name, (client) => note(name, client.number, counters(pool)));
    pool.on("release", (error, client) => note("release", error?.message ?? error, client.number, counters(pool)));
    pool.on("error", (error, client) =>
      note("error", error.message, client.number, error.client === client, counters(pool)),
    );
    return pool;
  };
  return { log, note, plan, FakeClient, watch, inspect };
}

function counters(pool) {
  return [pool.totalCount, pool.idleCount, pool.waitingCount, pool.expiredCount, pool.ending, pool.ended]
    .map(Number)
    .join("");
}

// One scene with one of the pools; what it throws is part of its log.
async function play(Pool, scene) {
  const set = stage();
  try {
    const ended = await underClock(async ({ sleep, tick }) => {
      await scene({ ...set, Pool, sleep, tick });
      // What still comes by itself.
      await sleep(20);
    });
    if (!ended) set.note("the scene hung");
  } catch (error) {
    set.note("scene threw", error);
  }
  return serialise(set.log);
}

// Chance scenes: a few hundred sequences of what users do, with clients that fail now and then.
function chanceScene(seed) {
  return async ({ Pool, FakeClient, plan, watch, note, tick }) => {
    let state = (seed * 2654435761) >>> 0;
    const random = (n) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 4294967296) * n);
    };
    const pool = watch(
      new Pool(
        {
          max: 1 + random(4),
          min: random(2),
          idleTimeoutMillis: 0,
          maxUses: random(3) === 0 ? 1 + random(3) : undefined,
          log: (text) => note("log", text),
        },
        FakeClient,
      ),
    );
    const held = [];
    let name = 0;
    for (let i = 0; i < 40; i++) {
      const number = ++name;
      if (random(6) === 0) plan.connect.push(new Error(`refused ${number}`));
      const act = random(9);
      if (act <= 1) {
        pool.connect().then(
          (client) => {
            note("got", number, client.number);
            held.push(client);
          },
          (error) => note("failed", number, error.message),
        );
      } else if (act === 2) {
        pool.connect((error, client, release) => {
          note("called", number, error?.message, client?.number, typeof release, client && release === client.release);
          if (client) held.push(client);
        });
      } else if (act === 3 || act === 4) {
        if (held.length > 0)
          held.splice(random(held.length), 1)[0].release(random(5) === 0 ? new Error("bad") : undefined);
      } else if (act === 5) {
        plan.query.push([undefined, new Error("query failed"), "throw", "break"][random(6)] ?? { rows: [] });
        pool.query(`select ${number}`, [number]).then(
          (result) => note("result", number, result),
          (error) => note("no result", number, error.message),
        );
      } else if (act === 6) {
        if (pool._idle.length > 0)
          pool._idle[random(pool._idle.length)].client.emit("error", new Error(`idle ${number}`));
      } else if (act === 7) {
        if (held.length > 0) held[random(held.length)]._queryable = false;
      }
      for (let wait = random(4); wait > 0; wait--) await tick();
      note("counters", counters(pool));
    }
    // Waiters at the end are a listed difference, so let everybody in before.
    for (let quiet = 0; quiet < 10; quiet++) {
      await tick();
      if (pool.waitingCount > 0 || held.length > 0) quiet = 0;
      if (held.length > 0) held.pop().release();
    }
    await pool.end().then(() => note("ended", counters(pool)));
  };
}

export default async function run(score) {
  const { Pool: OurPool } = await import("ext:connector_pg/pool.js");
  const scenes = Object.entries({ ...SCENES, ...MORE_SCENES });
  for (let seed = 1; seed <= 300; seed++) scenes.push([`chance ${seed}`, chanceScene(seed)]);
  for (const [name, scene] of scenes) {
    const theirs = await play(TheirPool, scene);
    if (theirs.includes("the scene hung")) throw new Error(`this scene proves nothing, it hangs: ${name}`);
    score.same(`pool scene: ${name}`, await play(OurPool, scene), theirs);
  }

  const { DB_HOST, DB_PORT, DB_USERNAME, DB_PASSWORD, DB_DATABASE } = process.env;
  if (!DB_HOST) {
    console.log("pool: no DB_HOST, so no scenes with the real client");
    return;
  }
  const config = {
    host: DB_HOST,
    port: Number(DB_PORT),
    user: DB_USERNAME,
    password: DB_PASSWORD,
    database: DB_DATABASE,
  };
  const bound = (Pool) =>
    class extends Pool {
      constructor(options) {
        super({ ...config, ...options }, pg.Client);
      }
    };
  for (const [name, scene] of Object.entries(REAL_SCENES)) {
    const outcomes = [];
    for (const Pool of [OurPool, TheirPool]) outcomes.push(await playReal(bound(Pool), scene, config));
    score.same(`pool scene, real client: ${name}`, ...outcomes);
  }
}

async function playReal(Pool, scene, config) {
  const log = [];
  const note = (...what) => log.push(what);
  const numbers = new Map();
  const number = (client) => {
    if (!numbers.has(client)) numbers.set(client, numbers.size + 1);
    return numbers.get(client);
  };
  const watch = (pool) => {
    for (const name of ["connect", "acquire", "remove"])
      pool.on(name, (client) => note(name, number(client), counters(pool)));
    pool.on("release", (error, client) => note("release", error?.message ?? error, number(client), counters(pool)));
    pool.on("error", (error, client) =>
      note("error", error.message, number(client), error.client === client, counters(pool)),
    );
    return pool;
  };
  try {
    await Promise.race([
      scene({ Pool, log, note, number, watch, counters, sleep, Client: pg.Client, config }),
      sleep(8000).then(() => note("the scene hung")),
    ]);
  } catch (error) {
    note("scene threw", error);
  }
  return serialise(log, { port: config.port });
}

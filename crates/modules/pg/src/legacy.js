// `pg.connect` and `pg.end`, gone since pg 7 and still in published templates: a pool for each configuration.

import { primordials } from "ext:core/mod.js";
import { BoundPool } from "ext:connector_pg/bound_pool.js";

const { MapPrototypeClear, MapPrototypeGetSize } = primordials;

const pools = new Map();

function keyOf(config) {
  if (typeof config !== "object" || config === null) return String(config);
  return JSON.stringify(config);
}

/** `pg.connect([config], callback)`: `callback(error, client, done)`; `done(truthy)` throws the client away. */
export function connectLegacy(given, givenCallback) {
  const callback = typeof given === "function" ? given : givenCallback;
  const config = typeof given === "function" ? undefined : given;
  const key = keyOf(config);
  let pool = pools.get(key);
  if (pool === undefined) {
    const options = typeof config === "string" ? { connectionString: config } : config;
    pool = new BoundPool(options);
    // An idle client that breaks is no concern of scripts this old; the pool opens another.
    pool.on("error", () => {});
    pools.set(key, pool);
  }
  pool.connect((error, client, done) => callback(error || null, client, done));
}

/** `pg.end()`: closes them all. */
export function endLegacy() {
  const all = [...pools.values()];
  pools.clear();
  for (const pool of all) pool.end(() => {});
}

/** Forgets them: their clients went with the invocation. */
export function resetLegacy() {
  // V8 makes a new table for a map that is cleared, empty or not.
  if (MapPrototypeGetSize(pools) !== 0) MapPrototypeClear(pools);
}

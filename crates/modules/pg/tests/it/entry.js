// What test scripts find as `t`.

import pg, { Cursor, parseConnectionString, PgPool, resetPg, types } from "ext:connector_pg/01_pg.js";
import { core } from "ext:core/mod.js";
import { Buffer } from "ext:connector_node/buffer.js";
import { EventEmitter } from "ext:connector_node/events.js";
import { process, setEnv } from "ext:connector_node/process.js";
import { URL } from "ext:connector_node/url_class.js";
import util from "ext:connector_node/util.js";
import { clearTimeout, setImmediate, setInterval, setTimeout } from "ext:connector_node/timers.js";

const MODULES = {
  pg, "pg-pool": PgPool, "pg-types": types, "pg-cursor": Cursor, "pg-connection-string": parseConnectionString,
  events: EventEmitter, util, buffer: { Buffer },
};

globalThis.Deno = { core };
Object.assign(globalThis, { Buffer, process, URL, setTimeout, clearTimeout, setImmediate, setInterval });

// Runs a script made of a differential case, as tests/differential/pg/record.mjs writes them.
globalThis.__runCase = async (load, env) => {
  setEnv(env);
  const require = (name) => {
    if (!(name in MODULES)) throw new Error(`Cannot find module '${name}'`);
    return MODULES[name];
  };
  const { result } = await load(require, env)({}, {});
  return JSON.stringify(result);
};

globalThis.__run = async (script, { port, authority }) => {
  setEnv({});
  const config = { host: "127.0.0.1", port, user: "trusted", database: "work" };
  const connect = async (more) => {
    const client = new pg.Client({ ...config, ...more });
    await client.connect();
    return client;
  };
  const attempt = async (act) => {
    try {
      return { value: await act() };
    } catch (error) {
      return { ...error, name: error.name, message: error.message, class: error.constructor.name, stack: error.stack };
    }
  };
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const result = await script({
    pg, Cursor, PgPool, Buffer, process, util, setTimeout, setImmediate, resetPg, config, connect, attempt, sleep, authority,
  });
  return JSON.stringify(result === undefined ? null : result);
};

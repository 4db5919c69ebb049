// The table of modules: the one list that decides what require() can return. `catalogue.rs` describes the same names.

import bcrypt from "ext:connector_bcrypt/01_bcrypt.js";
import bcryptjs from "ext:connector_bcrypt/02_bcryptjs.js";
import lodash, { method as lodashMethod } from "ext:connector_lodash/30_lodash.js";
import assert from "ext:connector_node/assert.js";
import buffer from "ext:connector_node/buffer.js";
import crypto from "ext:connector_node/crypto.js";
import events from "ext:connector_node/events.js";
import os from "ext:connector_node/os.js";
import path from "ext:connector_node/path.js";
import performance from "ext:connector_node/performance.js";
import process from "ext:connector_node/process.js";
import querystring from "ext:connector_node/querystring.js";
import stringDecoder from "ext:connector_node/string_decoder.js";
import timers from "ext:connector_node/timers.js";
import timersPromises from "ext:connector_node/timers_promises.js";
import url from "ext:connector_node/url.js";
import util from "ext:connector_node/util.js";
import pg, { Cursor, parseConnectionString, PgPool, types } from "ext:connector_pg/01_pg.js";

/** Name to module; no prototype, so `__proto__` and `constructor` are not names. */
export const table = {
  __proto__: null,
  assert,
  "assert/strict": assert.strict,
  bcrypt,
  "bcrypt/promises": bcrypt,
  bcryptjs,
  buffer,
  console: globalThis.console,
  crypto,
  events,
  lodash,
  os,
  path,
  "path/posix": path,
  perf_hooks: performance,
  pg,
  "pg-connection-string": parseConnectionString,
  "pg-cursor": Cursor,
  "pg-pool": PgPool,
  "pg-types": types,
  process,
  querystring,
  string_decoder: stringDecoder,
  timers,
  "timers/promises": timersPromises,
  url,
  util,
  "util/types": util.types,
};

/** `lodash/get` and `lodash.get`: one function; undefined when there is none of that name. */
export function lodashFunction(name) {
  return lodashMethod(name);
}

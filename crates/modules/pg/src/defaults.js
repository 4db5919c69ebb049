// `pg.defaults`: what a client falls back to when neither its configuration nor the environment says.

import { process } from "ext:connector_node/process.js";
import { setParseInt8 } from "ext:connector_pg/types.js";

const VALUES = {
  host: "localhost",
  user: undefined,
  database: undefined,
  password: null,
  connectionString: undefined,
  port: 5432,
  rows: 0,
  binary: false,
  max: 10,
  idleTimeoutMillis: 30000,
  client_encoding: "",
  ssl: false,
  sslnegotiation: undefined,
  application_name: undefined,
  fallback_application_name: undefined,
  options: undefined,
  parseInputDatesAsUTC: false,
  statement_timeout: false,
  lock_timeout: false,
  idle_in_transaction_session_timeout: false,
  query_timeout: false,
  connect_timeout: 0,
  keepalives: 1,
  keepalives_idle: 0,
};

const defaults = {};

// The script's own environment isn't known when this file is loaded, so `user` is looked up when it's read,
// until somebody assigns it.
const LAZY_USER = {
  configurable: true,
  enumerable: true,
  get: () => process.env.USER,
  set(value) {
    Object.defineProperty(defaults, "user", { configurable: true, enumerable: true, writable: true, value });
  },
};

const PARSE_INT8 = { configurable: true, enumerable: true, get: undefined, set: setParseInt8 };

/** Puts every default back. Doesn't touch the type parsers that `parseInt8` changed: `resetTypes` does. */
export function resetDefaults() {
  for (const key of Reflect.ownKeys(defaults)) delete defaults[key];
  Object.assign(defaults, VALUES);
  Object.defineProperty(defaults, "user", LAZY_USER);
  Object.defineProperty(defaults, "parseInt8", PARSE_INT8);
}

resetDefaults();

export default defaults;

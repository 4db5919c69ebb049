// What `require('pg')` returns, and its companions: pg-pool, pg-types, pg-connection-string, pg-cursor.

import { BoundPool, Pool, resetPools } from "ext:connector_pg/bound_pool.js";
import { Client } from "ext:connector_pg/client.js";
import { Connection, resetConnections } from "ext:connector_pg/connection_events.js";
import parseConnectionString from "ext:connector_pg/connection_string.js";
import { Cursor } from "ext:connector_pg/cursor.js";
import { DatabaseError } from "ext:connector_pg/database_error.js";
import defaults, { resetDefaults } from "ext:connector_pg/defaults.js";
import { escapeIdentifier, escapeLiteral } from "ext:connector_pg/escape.js";
import { connectLegacy, endLegacy, resetLegacy } from "ext:connector_pg/legacy.js";
import { prepareValue } from "ext:connector_pg/prepare_value.js";
import { normalizeQueryConfig, Query } from "ext:connector_pg/query.js";
import { Result } from "ext:connector_pg/result.js";
import { TypeOverrides } from "ext:connector_pg/type_overrides.js";
import types, { resetTypes } from "ext:connector_pg/types.js";

class PG {
  constructor() {
    this.defaults = defaults;
    this.Client = Client;
    this.Query = Query;
    this.Pool = BoundPool;
    this._pools = [];
    this.Connection = Connection;
    this.types = types;
    this.DatabaseError = DatabaseError;
    this.TypeOverrides = TypeOverrides;
    this.escapeIdentifier = escapeIdentifier;
    this.escapeLiteral = escapeLiteral;
    this.Result = Result;
    this.utils = { prepareValue, normalizeQueryConfig, escapeIdentifier, escapeLiteral };
  }
}

const pg = new PG();

// There is no addon, as on most of Node's machines; and the two of old, kept out of the key list.
for (const [name, value] of [["native", null], ["connect", connectLegacy], ["end", endLegacy]]) {
  Object.defineProperty(pg, name, { configurable: true, enumerable: false, writable: true, value });
}

/**
 * Lets go of what an invocation held: its sessions, its pools' clients. What it set (type parsers, defaults) stays, as
 * in a process that serves many. Whether it held nothing that could have called back.
 */
export function releasePg() {
  resetLegacy();
  resetPools();
  return resetConnections();
}

/**
 * Puts the module's state back to how a fresh process has it: type parsers, defaults, pools. What a script kept of an
 * earlier invocation (a client, a pool) then says that it is closed, or opens clients anew.
 */
export function resetPg() {
  resetTypes();
  resetDefaults();
  releasePg();
}

export { Cursor, parseConnectionString, Pool as PgPool, types };
export default pg;

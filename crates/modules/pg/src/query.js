// `pg.Query`: one query on its way, from the caller's arguments to a Result.

import { EventEmitter } from "ext:connector_node/events.js";
import { process } from "ext:connector_node/process.js";
import { prepareValue } from "ext:connector_pg/prepare_value.js";
import { Result } from "ext:connector_pg/result.js";

/** Text or a config object, and arguments beside it, which win. The caller's own object takes them on, as upstream. */
export function normalizeQueryConfig(given, values, callback) {
  const config = typeof given === "string" ? { text: given } : given;
  if (typeof values === "function") config.callback = values;
  else if (values) config.values = values;
  if (callback) config.callback = callback;
  return config;
}

/** Throws what a callback threw, where nobody of ours stands in its way. */
export function throwLater(error) {
  process.nextTick(() => {
    throw error;
  });
}

/**
 * `new Query(textOrConfig, values, callback)`, for `client.query(query)`. Events: `row (row, result)`, `end (results)`,
 * `error (error)`. A callback gets the error instead of listeners.
 */
export class Query extends EventEmitter {
  constructor(given, values, callback) {
    super();
    const config = normalizeQueryConfig(given, values, callback);
    this.text = config.text;
    this.values = config.values;
    this.rows = config.rows;
    this.types = config.types;
    this.name = config.name;
    this.queryMode = config.queryMode;
    this.binary = config.binary;
    this.portal = config.portal || "";
    this.callback = config.callback;
    this._rowMode = config.rowMode;
    this._result = new Result(this._rowMode, this.types);
    // One Result, or an array of them when a text held several statements.
    this._results = this._result;
    this._canceledDueToError = false;
  }

  /** Whether it goes by the extended protocol. */
  requiresPreparation() {
    if (this.queryMode === "extended" || this.name || this.rows) return true;
    if (!this.text || !this.values) return false;
    return this.values.length > 0;
  }

  /** Sends it; returns the Error of a query that can't be sent, else null. */
  submit(connection) {
    if (typeof this.text !== "string" && typeof this.name !== "string") {
      return new Error("A query must have either text or a name. Supplying neither is unsupported.");
    }
    const before = this._parsedText(connection);
    if (this.text && before && this.text !== before) {
      return new Error(`Prepared statements must be unique - '${this.name}' was used for a different statement`);
    }
    if (this.values && !Array.isArray(this.values)) return new Error("Query values must be an array");
    if (this.requiresPreparation()) this.prepare(connection);
    else connection.query(this.text);
    return null;
  }

  hasBeenParsed(connection) {
    return this.name && this._parsedText(connection);
  }

  _parsedText({ parsedStatements, submittedNamedStatements }) {
    return parsedStatements[this.name] || submittedNamedStatements[this.name];
  }

  prepare(connection) {
    if (!this.hasBeenParsed(connection)) {
      connection.parse({ text: this.text, name: this.name, types: this.types });
      if (this.name) connection.submittedNamedStatements[this.name] = this.text;
    }
    try {
      connection.bind({
        portal: this.portal,
        statement: this.name,
        values: this.values,
        binary: this.binary,
        valueMapper: prepareValue,
      });
    } catch (error) {
      // A value that couldn't be serialised: leave the server without a half-made statement.
      connection.close({ type: "S", name: this.name });
      connection.sync();
      this.handleError(error, connection);
      return;
    }
    connection.describe({ type: "P", name: this.portal || "" });
    this._getRows(connection, this.rows);
  }

  _getRows(connection, rows) {
    connection.execute({ portal: this.portal, rows });
    // Page by page the portal must outlive each Execute, which a Sync would end.
    if (rows) connection.flush();
    else connection.sync();
  }

  // A command that completed before means another statement of the same text begins.
  _checkForMultirow() {
    if (!this._result.command) return;
    if (!Array.isArray(this._results)) this._results = [this._result];
    this._result = new Result(this._rowMode, this._result._types);
    this._results.push(this._result);
  }

  handleRowDescription({ fields }) {
    this._checkForMultirow();
    this._result.addFields(fields);
    this._accumulateRows = this.callback || !this.listeners("row").length;
  }

  handleDataRow({ fields }) {
    if (this._canceledDueToError) return;
    let row;
    try {
      row = this._result.parseRow(fields);
    } catch (error) {
      this._canceledDueToError = error;
      return;
    }
    this.emit("row", row, this._result);
    if (this._accumulateRows) this._result.addRow(row);
  }

  handlePortalSuspended(connection) {
    this._getRows(connection, this.rows);
  }

  handleEmptyQuery(connection) {
    if (this.rows) connection.sync();
  }

  handleCommandComplete(message, connection) {
    this._checkForMultirow();
    this._result.addCommandComplete(message);
    if (this.rows) connection.sync();
  }

  // The connection declines the copy itself: there are no streams here to take data from.
  handleCopyInResponse(connection) {
    connection.sendCopyFail("No source stream defined");
  }

  handleCopyData() {}

  handleError(error) {
    const told = this._canceledDueToError || error;
    this._canceledDueToError = false;
    if (this.callback) this.callback(told);
    else this.emit("error", told);
  }

  handleReadyForQuery(connection) {
    if (this._canceledDueToError) {
      this.handleError(this._canceledDueToError, connection);
      return;
    }
    if (this.callback) {
      try {
        this.callback(null, this._results);
      } catch (error) {
        throwLater(error);
      }
    }
    this.emit("end", this._results);
  }
}

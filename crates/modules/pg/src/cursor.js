// `require('pg-cursor')`: reads a query's rows in portions, from a portal that stays open on the server.

import { EventEmitter } from "ext:connector_node/events.js";
import { setImmediate } from "ext:connector_node/timers.js";
import { prepareValue } from "ext:connector_pg/prepare_value.js";
import { Result } from "ext:connector_pg/result.js";

let lastPortal = 0;

// A caller's callback, or a promise and the callback that settles it.
function answer(Promise, callback) {
  if (callback) return { callback, promise: undefined };
  let settle;
  const promise = new Promise((resolve, reject) => {
    settle = (error, value) => error ? reject(error) : resolve(value);
  });
  return { callback: settle, promise };
}

/**
 * `client.query(new Cursor(text, values, { rowMode, types }))`. Events: `row (row, result)`, `end (result)`, and
 * `error (error)` when somebody listens.
 *
 * States: initialized, submitted, idle, busy, error, done.
 */
export class Cursor extends EventEmitter {
  constructor(text, values, config) {
    super();
    this._conf = config || {};
    this.text = text;
    this.values = values ? values.map((value) => prepareValue(value)) : null;
    this.connection = null;
    this._queue = [];
    this.state = "initialized";
    this._result = new Result(this._conf.rowMode, this._conf.types);
    this._Promise = this._conf.Promise || Promise;
    this._cb = null;
    this._rows = [];
    this._portal = null;
    this._closed = false;
  }

  submit(connection) {
    this.connection = connection;
    if (this._closed) {
      this.state = "done";
      connection.sync();
      return;
    }
    this.state = "submitted";
    this._portal = "C_" + ++lastPortal;
    connection.parse({ text: this.text });
    connection.bind({ portal: this._portal, values: this.values });
    connection.describe({ type: "P", name: this._portal });
    connection.flush();
    // A statement without rows is described by NoData, which no query cares for but this one.
    this._noData = () => this._described();
    connection.once("noData", this._noData);
  }

  _described() {
    this.connection.removeListener("noData", this._noData);
    if (this.state !== "submitted") return;
    this.state = "idle";
    this._shiftQueue();
  }

  _shiftQueue() {
    if (this._queue.length > 0) this._getRows(...this._queue.shift());
  }

  handleRowDescription({ fields }) {
    this._result.addFields(fields);
    this._described();
  }

  handleDataRow({ fields }) {
    const row = this._result.parseRow(fields);
    this.emit("row", row, this._result);
    this._rows.push(row);
  }

  handlePortalSuspended() {
    this._sendRows("idle");
  }

  handleCommandComplete(message) {
    this._result.addCommandComplete(message);
    this._closePortal();
  }

  handleEmptyQuery() {
    this.connection.sync();
  }

  handleReadyForQuery() {
    this._sendRows("done");
    this.emit("end", this._result);
  }

  // Later, so that a reader that reads on at once doesn't do so from inside the connection's own handling.
  _sendRows(state) {
    const callback = this._cb;
    const rows = this._rows;
    this._cb = null;
    this._rows = [];
    this.state = state;
    setImmediate(() => {
      if (callback) {
        this._result.rows = rows;
        callback(null, rows, this._result);
      }
      if (this.state === "idle") this._shiftQueue();
      else if (this.state === "done") this._emptyQueue(null, []);
    });
  }

  _emptyQueue(...outcome) {
    for (const [, callback] of this._queue.splice(0)) callback(...outcome);
  }

  handleError(error) {
    if (this.state === "done") return;
    if (this.connection) {
      this.connection.removeListener("noData", this._noData);
      this.connection.syncAfterError();
    }
    this.state = "error";
    this._error = error;
    const callback = this._cb;
    this._cb = null;
    if (callback) callback(error);
    this._emptyQueue(error);
    if (this.listenerCount("error") > 0) this.emit("error", error);
  }

  _getRows(rows, callback) {
    this.state = "busy";
    this._cb = callback;
    this._rows = [];
    this.connection.execute({ portal: this._portal, rows });
    this.connection.flush();
  }

  // An open portal holds locks, inside a transaction until it ends.
  _closePortal() {
    if (this.state === "done") return;
    this.state = "done";
    this.connection.close({ type: "P", name: this._portal });
    this.connection.sync();
  }

  /** Up to `rows` rows: a promise, or `callback(error, rows, result)`. No rows mean the end. */
  read(rows, given) {
    const { callback, promise } = answer(this._Promise, given);
    switch (this.state) {
      case "submitted":
      case "idle":
        this._getRows(rows, callback);
        break;
      case "error":
        setImmediate(() => callback(this._error));
        break;
      case "done":
        setImmediate(() => callback(null, []));
        break;
      default:
        this._queue.push([rows, callback]);
    }
    return promise;
  }

  /** Ends it early. A promise, or `callback()`. */
  close(given) {
    const { callback, promise } = answer(this._Promise, given);
    if (!this.connection || this.state === "done" || this.state === "error") {
      this._closed = true;
      setImmediate(() => callback());
      return promise;
    }
    this._closePortal();
    this.connection.once("readyForQuery", () => callback());
    return promise;
  }

  /** Ends the whole connection; deprecated upstream. */
  end(callback) {
    if (this.state !== "initialized") this.connection.sync();
    this.connection.once("end", callback);
    this.connection.end();
  }
}

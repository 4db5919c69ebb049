// `pg.Client`: connects, queues queries, hands each the server's answers, and tells the rest as events.

import { EventEmitter } from "ext:connector_node/events.js";
import { process } from "ext:connector_node/process.js";
import { clearTimeout, setTimeout } from "ext:connector_node/timers.js";
import { Connection } from "ext:connector_pg/connection_events.js";
import { ConnectionParameters } from "ext:connector_pg/connection_parameters.js";
import { checkPort, startupParameters, tlsSettings, unsupported } from "ext:connector_pg/connection_settings.js";
import defaults from "ext:connector_pg/defaults.js";
import { escapeIdentifier, escapeLiteral } from "ext:connector_pg/escape.js";
import { Query } from "ext:connector_pg/query.js";
import { TypeOverrides } from "ext:connector_pg/type_overrides.js";

const DEFAULT_SCRAM_ITERATIONS = 100000;

const noop = () => {};

function numberOr(value, otherwise) {
  const isText = typeof value === "string" && value.trim() !== "";
  const number = typeof value === "number" || isText ? Number(value) : NaN;
  return Number.isFinite(number) ? number : otherwise;
}

function hide(object, name, value) {
  Object.defineProperty(object, name, { configurable: true, enumerable: false, writable: true, value });
}

/** A database session. `config`: an options object, a connection string, or nothing. */
export class Client extends EventEmitter {
  constructor(config) {
    super();
    this.connectionParameters = new ConnectionParameters(config);
    this.user = this.connectionParameters.user;
    this.database = this.connectionParameters.database;
    this.port = this.connectionParameters.port;
    this.host = this.connectionParameters.host;
    hide(this, "password", this.connectionParameters.password);
    this.replication = this.connectionParameters.replication;

    const given = config || {};
    this._Promise = given.Promise || Promise;
    this._types = new TypeOverrides(given.types);
    this._ending = false;
    this._ended = false;
    this._connecting = false;
    this._connected = false;
    this._connectionError = false;
    this._queryable = true;
    this._activeQuery = null;
    this._txStatus = null;
    this.enableChannelBinding = Boolean(given.enableChannelBinding);
    this.scramMaxIterations = numberOr(given.scramMaxIterations, DEFAULT_SCRAM_ITERATIONS);
    this.connection = given.connection || new Connection({
      stream: given.stream,
      ssl: this.connectionParameters.ssl,
      sslNegotiation: this.connectionParameters.sslnegotiation,
      keepAlive: given.keepAlive || false,
      keepAliveInitialDelayMillis: given.keepAliveInitialDelayMillis || 0,
      encoding: this.connectionParameters.client_encoding || "utf8",
    });
    this._queryQueue = [];
    // Pipelined queries on the wire that aren't being answered yet.
    this._sentQueryQueue = [];
    this.pipeline = Boolean(given.pipeline);
    this.binary = given.binary || defaults.binary;
    this.processID = null;
    this.secretKey = null;
    this.ssl = this.connectionParameters.ssl || false;
    this.sslNegotiation = this.connectionParameters.sslnegotiation || "postgres";
    if (this.ssl && this.ssl.key) Object.defineProperty(this.ssl, "key", { enumerable: false });
    this._connectionTimeoutMillis = given.connectionTimeoutMillis || 0;
  }

  get activeQuery() {
    return this._activeQuery;
  }

  set activeQuery(query) {
    this._activeQuery = query;
  }

  get queryQueue() {
    return this._queryQueue;
  }

  _getActiveQuery() {
    return this._activeQuery;
  }

  /** Opens the session: a promise of this client, or `callback(error, client)`. Once in its life only. */
  connect(callback) {
    if (callback) {
      this._connect(callback);
      return undefined;
    }
    return new this._Promise((resolve, reject) => {
      this._connect((error) => error ? reject(error) : resolve(this));
    }).catch(retrace);
  }

  _connect(callback) {
    if (this._connecting || this._connected) {
      process.nextTick(callback, new Error("Client has already been connected. You cannot reuse a client."));
      return;
    }
    this._connectionCallback = callback;
    this._connecting = true;
    checkPort(this.port);
    this._attachListeners(this.connection);
    let settings;
    try {
      settings = this._settings();
    } catch (error) {
      this.connection.fail(error);
      return;
    }
    this.connection.open(settings, (question) => this._answer(question));
  }

  _settings() {
    const parameters = this.connectionParameters;
    const host = String(this.host);
    if (host.startsWith("/")) throw unsupported("Unix sockets are not supported; give a host name or an address");
    if (parameters.replication) throw unsupported("replication is not supported");
    const isText = typeof this.password === "string";
    return {
      host,
      port: this.port,
      user: String(this.user === undefined || this.user === null ? "" : this.user),
      password: isText ? this.password : typeof this.password === "number" ? String(this.password) : null,
      ask_password: typeof this.password === "function",
      odd_password: !isText && typeof this.password === "number",
      startup: startupParameters({ ...parameters, user: this.user, database: this.database }),
      tls: tlsSettings(this.ssl, host, this.sslNegotiation),
      channel_binding: this.enableChannelBinding,
      scram_max_iterations: this.scramMaxIterations,
      connect_timeout: numberOr(this._connectionTimeoutMillis, 0),
    };
  }

  // What only the script knows, asked while connecting.
  async _answer({ ask, host, cert }) {
    if (ask === "identity") {
      const refusal = this.ssl.checkServerIdentity(host, cert);
      if (refusal) throw refusal;
      return undefined;
    }
    const password = await this.password(this.connectionParameters);
    if (password !== undefined && typeof password !== "string") throw new TypeError("Password must be a string");
    this.connectionParameters.password = this.password = password === undefined ? null : password;
    return this.password;
  }

  _attachListeners(connection) {
    connection.on("backendKeyData", ({ processID, secretKey }) => {
      this.processID = processID;
      this.secretKey = secretKey;
    });
    connection.on("error", (error) => this._handleErrorEvent(error));
    connection.on("errorMessage", (error) => this._handleErrorMessage(error));
    connection.on("readyForQuery", (message) => this._handleReadyForQuery(message));
    connection.on("notice", (message) => this.emit("notice", message));
    connection.on("notification", (message) => this.emit("notification", message));
    connection.on("parseComplete", () => this._handleParseComplete());
    this._delegate("rowDescription", (query, message) => query.handleRowDescription(message));
    const rowListener = this._delegate("dataRow", (query, message) => query.handleDataRow(message));
    if (connection instanceof Connection) connection.receiveRows(rowListener, () => this._activeQuery);
    this._delegate("portalSuspended", (query) => query.handlePortalSuspended(connection));
    this._delegate("emptyQuery", (query) => query.handleEmptyQuery(connection));
    this._delegate("commandComplete", (query, message) => query.handleCommandComplete(message, connection));
    this._delegate("copyInResponse", (query) => query.handleCopyInResponse(connection));
    this._delegate("copyData", (query, message) => query.handleCopyData(message, connection));
    connection.once("end", () => this._handleEnd());
    connection.once("forgotten", () => {
      this._queryable = false;
      this._ended = true;
    });
  }

  // Messages that belong to the query being answered; without one the server has lost its thread.
  _delegate(event, handle) {
    const listener = (message) => {
      if (this._activeQuery) handle(this._activeQuery, message);
      else this._handleErrorEvent(new Error(`Received unexpected ${event} message from backend.`));
    };
    this.connection.on(event, listener);
    return listener;
  }

  _handleParseComplete() {
    const query = this._activeQuery;
    if (!query) {
      this._handleErrorEvent(new Error("Received unexpected parseComplete message from backend."));
    } else if (query.name) {
      this.connection.parsedStatements[query.name] = query.text;
      delete this.connection.submittedNamedStatements[query.name];
    }
  }

  _handleReadyForQuery({ status } = {}) {
    if (this._connecting) {
      this._connecting = false;
      this._connected = true;
      const callback = this._connectionCallback;
      // Gone before the event: errors from here on are the connection's.
      this._connectionCallback = null;
      if (callback) this._guard(() => callback(null, this));
      this.emit("connect");
    }
    const query = this._activeQuery;
    this._activeQuery = null;
    this._txStatus = status === undefined ? null : status;
    this.readyForQuery = true;
    if (query) query.handleReadyForQuery(this.connection);
    this._pulseQueryQueue();
  }

  // A callback that throws must not take the rest of a message's handling with it.
  _guard(call) {
    try {
      call();
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
  }

  _handleErrorWhileConnecting(error) {
    // The server's own reason came first; that the socket then closes is no news.
    if (this._connectionError) return;
    this._connectionError = true;
    if (this._connectionCallback) this._connectionCallback(error);
    else this.emit("error", error);
  }

  // The socket is of no more use.
  _handleErrorEvent(error) {
    if (this._connecting) {
      this._handleErrorWhileConnecting(error);
      return;
    }
    this._queryable = false;
    this._errorAllQueries(error);
    this.emit("error", error);
  }

  _handleErrorMessage(error) {
    if (this._connecting) {
      this._handleErrorWhileConnecting(error);
      return;
    }
    const query = this._activeQuery;
    if (!query) {
      this._handleErrorEvent(error);
      return;
    }
    this._activeQuery = null;
    if (query.name) delete this.connection.submittedNamedStatements[query.name];
    this._guard(() => query.handleError(error, this.connection));
    if (query instanceof Query && query.rows) this.connection.syncAfterError();
  }

  _handleEnd() {
    this._ended = true;
    const waits = this._activeQuery || this._sentQueryQueue.length > 0 || this._queryQueue.length > 0;
    // Most ends are expected, and an error that nobody gets costs more than all else here.
    if (waits || !this._ending) this._tellOfEnd();
    process.nextTick(() => this.emit("end"));
  }

  _tellOfEnd() {
    const error = new Error(this._ending ? "Connection terminated" : "Connection terminated unexpectedly");
    this._errorAllQueries(error);
    if (!this._ending && !this._connectionError) {
      if (this._connecting && this._connectionCallback) this._connectionCallback(error);
      else this._handleErrorEvent(error);
    }
  }

  _errorAllQueries(error) {
    const waiting = [...this._sentQueryQueue, ...this._queryQueue];
    if (this._activeQuery) waiting.unshift(this._activeQuery);
    this._activeQuery = null;
    this._sentQueryQueue.length = 0;
    this._queryQueue.length = 0;
    for (const query of waiting) process.nextTick(() => query.handleError(error, this.connection));
  }

  /**
   * Queues a query: text, a config object, a Query or a Cursor. A promise of its Result without a callback; what has a
   * `submit` of its own is returned itself.
   */
  query(config, values, callback) {
    if (config === null || config === undefined) {
      throw new TypeError("Client was passed a null or undefined query");
    }
    let query;
    let result;
    if (typeof config.submit === "function") {
      result = query = config;
      if (!query.callback) {
        if (typeof values === "function") query.callback = values;
        else if (callback) query.callback = callback;
      }
    } else {
      query = new Query(config, values, callback);
      if (!query.callback) {
        result = new this._Promise((resolve, reject) => {
          query.callback = (error, answer) => error ? reject(error) : resolve(answer);
        }).catch(retrace);
      } else if (typeof query.callback !== "function") {
        throw new TypeError("callback is not a function");
      }
    }

    const timeout = config.query_timeout || this.connectionParameters.query_timeout;
    if (timeout) this._limitTime(query, timeout);
    if (this.binary && !query.binary) query.binary = true;
    if (query._result && !query._result._types) query._result._types = this._types;

    const refusal = this._refusal(query);
    if (refusal !== null) {
      process.nextTick(() => query.handleError(refusal, this.connection));
      return result;
    }
    this._queryQueue.push(query);
    this._pulseQueryQueue();
    return result;
  }

  _refusal(query) {
    if (!this._queryable) return new Error("Client has encountered a connection error and is not queryable");
    if (this._ending) return new Error("Client was closed and is not queryable");
    if (this.pipeline && !(query instanceof Query)) {
      return new Error("Submitting a custom query object is not supported in pipeline mode");
    }
    if (this.pipeline && query.rows) return new Error("The rows option is not supported in pipeline mode");
    return null;
  }

  // The caller gets an error in time; the server goes on, and the next query waits for it.
  _limitTime(query, timeout) {
    const answer = query.callback || noop;
    const timer = setTimeout(() => {
      const error = new Error("Query read timeout");
      process.nextTick(() => query.handleError(error, this.connection));
      answer(error);
      // What comes of it later interests nobody.
      query.callback = noop;
      const index = this._queryQueue.indexOf(query);
      if (index > -1) {
        this._queryQueue.splice(index, 1);
      } else if (this.pipeline) {
        // Everything behind it on the wire would wait as long.
        this.connection.stream.destroy();
        return;
      }
      this._pulseQueryQueue();
    }, timeout);
    query.callback = (error, result) => {
      clearTimeout(timer);
      answer(error, result);
    };
  }

  _pulseQueryQueue() {
    if (this.pipeline) {
      this._pulsePipeline();
      return;
    }
    if (this.readyForQuery !== true) return;
    const query = this._queryQueue.shift();
    this._activeQuery = query;
    if (!query) {
      if (this.hasExecuted) {
        this._activeQuery = null;
        this.emit("drain");
      }
      return;
    }
    this.readyForQuery = false;
    this.hasExecuted = true;
    const error = query.submit(this.connection);
    if (error) {
      process.nextTick(() => {
        query.handleError(error, this.connection);
        this.readyForQuery = true;
        this._pulseQueryQueue();
      });
    }
  }

  _pulsePipeline() {
    if (!this._connected || !this._queryable) return;
    while (this._queryQueue.length > 0) {
      const query = this._queryQueue.shift();
      this.hasExecuted = true;
      const error = query.submit(this.connection);
      if (error) process.nextTick(() => query.handleError(error, this.connection));
      else this._sentQueryQueue.push(query);
    }
    if (this.readyForQuery && !this._activeQuery && this._sentQueryQueue.length > 0) {
      this._activeQuery = this._sentQueryQueue.shift();
      this.readyForQuery = false;
    }
    const idle = !this._activeQuery && this._sentQueryQueue.length === 0 && this._queryQueue.length === 0;
    if (idle && this.hasExecuted) this.emit("drain");
  }

  /** Gives up `query`: unqueues it, or asks the server to stop it when `client` is working on it. */
  cancel(client, query) {
    if (client._activeQuery === query) {
      client.connection.cancelRunning();
      return;
    }
    const index = client._queryQueue.indexOf(query);
    if (index !== -1) client._queryQueue.splice(index, 1);
    else if (client._sentQueryQueue.includes(query)) query.callback = noop;
  }

  /** Closes the session; what still runs is cut off, except in pipeline mode. A promise, or `callback()`. */
  end(callback) {
    this._ending = true;
    // Never connected, or over already.
    if (!this.connection._connecting || this._ended) {
      if (!callback) return this._Promise.resolve();
      callback();
      return undefined;
    }
    const busy = this._activeQuery || this._sentQueryQueue.length > 0 || this._queryQueue.length > 0;
    if (!this._queryable) this.connection.stream.destroy();
    else if (this.pipeline && busy) this.once("drain", () => this.connection.end());
    else if (this._activeQuery) this.connection.stream.destroy();
    else this.connection.end();

    if (callback) {
      this.connection.once("end", callback);
      return undefined;
    }
    return new this._Promise((resolve) => this.connection.once("end", resolve));
  }

  getTransactionStatus() {
    return this._txStatus;
  }

  setTypeParser(oid, format, parser) {
    return this._types.setTypeParser(oid, format, parser);
  }

  getTypeParser(oid, format) {
    return this._types.getTypeParser(oid, format);
  }

  escapeIdentifier(text) {
    return escapeIdentifier(text);
  }

  escapeLiteral(text) {
    return escapeLiteral(text);
  }

  ref() {
    this.connection.ref();
  }

  unref() {
    this.connection.unref();
  }

  getStartupConf() {
    return Object.fromEntries(startupParameters(this.connectionParameters).filter(([name]) => name !== "client_encoding"));
  }
}

// Errors are made where the server's answer is read; here, in the promise chain, the stack leads back to whoever awaits.
// What isn't an object fails here, upstream too.
function retrace(error) {
  Error.captureStackTrace(error);
  throw error;
}

Client.Query = Query;

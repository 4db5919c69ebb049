// `pg.Connection`: one session, as messages out (parse, bind, query ...) and events in (rowDescription, dataRow ...).
//
// Messages gather until something makes the server answer them (query, sync, flush), and go to the Rust half as one
// request. Its answer, a log of the server's messages, is emitted in one go, as a packet from a socket would be.

import { core, primordials } from "ext:core/mod.js";
import {
  op_pg_answer, op_pg_cancel, op_pg_connect, op_pg_end, op_pg_next_event, op_pg_open, op_pg_query, op_pg_rows,
  op_pg_terminate,
} from "ext:core/ops";
import { EventEmitter } from "ext:connector_node/events.js";
import { process } from "ext:connector_node/process.js";
import { setImmediate } from "ext:connector_node/timers.js";
import { unsupported } from "ext:connector_pg/connection_settings.js";
import { ConnectionStream } from "ext:connector_pg/connection_stream.js";
import { failure } from "ext:connector_pg/failures.js";
import { dataRow, messageOf, seldomHeard } from "ext:connector_pg/messages.js";
import { addAll, planFor } from "ext:connector_pg/rows.js";

// Taken before any script can put its own in their place.
const { parse } = JSON;
const { emit } = EventEmitter.prototype;

const NO_BYTES = new Uint8Array(0);

// The op's own bound, kept here too so that a huge string isn't copied only to be refused.
const MAX_REQUEST = 16 * 1024 * 1024;
const TOO_LONG = {
  error: {
    class: "Error",
    message: `SQL text with parameters is limited to ${MAX_REQUEST} bytes`,
    properties: { code: "CONNECTOR_LIMIT" },
  },
};

// PostgreSQL cuts longer names, and statements would be taken for one another.
const MAX_NAME = 63;

// Errors of a socket that is being closed anyway.
const EXPECTED_AT_END = ["ECONNRESET", "EPIPE"];

const live = new Set();
const { SetPrototypeGetSize } = primordials;

// A request under way: whether it ends with a Sync (or is a simple query), so that ReadyForQuery will follow.
class Transmission {
  constructor(synced) {
    this.synced = synced;
    this.log = null;
  }
}

export class Connection extends EventEmitter {
  #id = 0;
  #state = "new";
  #steps = [];
  #bytes = [];
  #transmissions = [];
  #dispatched = null;
  #events = null;
  #listening = false;
  #unrefed = false;
  #doomed = false;
  #ending = null;
  #refusal = null;
  #status = "I";
  #rowListener = null;
  #rowReceiver = null;

  constructor(config = {}) {
    super();
    this.stream = new ConnectionStream(this);
    this._keepAlive = config.keepAlive;
    this._keepAliveInitialDelayMillis = config.keepAliveInitialDelayMillis;
    this.parsedStatements = {};
    this.submittedNamedStatements = {};
    this.ssl = config.ssl || false;
    this.sslNegotiation = config.sslNegotiation || "postgres";
    this._ending = false;
    if (config.stream) this.#refusal = unsupported("stream: a script's own sockets are not supported");
  }

  // Whether the emitter is as we made it, and `event` has nobody who listens.
  #isUnheard(event) {
    const events = this._events;
    return this.emit === emit && events?.[event] === undefined && events?.message === undefined;
  }

  /**
   * Opens the session. `settings` are those of options.rs; `answer(question)` resolves to what a connecting client is
   * asked: a password (or null), or undefined once it has checked the server's identity.
   */
  open(settings, answer) {
    this._connecting = true;
    if (this.#refusal !== null) {
      this.fail(this.#refusal);
      return;
    }
    const opened = JSON.parse(op_pg_open(JSON.stringify(settings)));
    if (!opened.ok) {
      this.fail(failure(opened.error));
      return;
    }
    this.#id = opened.id;
    live.add(this);
    this.#state = "connecting";
    this.#converse(op_pg_connect(this.#id), answer);
  }

  /** Ends a session that never began. */
  fail(error) {
    this._connecting = true;
    this.#state = "closed";
    this.#finish(error);
  }

  async #converse(waiting, answer) {
    for (;;) {
      let word;
      let log;
      try {
        [word, log] = JSON.parse(await waiting);
      } catch {
        // The invocation is over: nobody is left to be told.
        this.forget();
        return;
      }
      // Before the log is told: whoever hears that the server is ready sends the first query at once.
      if (word.connected) this.#state = "open";
      this.#dispatch(log);
      if (word.connected) {
        this.#listen();
        return;
      }
      if (word.closed) {
        this.#state = "closed";
        this.#finish(word.error ? failure(word.error) : null);
        return;
      }
      let given;
      try {
        given = await answer(word);
      } catch (error) {
        this.#cut();
        this.fail(error);
        return;
      }
      waiting = op_pg_answer(this.#id, typeof given !== "string", typeof given === "string" ? given : "");
    }
  }

  // Takes what the server says unasked. A client that waits for notifications keeps the script alive, any other doesn't.
  async #listen() {
    try {
      for (;;) {
        this.#events = op_pg_next_event(this.#id);
        this.#hold(this.#listening);
        const [word, log] = JSON.parse(await this.#events);
        this.#dispatch(log);
        if (!word.closed) continue;
        this.#close(word.error ? failure(word.error) : null);
        return;
      }
    } catch {
      // The invocation is over, and so is the session: nobody is left to be told.
      this.forget();
    }
  }

  ref() {
    this.#unrefed = false;
    this.#hold(this.#listening);
  }

  unref() {
    this.#unrefed = true;
    this.#hold(this.#listening);
  }

  // Whether the session, idle, keeps the script alive. In Node every open socket does; here one that LISTENs does, and
  // one that is being closed, by us or by the server, which somebody may be waiting for.
  #hold(listening) {
    this.#listening = listening;
    if (this.#events === null) return;
    const leaving = this.#state === "ending" || this.#state === "cut" || this.#doomed;
    if (leaving || (listening && !this.#unrefed)) core.refOpPromise(this.#events);
    else core.unrefOpPromise(this.#events);
  }

  /** Makes the connection inert, without a word to anybody. */
  forget() {
    this.#state = "closed";
    this.#transmissions = [];
    this.stream.destroyed = true;
    this.stream.writable = false;
    live.delete(this);
  }

  query(text) {
    this.#steps.push({ t: "Q", text: sendable(text) });
    this.#transmit(true);
  }

  parse({ text, name }) {
    if (name && name.length > MAX_NAME) complain(name);
    this.#steps.push({ t: "P", name: sendable(name), text: sendable(text) });
  }

  bind({ portal, statement, values, valueMapper } = {}) {
    const bytes = [];
    const parameters = (values || []).map((value, index) => {
      const mapped = valueMapper ? valueMapper(value, index) : value;
      if (mapped === null || mapped === undefined) return null;
      if (!ArrayBuffer.isView(mapped)) return sendable(mapped);
      bytes.push(new Uint8Array(mapped.buffer, mapped.byteOffset, mapped.byteLength));
      return mapped.byteLength;
    });
    this.#bytes.push(...bytes);
    this.#steps.push({ t: "B", portal: sendable(portal), statement: sendable(statement), values: parameters });
  }

  describe({ type, name }) {
    this.#steps.push({ t: "D", kind: type, name: sendable(name) });
  }

  execute({ portal, rows } = {}) {
    this.#steps.push({ t: "E", portal: sendable(portal), rows: rows > 0 ? Math.trunc(rows) : 0 });
  }

  close({ type, name }) {
    this.#steps.push({ t: "C", kind: type, name: sendable(name) });
  }

  flush() {
    this.#steps.push({ t: "H" });
    this.#transmit(false);
  }

  sync() {
    this._ending = true;
    this.#steps.push({ t: "S" });
    this.#transmit(true);
  }

  /** Syncs after an error, unless a Sync is on its way already: the server answers each one. */
  syncAfterError() {
    const synced = this.#transmissions.some((transmission) => transmission.synced);
    if (!synced && this.#dispatched !== null && !this.#dispatched.synced) this.sync();
  }

  // The Rust half declines copies by itself, in the words node-postgres uses.
  sendCopyFail() {}

  /** Asks the server to give up what this session does. */
  cancelRunning() {
    if (this.#state === "open") op_pg_cancel(this.#id);
  }

  end() {
    this._ending = true;
    if (this.#state === "open") {
      this.#state = "ending";
      this.#hold(this.#listening);
      op_pg_end(this.#id);
    } else {
      this.#cut();
    }
  }

  /** Cuts the connection, with an error to report or without. */
  destroy(error) {
    if (this.#state === "closed" || this.#ending !== null) return;
    if (error) this.#ending = { error };
    this.#cut();
  }

  #cut() {
    if (this.#state === "new" || this.#state === "closed" || this.#state === "cut") return;
    if (this.#state !== "connecting") this.#state = "cut";
    this.#hold(this.#listening);
    try {
      op_pg_terminate(this.#id);
    } catch {
      // Gone already, with its invocation.
    }
  }

  async #transmit(synced) {
    const steps = this.#steps;
    const bytes = this.#bytes;
    this.#steps = [];
    this.#bytes = [];
    if (this.#state !== "open") return;
    const transmission = new Transmission(synced);
    this.#transmissions.push(transmission);
    try {
      const request = JSON.stringify(steps);
      const answer = request.length > MAX_REQUEST
        ? TOO_LONG
        : JSON.parse(await op_pg_query(this.#id, request, concatenated(bytes)));
      transmission.log = Array.isArray(answer) ? answer : this.#refused(answer.error, synced);
    } catch {
      // The invocation is over: nobody is left to be told.
      this.forget();
      return;
    }
    this.#deliver();
  }

  // A request that never left fails like one the server refused.
  #refused(told, synced) {
    return synced ? [["limit", told], ["Z", this.#status]] : [["limit", told]];
  }

  // Answers come in the order of the requests; the promises that bring them may not.
  #deliver() {
    while (this.#transmissions.length > 0 && this.#transmissions[0].log !== null) {
      const transmission = this.#transmissions.shift();
      this.#dispatched = transmission;
      this.#dispatch(transmission.log);
      this.#dispatched = null;
      // An answer that ends before the server is ready again is the session's last: its end is on the way.
      if (transmission.synced && !transmission.log.some((entry) => entry[0] === "Z")) {
        this.#doomed = true;
        this.#hold(this.#listening);
      }
    }
    if (this.#transmissions.length === 0 && this.#state === "closed") this.#finish(null);
  }

  #dispatch(log) {
    for (const entry of log) {
      if (entry[0] === "D") {
        this.#dispatchRows(entry);
        continue;
      }
      const seldom = seldomHeard(entry);
      if (seldom !== undefined && this.#isUnheard(seldom)) continue;
      const { event, message } = messageOf(entry);
      if (event === "commandComplete") this.#follow(message.text);
      else if (event === "readyForQuery") this.#status = message.status;
      this.#emitMessage(message);
      this.#emitSafely(event, message);
    }
  }

  #emitMessage(message) {
    if (this._events?.message !== undefined) this.#emitSafely("message", message);
  }

  /**
   * Says who gets rows: `listener`, the `dataRow` listener that hands them to what `receiver()` returns. As long as
   * nobody else listens, that one may get them all at once.
   */
  receiveRows(listener, receiver) {
    this.#rowListener = listener;
    this.#rowReceiver = receiver;
  }

  // Rows, or the number under which the Rust half keeps them.
  #dispatchRows([, kept]) {
    if (typeof kept !== "number") {
      this.#emitRows(kept);
      return;
    }
    const { dataRow: listener, message } = this._events ?? {};
    const unseen = this.emit === emit && listener === this.#rowListener && message === undefined;
    const query = unseen && this.#rowReceiver !== null ? this.#rowReceiver() : null;
    const plan = query ? planFor(query) : null;
    const decoded = plan === null ? "" : op_pg_rows(this.#id, kept, plan.text);
    if (decoded === "") this.#emitRows(parse(op_pg_rows(this.#id, kept, "")));
    else addAll(query, plan, parse(decoded));
  }

  #emitRows(rows) {
    for (const cells of rows) {
      const message = dataRow(cells);
      this.#emitMessage(message);
      this.#emitSafely("dataRow", message);
    }
  }

  // A session that listens may get something to say at any time.
  #follow(tag) {
    if (tag === "LISTEN") this.#hold(true);
    else if (tag === "UNLISTEN") this.#hold(false);
  }

  // A listener that throws is the script's affair; the rest of the log must still be told.
  #emitSafely(event, ...args) {
    try {
      this.emit(event, ...args);
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
  }

  #close(error) {
    if (error !== null && this.#ending === null) this.#ending = { error };
    this.#state = "closed";
    // Requests still under way are answered first.
    if (this.#transmissions.length === 0) this.#finish(null);
  }

  #finish(error) {
    if (this.stream.destroyed) return;
    live.delete(this);
    this.stream.destroyed = true;
    this.stream.writable = false;
    const told = error || (this.#ending && this.#ending.error);
    const close = () => {
      this.stream.emit("close", Boolean(told));
      this.#emitSafely("end");
    };
    // Later, as sockets close: whoever waited for the last answer goes first, and whom the error concerns next.
    setImmediate(() => {
      if (!told || (this._ending && EXPECTED_AT_END.includes(told.code))) {
        close();
        return;
      }
      this.#emitSafely("error", told);
      setImmediate(close);
    });
  }
}

/** Makes every connection inert: their sessions went with the invocation. Whether there was none. */
export function resetConnections() {
  if (SetPrototypeGetSize(live) === 0) return true;
  for (const connection of [...live]) {
    connection.forget();
    connection.emit("forgotten");
    connection.removeAllListeners();
  }
  return false;
}

function complain(name) {
  const { console } = globalThis;
  if (!console) return;
  console.error("Warning! Postgres only supports %s characters for query names.", MAX_NAME);
  console.error("You supplied %s (%s)", name, name.length);
  console.error("This can cause conflicts and silent errors executing queries");
}

// Text as it can go out: what is absent is empty, and half a surrogate pair is what Node's UTF-8 makes of it.
function sendable(text) {
  return text === undefined || text === null ? "" : String(text).toWellFormed();
}

function concatenated(parts) {
  if (parts.length === 0) return NO_BYTES;
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}

// `pg.Pool` (and `require('pg-pool')`), as pg-pool 3.14 behaves: clients are opened on demand up to `max`, idle ones are
// lent last in, first out, and waiters are served first in, first out.
//
// Deliberate difference: `end()` fails those who are still waiting for a client; upstream they wait for ever.

import { EventEmitter } from "ext:connector_node/events.js";
import { process } from "ext:connector_node/process.js";
import { clearTimeout, setImmediate, setTimeout } from "ext:connector_node/timers.js";

const noop = () => {};

const ENDED = "Cannot use a pool after calling end on the pool";

// One request for a client. Its callback is `(error, client, release)`.
class Waiter {
  constructor(callback) {
    this.callback = callback;
    this.timedOut = false;
  }

  fail(error) {
    if (!this.timedOut) this.callback(error, undefined, noop);
  }
}

// A client that nobody holds: the listener that watches it meanwhile, and the timer that ends its idling.
class IdleClient {
  constructor(client, idleListener, timer) {
    this.client = client;
    this.idleListener = idleListener;
    this.timer = timer;
  }
}

// The caller's callback, or a promise and the callback that settles it. A rejection's stack is taken anew, where
// asynchronous frames still lead back to the caller; without that it would show our own timers and sockets.
function answer(Promise, callback) {
  if (callback) return { callback, promise: undefined };
  let settle;
  const promise = new Promise((resolve, reject) => {
    settle = (error, value) => error ? reject(error) : resolve(value);
  }).catch((error) => {
    Error.captureStackTrace(error);
    throw error;
  });
  return { callback: settle, promise };
}

// Cuts a connection attempt short; the client's own connect callback then reports the failure.
function abandon(client) {
  if (client.connection) client.connection.stream.destroy();
  else client.end();
}

function hideKeys(given, copy) {
  if (given === null || given === undefined) return;
  if ("password" in given) {
    Object.defineProperty(copy, "password", {
      configurable: true,
      enumerable: false,
      writable: true,
      value: given.password,
    });
  }
  if (given.ssl && given.ssl.key) Object.defineProperty(copy.ssl, "key", { enumerable: false });
}

/**
 * `new Pool(options, Client)`: `options` are the client's and the pool's own (max, min, idleTimeoutMillis,
 * connectionTimeoutMillis, maxUses, maxLifetimeSeconds, allowExitOnIdle, onConnect, verify, log, Promise, Client).
 * `options.Client` wins over the second argument.
 *
 * Events: `connect (client)`, `acquire (client)`, `release (error, client)`, `remove (client)`, `error (error, client)`.
 */
export class Pool extends EventEmitter {
  constructor(options, Client) {
    super();
    this.options = Object.assign({}, options);
    hideKeys(options, this.options);
    this.options.max = this.options.max || this.options.poolSize || 10;
    this.options.min = this.options.min || 0;
    this.options.maxUses = this.options.maxUses || Infinity;
    this.options.allowExitOnIdle = this.options.allowExitOnIdle || false;
    this.options.maxLifetimeSeconds = this.options.maxLifetimeSeconds || 0;
    if (this.options.idleTimeoutMillis === undefined) this.options.idleTimeoutMillis = 10000;

    this.log = this.options.log || noop;
    this.Client = this.options.Client || Client;
    this.Promise = this.options.Promise || Promise;

    this._clients = [];
    this._idle = [];
    this._expired = new WeakSet();
    this._pendingQueue = [];
    this._endCallback = undefined;
    this.ending = false;
    this.ended = false;
  }

  get waitingCount() {
    return this._pendingQueue.length;
  }

  get idleCount() {
    return this._idle.length;
  }

  get expiredCount() {
    return this._clients.filter((client) => this._expired.has(client)).length;
  }

  get totalCount() {
    return this._clients.length;
  }

  /** Lends a client. Without a callback: a promise of it. What the Client constructor throws is thrown here. */
  connect(callback) {
    if (this.ending) {
      const error = new Error(ENDED);
      return callback ? callback(error) : this.Promise.reject(error);
    }
    const { callback: done, promise } = answer(this.Promise, callback);
    if (this._idle.length > 0) process.nextTick(() => this._pulseQueue());
    if (this._idle.length > 0 || this._isFull()) this._pendingQueue.push(this._waiter(done));
    else this.newClient(new Waiter(done));
    return promise;
  }

  /** Runs one query on a client of its own; an error destroys that client. Same argument forms as a client's. */
  query(text, values, callback) {
    if (typeof text === "function") {
      const { callback: done, promise } = answer(this.Promise, text);
      setImmediate(() => done(new Error("Passing a function as the first parameter to pool.query is not supported")));
      return promise;
    }
    const hasValues = typeof values !== "function";
    const { callback: done, promise } = answer(this.Promise, hasValues ? callback : values);

    this.connect((error, client) => {
      if (error) {
        done(error);
        return;
      }
      let released = false;
      const finish = (failure, result) => {
        if (released) return;
        released = true;
        client.release(failure);
        if (failure) done(failure);
        else done(undefined, result);
      };
      client.once("error", finish);
      this.log("dispatching query");
      try {
        client.query(text, hasValues ? values : undefined, (failure, result) => {
          this.log("query dispatched");
          client.removeListener("error", finish);
          finish(failure, result);
        });
      } catch (thrown) {
        finish(thrown);
      }
    });
    return promise;
  }

  /** Closes idle clients now and lent ones as they come back; settles when the last is gone. */
  end(callback) {
    this.log("ending");
    if (this.ending) {
      const error = new Error("Called end on pool more than once");
      return callback ? callback(error) : this.Promise.reject(error);
    }
    this.ending = true;
    const { callback: done, promise } = answer(this.Promise, callback);
    this._endCallback = done;
    const waiting = this._pendingQueue.splice(0);
    if (waiting.length > 0) process.nextTick(() => waiting.forEach((waiter) => waiter.fail(new Error(ENDED))));
    this._pulseQueue();
    return promise;
  }

  /** Opens a client for a waiter. */
  newClient(waiter) {
    const client = new this.Client(this.options);
    this._clients.push(client);
    const idleListener = this._idleListener(client);

    this.log("checking client timeout");
    let timer;
    let timedOut = false;
    if (this.options.connectionTimeoutMillis) {
      timer = setTimeout(() => {
        // A client that doesn't show its connection can at least say that it's too late.
        if (!client.connection && client.isConnected()) return;
        this.log("ending client due to timeout");
        timedOut = true;
        abandon(client);
      }, this.options.connectionTimeoutMillis);
    }

    this.log("connecting new client");
    client.connect((error) => {
      clearTimeout(timer);
      client.on("error", idleListener);
      if (error) {
        this.log("client failed to connect", error);
        this._forget(client);
        // Nobody will release this client, so whoever waits next gets his turn now.
        this._pulseQueue();
        waiter.fail(
          timedOut ? new Error("Connection terminated due to connection timeout", { cause: error }) : error,
        );
        return;
      }
      this.log("new client connected");
      if (this.options.onConnect) this._runOnConnect(client, waiter, idleListener);
      else this._afterConnect(client, waiter, idleListener);
    });
  }

  _isFull() {
    return this._clients.length >= this.options.max;
  }

  _isAboveMin() {
    return this._clients.length > this.options.min;
  }

  // A waiter that gives up after connectionTimeoutMillis, when there is such a limit. Its timer keeps the script alive:
  // in Node the lent clients' sockets do that, and without either nobody would ever be told.
  _waiter(callback) {
    if (!this.options.connectionTimeoutMillis) return new Waiter(callback);
    const waiter = new Waiter((...outcome) => {
      clearTimeout(timer);
      callback(...outcome);
    });
    const timer = setTimeout(() => {
      const at = this._pendingQueue.indexOf(waiter);
      if (at >= 0) this._pendingQueue.splice(at, 1);
      // It may have left the queue already, for a client that's being opened: that one will be put back.
      waiter.timedOut = true;
      callback(new Error("timeout exceeded when trying to connect"));
    }, this.options.connectionTimeoutMillis);
    return waiter;
  }

  // Serves the first waiter if that is possible now; while ending, closes what is idle.
  _pulseQueue() {
    this.log("pulse queue");
    if (this.ended) {
      this.log("pulse queue ended");
      return;
    }
    if (this.ending) {
      this.log("pulse queue on ending");
      for (const { client } of [...this._idle]) this._remove(client);
      if (this._clients.length === 0) {
        this.ended = true;
        this._endCallback();
      }
      return;
    }
    if (this._pendingQueue.length === 0) {
      this.log("no queued requests");
      return;
    }
    if (this._idle.length === 0 && this._isFull()) return;
    const waiter = this._pendingQueue.shift();
    const idle = this._idle.pop();
    if (idle === undefined) {
      this.newClient(waiter);
      return;
    }
    clearTimeout(idle.timer);
    if (idle.client.ref) idle.client.ref();
    this._lend(idle.client, waiter, idle.idleListener, false);
  }

  _forget(client) {
    this._clients = this._clients.filter((other) => other !== client);
  }

  // Takes a client out of the pool and closes it; `remove` and the callback come when it's closed.
  _remove(client, callback) {
    const at = this._idle.findIndex((idle) => idle.client === client);
    if (at >= 0) clearTimeout(this._idle.splice(at, 1)[0].timer);
    this._forget(client);
    client.end(() => {
      this.emit("remove", client);
      if (typeof callback === "function") callback();
    });
  }

  // An idle client that breaks leaves the pool, and the pool tells.
  _idleListener(client) {
    const idleListener = (error) => {
      error.client = client;
      client.removeListener("error", idleListener);
      // A broken client may complain more than once.
      client.on("error", () => this.log("additional client error after disconnection due to error", error));
      this._remove(client);
      this.emit("error", error, client);
    };
    return idleListener;
  }

  // The user's hook for new clients comes before anything else sees the client; when it fails, so does the waiter.
  _runOnConnect(client, waiter, idleListener) {
    new this.Promise((resolve) => resolve(this.options.onConnect(client))).then(
      () => this._afterConnect(client, waiter, idleListener),
      (error) => {
        this._forget(client);
        client.end(() => {
          this._pulseQueue();
          waiter.fail(error);
        });
      },
    );
  }

  _afterConnect(client, waiter, idleListener) {
    if (this.options.maxLifetimeSeconds !== 0) {
      const timer = setTimeout(() => {
        this.log("ending client due to expired lifetime");
        this._expired.add(client);
        // Idle right now: borrow and give back, which closes it. Otherwise its holder's release does.
        if (this._idle.some((idle) => idle.client === client)) {
          this._lend(client, new Waiter((_error, _client, release) => release()), idleListener, false);
        }
      }, this.options.maxLifetimeSeconds * 1000);
      timer.unref();
      client.once("end", () => clearTimeout(timer));
    }
    this._lend(client, waiter, idleListener, true);
  }

  // Hands a client to a waiter, or straight back when that one gave up meanwhile.
  _lend(client, waiter, idleListener, isNew) {
    if (isNew) this.emit("connect", client);
    this.emit("acquire", client);
    client.release = this._releaseOnce(client, idleListener);
    client.removeListener("error", idleListener);

    if (isNew && this.options.verify) {
      if (waiter.timedOut) {
        this.options.verify(client, client.release);
        return;
      }
      this.options.verify(client, (error) => {
        if (!error) {
          waiter.callback(undefined, client, client.release);
          return;
        }
        client.release(error);
        waiter.callback(error, undefined, noop);
      });
    } else if (waiter.timedOut) {
      client.release();
    } else {
      waiter.callback(undefined, client, client.release);
    }
  }

  _releaseOnce(client, idleListener) {
    let released = false;
    return (error) => {
      if (released) {
        throw new Error("Release called on client which has already been released to the pool.");
      }
      released = true;
      this._release(client, idleListener, error);
    };
  }

  // Takes a lent client back, unless something speaks for closing it.
  _release(client, idleListener, error) {
    client.on("error", idleListener);
    client._poolUseCount = (client._poolUseCount || 0) + 1;
    this.emit("release", error, client);

    const usedUp = client._poolUseCount >= this.options.maxUses;
    const unwanted = error || this.ending || !client._queryable || client._ending || usedUp;
    if (usedUp) this.log("remove expended client");
    if (unwanted || this._expired.delete(client)) {
      if (!unwanted) this.log("remove expired client");
      this._remove(client, () => this._pulseQueue());
      return;
    }

    let timer;
    if (this.options.idleTimeoutMillis && this._isAboveMin()) {
      timer = setTimeout(() => {
        if (!this._isAboveMin()) return;
        this.log("remove idle client");
        this._remove(client, () => this._pulseQueue());
      }, this.options.idleTimeoutMillis);
      if (this.options.allowExitOnIdle) timer.unref();
    }
    if (this.options.allowExitOnIdle) client.unref();
    this._idle.push(new IdleClient(client, idleListener, timer));
    this._pulseQueue();
  }
}

// What stands where node-postgres has a socket. It carries no bytes; scripts use it to cut a connection short.

import { EventEmitter } from "ext:connector_node/events.js";

export class ConnectionStream extends EventEmitter {
  #connection;

  constructor(connection) {
    super();
    this.#connection = connection;
    this.writable = true;
    this.destroyed = false;
  }

  destroy(error) {
    this.#connection.destroy(error);
    return this;
  }

  end() {
    this.#connection.end();
    return this;
  }

  ref() {
    this.#connection.ref();
    return this;
  }

  unref() {
    this.#connection.unref();
    return this;
  }

  setNoDelay() {
    return this;
  }

  setKeepAlive() {
    return this;
  }

  setTimeout() {
    return this;
  }
}

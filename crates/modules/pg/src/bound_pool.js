// Pools that know this module's Client, and that wait rather than ask for more clients than an invocation may hold.

import { primordials } from "ext:core/mod.js";
import { op_pg_free_clients } from "ext:core/ops";
import { Client } from "ext:connector_pg/client.js";
import { Pool as PlainPool } from "ext:connector_pg/pool.js";

const { SetPrototypeGetSize } = primordials;

const live = new Set();

/** `require('pg-pool')`. */
export class Pool extends PlainPool {
  constructor(options, ClientClass) {
    super(options, ClientClass || Client);
    live.add(this);
  }

  // A pool that outlived an invocation is used by the next one.
  newClient(waiter) {
    live.add(this);
    super.newClient(waiter);
  }

  // With a client of its own a pool can wait for that one; without any it must ask, and be told.
  _isFull() {
    return super._isFull() || (this._clients.length > 0 && op_pg_free_clients() === 0);
  }
}

/** `pg.Pool`. */
export class BoundPool extends Pool {
  constructor(options) {
    super(options, Client);
  }
}

/** Forgets every pool's clients, which are gone with the invocation that opened them. */
export function resetPools() {
  if (SetPrototypeGetSize(live) === 0) return;
  for (const pool of live) {
    pool._clients = [];
    pool._idle = [];
    pool._pendingQueue = [];
  }
  live.clear();
}

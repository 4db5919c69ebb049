// Giving answers to Node-style callbacks, promises around functions that take one, and text as an op reads it.

import { Buffer } from "ext:connector_node/buffer.js";

// A salt or hash is decided by its first 61 bytes; the rest of a longer text only says that it is longer.
const ENOUGH_OF_A_HASH = 64;

/** The promise of what `start` will hand to the callback it is given. */
export function promised(start) {
  return new Promise((resolve, reject) => {
    start((error, value) => {
      if (error) {
        reject(error);
      } else {
        resolve(value);
      }
    });
  });
}

/**
 * Calls `succeeded(value)` or `failed(error)` through `schedule` (nextTick, setImmediate) once `promise` is settled:
 * what a callback throws is then an uncaught exception as in Node, not a rejection of a promise nobody holds.
 */
export function settle(promise, schedule, succeeded, failed) {
  promise.then((value) => schedule(succeeded, value), (error) => schedule(failed, error));
}

/** The bytes of a salt or hash, as far as they matter. */
export function textBytes(text) {
  return Buffer.from(text.slice(0, ENOUGH_OF_A_HASH), "utf8");
}

// process.nextTick's queue: deno_core drains it before promise jobs, like Node.

import { core } from "ext:core/mod.js";
import { validateFunction } from "ext:connector_node/errors.js";

/** Calls `callback(...args)` after the current code and before any pending promise job. */
export function nextTick(callback, ...args) {
  validateFunction(callback, "callback");
  core.queueNextTick({
    callback,
    args: args.length > 0 ? args : undefined,
    snapshot: core.getAsyncContext(),
  });
}

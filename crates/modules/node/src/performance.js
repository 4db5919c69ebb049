// require('perf_hooks').performance and the global `performance`: coarse on purpose, see clock.js.

import { monotonicMs, timeOrigin } from "ext:connector_node/clock.js";

class Performance {
  now() {
    return monotonicMs();
  }

  get timeOrigin() {
    return timeOrigin();
  }

  toJSON() {
    return { timeOrigin: timeOrigin() };
  }
}

Object.defineProperty(Performance.prototype, Symbol.toStringTag, { value: "Performance", configurable: true });

export const performance = new Performance();
export default { performance };

// Stands for deno_core's `ext:core/mod.js`: its timers, immediates and ticks, on those of Node.
const kRefed = Symbol("refed");

function arm(item) {
  item._idleNext = item;
  item.handle = setTimeout(() => {
    item._idleNext = null;
    try {
      item._onTimeout();
    } finally {
      if (item._repeat && !item._destroyed && item._idleTimeout !== -1 && item._idleNext === null) arm(item);
      else if (item._idleNext === null) item._destroyed = true;
    }
  }, item._idleTimeout);
}

export const core = {
  kRefed,
  createTimer(callback, after, args, repeat) {
    const item = { _onTimeout: callback, _idleTimeout: after, _repeat: repeat, _destroyed: false, _idleNext: null };
    arm(item);
    return item;
  },
  cancelTimer(item) {
    item._destroyed = true;
    item._idleNext = null;
    clearTimeout(item.handle);
  },
  refreshTimer(item) {
    clearTimeout(item.handle);
    arm(item);
  },
  refTimer(item) {
    item.handle.ref();
  },
  unrefTimer(item) {
    item.handle.unref();
  },
  queueImmediate(immediate) {
    immediate.handle = setImmediate(() => {
      if (immediate._destroyed) return;
      immediate._destroyed = true;
      immediate._onImmediate(...immediate._argv ?? []);
    });
  },
  clearImmediate(immediate) {
    immediate._destroyed = true;
    clearImmediate(immediate.handle);
  },
  immediateRefCount() {},
  queueNextTick({ callback, args }) {
    process.nextTick(callback, ...args ?? []);
  },
  getAsyncContext() {},
};

// A clock that only runs while nothing else has anything to do: scenes with timeouts take no time, and a busy machine
// can't change their order. It stands in for the global timers, which the real pool uses and ours is given here.

const REAL = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

const QUIET_TICKS = 15;

/**
 * Runs `scene({sleep, tick})` under a clock of its own. False when it could never have ended: it waits, and no timer is
 * set. `tick` lets the event loop turn once and says that the scene isn't waiting for the clock.
 */
export async function underClock(scene) {
  let now = 0;
  let serial = 0;
  let timers = [];
  const set = (callback, delay, ...args) => {
    const timer = { at: now + Math.max(1, Number(delay) || 1), serial: serial++, run: () => callback(...args) };
    timer.ref = timer.unref = () => timer;
    timers.push(timer);
    return timer;
  };
  globalThis.setTimeout = set;
  globalThis.clearTimeout = (timer) => {
    timers = timers.filter((other) => other !== timer);
  };
  try {
    let done = false;
    let quiet = 0;
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const tick = () => {
      quiet = 0;
      return turn();
    };
    const playing = scene({ sleep: (delay) => new Promise((resolve) => set(resolve, delay)), tick }).finally(() => {
      done = true;
    });
    playing.catch(() => {});
    while (!done) {
      for (quiet = 0; quiet < QUIET_TICKS && !done; quiet++) await turn();
      if (done) break;
      if (timers.length === 0) return false;
      const next = timers.reduce((a, b) => (b.at < a.at || (b.at === a.at && b.serial < a.serial) ? b : a));
      timers = timers.filter((timer) => timer !== next);
      now = Math.max(now, next.at);
      next.run();
    }
    await playing;
    return true;
  } finally {
    Object.assign(globalThis, REAL);
  }
}

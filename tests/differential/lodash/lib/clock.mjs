// A clock that stands still until it is told to go on, in place of the timers and of Date.now.

export class Clock {
  constructor() {
    this.reset();
  }

  reset() {
    this.time = 1e6;
    this.timers = new Map();
    this.last = 0;
  }

  install() {
    globalThis.setTimeout = (func, wait, ...args) => {
      this.last++;
      this.timers.set(this.last, { func, args, at: this.time + Math.max(1, wait || 0) });
      return this.last;
    };
    globalThis.clearTimeout = (id) => {
      this.timers.delete(id);
    };
    Date.now = () => this.time;
  }

  /** Lets time pass and runs what falls due on the way, in order. */
  pass(milliseconds) {
    const end = this.time + milliseconds;
    for (;;) {
      const due = [...this.timers].filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.timers.delete(due[0]);
      this.time = Math.max(this.time, due[1].at);
      due[1].func(...due[1].args);
    }
    this.time = end;
  }
}

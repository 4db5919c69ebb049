// Functions that call later, on a clock that the cases move.

const OWNER = { name: "owner" };
const failed = (body) => {
  try {
    return body();
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};

export const TIME = {
  now: [
    (_, _note, clock) => {
      const start = _.now();
      clock.pass(5);
      return _.now() - start;
    },
  ],
  delay: [
    (_, note, clock) => {
      _.delay((...args) => note(...args), 100, "later", 2);
      clock.pass(99);
      note("before");
      clock.pass(1);
      return failed(() => _.delay("x", 1));
    },
  ],
  defer: [
    (_, note, clock) => {
      _.defer((...args) => note(...args), "deferred");
      note("first");
      clock.pass(1);
    },
  ],
  debounce: [
    ...[
      undefined,
      { leading: true },
      { leading: true, trailing: false },
      { trailing: false },
      { maxWait: 50 },
      { leading: true, maxWait: 45 },
      { maxWait: 5 },
      { maxWait: undefined },
      "x",
    ].map((options) =>
      Object.assign(
        (_, note, clock) => {
          let calls = 0;
          const func = _.debounce(
            function (...args) {
              note("called", clock.time, this && this.name, ...args);
              return ++calls;
            },
            32,
            options,
          );
          const steps = [0, 10, 20, 31, 40, 5, 5, 33, 100, 1, 1, 1, 1, 30, 30, 30, 30, 64, 0];
          const results = steps.map((step, index) => {
            clock.pass(step);
            return func.call(OWNER, index);
          });
          clock.pass(200);
          results.push(func("again"));
          func.cancel();
          clock.pass(200);
          results.push(func("flushed"), func.flush(), func.flush());
          clock.pass(200);
          return results;
        },
        { toString: () => `_.debounce with ${JSON.stringify(options)}` },
      ),
    ),
    (_, note, clock) => {
      const func = _.debounce((value) => note(value), 32);
      func("a");
      clock.time -= 1000;
      func("b");
      clock.pass(40);
    },
    (_, note, clock) => {
      const func = _.debounce((value) => note(value, clock.time));
      func(1);
      func(2);
      clock.pass(1);
      func(3);
      clock.pass(5);
    },
    (_, note, clock) => {
      const func = _.debounce(
        (value) => {
          note(value, clock.time);
          if (value < 3) func(value + 1);
        },
        10,
        { leading: true, maxWait: 20 },
      );
      func(1);
      clock.pass(100);
    },
  ],
  throttle: [
    ...[undefined, { leading: false }, { trailing: false }, { leading: false, trailing: false }].map((options) =>
      Object.assign(
        (_, note, clock) => {
          const func = _.throttle((...args) => (note(clock.time, ...args), args[0]), 32, options);
          const results = [0, 1, 1, 30, 1, 1, 32, 64, 5, 5, 5, 50, 0].map((step, index) => {
            clock.pass(step);
            return func(index);
          });
          clock.pass(100);
          return results;
        },
        { toString: () => `_.throttle with ${JSON.stringify(options)}` },
      ),
    ),
    (_, note, clock) => {
      const func = _.throttle((value) => note(value), 10);
      func(1);
      func(2);
      func.cancel();
      clock.pass(50);
      func(3);
      func(4);
      func.flush();
      clock.pass(50);
    },
  ],
};

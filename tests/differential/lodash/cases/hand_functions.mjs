// Functions that make or change functions, timers and utilities.

const sum = (...args) => args.reduce((a, b) => a + b, 0);
const echo = function (...args) {
  return [this && this.name, ...args];
};
const three = function (a, b, c) {
  return [this && this.name, a, b, c, arguments.length];
};
const OWNER = { name: "owner" };
const failed = (body) => {
  try {
    return body();
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};

const NEED_FUNCTION = "after before ary bind curry curryRight debounce defer delay flip flow flowRight memoize negate once partial partialRight rearg rest spread throttle unary";
const refusals = Object.assign((_) => NEED_FUNCTION.split(" ").map((name) => [name, failed(() => typeof _[name](...(/^(?:after|before)$/.test(name) ? [1, "x"] : ["x"])))]), {
  toString: () => "each function given a text instead of a function",
});

export const FUNCTIONS = {
  after: [refusals, (_, note) => {
    const func = _.after(2, (...args) => (note(...args), args.length));
    return [func(1), func(2), func(3)];
  }],
  before: [(_) => {
    let calls = 0;
    const func = _.before(3, () => ++calls);
    return [func(), func(), func(), func()];
  }],
  once: [(_) => {
    let calls = 0;
    const func = _.once(() => ++calls);
    return [func(), func(), calls];
  }, (_) => _.once(echo).call(OWNER, 1)],
  ary: [(_) => _.map(["6", "8", "10"], _.ary(parseInt, 1)), (_) => _.ary(three)(1, 2, 3, 4), (_) => _.map([three], _.ary)[0](1, 2, 3, 4), (_) => _.ary(three, -1)(1), (_) => _.ary(three, 2).call(OWNER, 1, 2, 3)],
  unary: [(_) => _.map(["6", "8", "10"], _.unary(parseInt))],
  bind: [
    (_) => _.bind(echo, OWNER, "a")("b"),
    (_) => _.bind(echo, OWNER, _, "x", _)("a", "b", "c"),
    (_) => _.bind(echo, OWNER, _, "x")(),
    (_) => {
      function Point(x, y) {
        this.x = x;
        this.y = y;
      }
      const Bound = _.bind(Point, OWNER, 1);
      const made = new Bound(2);
      return [made.x, made.y, made instanceof Point, made instanceof Bound];
    },
    (_) => _.bind(_.bind(echo, OWNER, 1), { name: "other" }, 2)(3),
    (_) => {
      class Thing {
        constructor(...args) {
          this.args = args;
        }
      }
      return new (_.bind(Thing, null, 1))(2).args;
    },
    (_) => _.bind(echo, null)(1),
  ],
  bindAll: [
    (_) => {
      const view = { name: "view", a: echo, b: echo, nested: 1 };
      _.bindAll(view, ["a", "b"]);
      return [view.a.call(null, 1), view.b(2)];
    },
    (_) => failed(() => _.bindAll({ a: 1 }, "a")),
    (_) => _.bindAll({}),
  ],
  bindKey: [(_) => {
    const object = { name: "first", f: echo };
    const bound = _.bindKey(object, "f", "a", _);
    const before = bound("b", "c");
    object.f = (...args) => ["later", ...args];
    return [before, bound("d")];
  }],
  partial: [
    (_) => _.partial(echo, "a", _, "c").call(OWNER, "b", "d"),
    (_) => _.partial(echo, _, "b")(),
    (_) => _.partial(_.partial(echo, _, 2), 1)(3),
    (_) => {
      function Made(a, b) {
        this.sum = a + b;
      }
      return new (_.partial(Made, 1))(2).sum;
    },
  ],
  partialRight: [(_) => _.partialRight(echo, "y", "z")("a"), (_) => _.partialRight(echo, "y", _)("a", "b"), (_) => _.partialRight(echo, _, "z")(), (_) => _.partialRight(_.partialRight(echo, "z"), "y")("x")],
  curry: [
    (_) => {
      const curried = _.curry(three);
      return [curried(1)(2)(3), curried(1, 2)(3), curried(1, 2, 3), curried(1)(_, 3)(2), curried(_, 2)(1)(3), curried(_, _, 3)(1)(2), curried(_, 2)(_, 3)(1), curried(1)()(2)()(3)];
    },
    (_) => _.curry(three).call(OWNER, 1).call({ name: "last" }, 2, 3, 4),
    (_) => _.curry(sum, 2)(1)(2),
    (_) => [_.curry(sum)(1, 2), _.curry(sum, 0)(1), _.curry(sum, -1)(1), _.curry(three, "2")(1)(2)],
    (_) => _.map([three], _.curry)[0](1)(2)(3),
    (_) => _.curry(_.bind(three, OWNER))(1)(2)(3),
    (_) => _.curry(_.partial(three, 1))(2)(3)(4),
    (_) => _.curry(_.ary(three, 2))(1)(2)(3),
    (_) => _.curry(_.curry(three))(1)(2)(3),
    (_) => _.curry(_.flip(three))(1),
    (_) => _.partial(_.curry(three), 1)(2)(3),
    (_) => _.bind(_.curry(three), OWNER, 1)(2)(3),
    (_) => _.curry(three)(1, _, _)(_, 3)(2),
    (_) => _.curry(three)(1, 2, 3, _),
    (_) => [_.curry(three).placeholder === _, _.curry(three)(1).placeholder === _],
    (_) => {
      function Made(a, b) {
        this.sum = a + b;
      }
      const Curried = _.curry(Made);
      return new Curried(1, 2).sum;
    },
  ],
  curryRight: [(_) => {
    const curried = _.curryRight(three);
    return [curried(3)(2)(1), curried(2, 3)(1), curried(1, 2, 3), curried(3)(1, _)(2), curried(_, 3)(2)(1), curried(_, _, 3)(1, 2)];
  }],
  flip: [(_) => _.flip(echo)(1, 2, 3)],
  rearg: [(_) => _.rearg(echo, [2, 0, 1])("b", "c", "a"), (_) => _.rearg(echo, 1, 0)("a", "b", "c"), (_) => _.rearg(echo, [5, -1])("a", "b")],
  rest: [(_) => _.rest((what, names) => [what, names])("hello", "a", "b"), (_) => _.rest((...all) => all, 1)(1, 2, 3), (_) => _.rest((...all) => all, 3)(1)],
  spread: [(_) => _.spread((a, b) => [a, b])(["x", "y"]), (_) => _.spread((...all) => all, 1)("a", ["b", "c"], "d"), (_) => _.spread((...all) => all)(), (_) => _.spread((...all) => all)("ab")],
  memoize: [
    (_) => {
      let calls = 0;
      const func = _.memoize((a) => [a, ++calls]);
      return [func(1), func(1), func("1"), func(2), func.cache.get(1), func.cache.has(3), func.cache.size];
    },
    (_) => {
      const func = _.memoize(echo, (...args) => args.join());
      return [func.call(OWNER, 1, 2), func(1, 2), func.cache.get("1,2"), func.cache.delete("1,2"), func.cache.has("1,2")];
    },
    (_) => {
      const func = _.memoize((a) => a);
      func.cache.set("x", "preset");
      return func("x");
    },
    (_) => {
      const original = _.memoize.Cache;
      _.memoize.Cache = WeakMap;
      const key = {};
      const func = _.memoize(() => 1);
      const result = [func(key), func.cache instanceof WeakMap];
      _.memoize.Cache = original;
      return result;
    },
    (_) => failed(() => _.memoize(echo, "x")),
  ],
  negate: [(_) => _.filter([1, 2, 3], _.negate((n) => n % 2 === 0))],
  overArgs: [(_) => _.overArgs((x, y) => [x, y], [(n) => n * n, (n) => n + n])(9, 3, 1), (_) => _.overArgs(echo, "a", ["b"])({ a: 1 }, { b: 2 }, 3)],
  wrap: [(_) => _.wrap(_.escape, (func, text) => `<p>${func(text)}</p>`)("a & b"), (_) => _.wrap(1)(2)],
  flow: [(_) => _.flow([_.add, (n) => n * n])(1, 2), (_) => _.flow()(1, 2), (_) => failed(() => _.flow(1)), (_) => _.flow(echo).call(OWNER, 1), (_) => _.flow(_.compact, _.head)([0, 1])],
  flowRight: [(_) => _.flowRight([(n) => n * n, _.add])(1, 2)],
  over: [(_) => _.over([Math.max, Math.min])(1, 2, 3), (_) => _.over("a", ["b"])({ a: 1, b: 2 }), (_) => _.over([["a", 1]])({ a: 1 })],
  overEvery: [(_) => [_.overEvery([Boolean, isFinite])("1"), _.overEvery([Boolean, isFinite])(NaN), _.overEvery()()]],
  overSome: [(_) => [_.overSome([Boolean, isFinite])(null), _.overSome([Boolean, isFinite])(NaN), _.overSome()(), _.overSome([{ a: 1 }, { a: 2 }])({ a: 2 })]],
  cond: [
    (_) => {
      const func = _.cond([[_.matches({ a: 1 }), _.constant("A")], [_.conforms({ b: _.isNumber }), _.constant("B")], [_.stubTrue, _.constant("none")]]);
      return [func({ a: 1, b: 2 }), func({ a: 0, b: 1 }), func({ a: "1" })];
    },
    (_) => failed(() => _.cond([[1, 2]])),
    (_) => _.cond()(1),
  ],
  attempt: [(_) => _.attempt((a) => a + 1, 1), (_) => _.attempt(() => {
    throw "text";
  }).message, (_) => {
    const error = new RangeError("r");
    return _.attempt(() => {
      throw error;
    }) === error;
  }, (_) => _.attempt("x") instanceof TypeError],
  constant: [(_) => {
    const object = {};
    return _.constant(object)() === object;
  }],
  tap: [(_, note) => _.tap([1, 2], (array) => note(array))],
  thru: [(_) => _.thru([1], (array) => array.concat(2))],
  nthArg: [(_) => [_.nthArg(1)("a", "b"), _.nthArg(-1)("a", "b"), _.nthArg()("a"), _.nthArg(5)("a")]],
  method: [(_) => _.map([{ a: { b: () => 2 } }, { a: { b: () => 1 } }], _.method("a.b")), (_) => _.method(["a", "b"], 1, 2)({ a: { b: (...args) => args } })],
  methodOf: [(_) => _.map(["a[2]", "c[0]"], _.methodOf({ a: [1, 2, () => "x"], c: [() => "y"] }))],
  property: [(_) => _.map([{ a: { b: 2 } }, { a: { b: 1 } }], _.property("a.b")), (_) => _.property(["a", "b"])({ a: { b: 3 } }), (_) => _.property("a.b")({ "a.b": 1 })],
  propertyOf: [(_) => _.map(["a[1]", "c"], _.propertyOf({ a: [0, 1], c: 2 }))],
  matches: [
    (_) => _.filter([{ a: 1, b: 2 }, { a: 4, b: 5 }], _.matches({ a: 4 })),
    (_) => {
      const source = { a: { b: 1 } };
      const test = _.matches(source);
      source.a.b = 2;
      return [test({ a: { b: 1 } }), test({ a: { b: 2 } })];
    },
    (_) => [_.matches({})({}), _.matches({})(null), _.matches({ a: undefined })({}), _.matches({ a: undefined })({ a: undefined }), _.matches({ a: NaN })({ a: NaN })],
    (_) => [_.matches([1, 2])([2, 1, 3]), _.matches("ab")("ab"), _.matches(5)(1)],
  ],
  matchesProperty: [(_) => [_.matchesProperty("a", 1)({ a: 1 }), _.matchesProperty("a.b", { c: 1 })({ a: { b: { c: 1, d: 2 } } }), _.matchesProperty("a", undefined)({}), _.matchesProperty("a.b", undefined)({ a: {} }), _.matchesProperty("a.b", undefined)({ a: { b: undefined } })]],
  conforms: [(_) => _.filter([{ a: 2, b: 1 }, { a: 1, b: 2 }], _.conforms({ b: (n) => n > 1 }))],
  iteratee: [
    (_) => _.filter([{ u: 1, a: true }, { u: 2, a: false }], _.iteratee({ u: 1, a: true })),
    (_) => [_.iteratee("a")({ a: 1 }), _.iteratee(["a", 1])({ a: 1 }), _.iteratee()(5), _.iteratee(0)([7]), _.iteratee(Symbol.iterator)([]) === [][Symbol.iterator]],
    (_) => {
      const original = _.iteratee;
      _.iteratee = _.wrap(original, (make, value) => value === "double" ? (n) => n * 2 : make(value));
      const result = [_.map([1, 2], "double"), _.map([{ a: 1 }], "a")];
      _.iteratee = original;
      return result;
    },
  ],
  identity: [(_) => _.identity(1, 2)],
  noop: [(_) => _.noop(1)],
  stubArray: [(_) => [_.stubArray(), _.stubFalse(), _.stubObject(), _.stubString(), _.stubTrue(), _.stubArray() === _.stubArray()]],
  times: [(_, note) => _.times(3, (...args) => (note(...args), args[0] * 2))],

  // ---- time ----
  now: [(_, _note, clock) => {
    const start = _.now();
    clock.pass(5);
    return _.now() - start;
  }],
  delay: [(_, note, clock) => {
    _.delay((...args) => note(...args), 100, "later", 2);
    clock.pass(99);
    note("before");
    clock.pass(1);
    return failed(() => _.delay("x", 1));
  }],
  defer: [(_, note, clock) => {
    _.defer((...args) => note(...args), "deferred");
    note("first");
    clock.pass(1);
  }],
  debounce: [
    ...[undefined, { leading: true }, { leading: true, trailing: false }, { trailing: false }, { maxWait: 50 }, { leading: true, maxWait: 45 }, { maxWait: 5 }, { maxWait: undefined }, "x"].map((options) =>
      Object.assign((_, note, clock) => {
        let calls = 0;
        const func = _.debounce(function (...args) {
          note("called", clock.time, this && this.name, ...args);
          return ++calls;
        }, 32, options);
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
      }, { toString: () => `_.debounce with ${JSON.stringify(options)}` })
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
      const func = _.debounce((value) => {
        note(value, clock.time);
        if (value < 3) func(value + 1);
      }, 10, { leading: true, maxWait: 20 });
      func(1);
      clock.pass(100);
    },
  ],
  throttle: [
    ...[undefined, { leading: false }, { trailing: false }, { leading: false, trailing: false }].map((options) =>
      Object.assign((_, note, clock) => {
        const func = _.throttle((...args) => (note(clock.time, ...args), args[0]), 32, options);
        const results = [0, 1, 1, 30, 1, 1, 32, 64, 5, 5, 5, 50, 0].map((step, index) => {
          clock.pass(step);
          return func(index);
        });
        clock.pass(100);
        return results;
      }, { toString: () => `_.throttle with ${JSON.stringify(options)}` })
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

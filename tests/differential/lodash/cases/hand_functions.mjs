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

const NEED_FUNCTION =
  "after before ary bind curry curryRight debounce defer delay flip flow flowRight memoize negate once partial partialRight rearg rest spread throttle unary";
const refusals = Object.assign(
  (_) =>
    NEED_FUNCTION.split(" ").map((name) => [
      name,
      failed(() => typeof _[name](...(/^(?:after|before)$/.test(name) ? [1, "x"] : ["x"]))),
    ]),
  {
    toString: () => "each function given a text instead of a function",
  },
);

export const FUNCTIONS = {
  after: [
    refusals,
    (_, note) => {
      const func = _.after(2, (...args) => (note(...args), args.length));
      return [func(1), func(2), func(3)];
    },
  ],
  before: [
    (_) => {
      let calls = 0;
      const func = _.before(3, () => ++calls);
      return [func(), func(), func(), func()];
    },
  ],
  once: [
    (_) => {
      let calls = 0;
      const func = _.once(() => ++calls);
      return [func(), func(), calls];
    },
    (_) => _.once(echo).call(OWNER, 1),
  ],
  ary: [
    (_) => _.map(["6", "8", "10"], _.ary(parseInt, 1)),
    (_) => _.ary(three)(1, 2, 3, 4),
    (_) => _.map([three], _.ary)[0](1, 2, 3, 4),
    (_) => _.ary(three, -1)(1),
    (_) => _.ary(three, 2).call(OWNER, 1, 2, 3),
  ],
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
  bindKey: [
    (_) => {
      const object = { name: "first", f: echo };
      const bound = _.bindKey(object, "f", "a", _);
      const before = bound("b", "c");
      object.f = (...args) => ["later", ...args];
      return [before, bound("d")];
    },
  ],
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
  partialRight: [
    (_) => _.partialRight(echo, "y", "z")("a"),
    (_) => _.partialRight(echo, "y", _)("a", "b"),
    (_) => _.partialRight(echo, _, "z")(),
    (_) => _.partialRight(_.partialRight(echo, "z"), "y")("x"),
  ],
  curry: [
    (_) => {
      const curried = _.curry(three);
      return [
        curried(1)(2)(3),
        curried(1, 2)(3),
        curried(1, 2, 3),
        curried(1)(_, 3)(2),
        curried(_, 2)(1)(3),
        curried(_, _, 3)(1)(2),
        curried(_, 2)(_, 3)(1),
        curried(1)()(2)()(3),
      ];
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
  curryRight: [
    (_) => {
      const curried = _.curryRight(three);
      return [
        curried(3)(2)(1),
        curried(2, 3)(1),
        curried(1, 2, 3),
        curried(3)(1, _)(2),
        curried(_, 3)(2)(1),
        curried(_, _, 3)(1, 2),
      ];
    },
  ],
  flip: [(_) => _.flip(echo)(1, 2, 3)],
  rearg: [
    (_) => _.rearg(echo, [2, 0, 1])("b", "c", "a"),
    (_) => _.rearg(echo, 1, 0)("a", "b", "c"),
    (_) => _.rearg(echo, [5, -1])("a", "b"),
  ],
  rest: [
    (_) => _.rest((what, names) => [what, names])("hello", "a", "b"),
    (_) => _.rest((...all) => all, 1)(1, 2, 3),
    (_) => _.rest((...all) => all, 3)(1),
  ],
  spread: [
    (_) => _.spread((a, b) => [a, b])(["x", "y"]),
    (_) => _.spread((...all) => all, 1)("a", ["b", "c"], "d"),
    (_) => _.spread((...all) => all)(),
    (_) => _.spread((...all) => all)("ab"),
  ],
  memoize: [
    (_) => {
      let calls = 0;
      const func = _.memoize((a) => [a, ++calls]);
      return [func(1), func(1), func("1"), func(2), func.cache.get(1), func.cache.has(3), func.cache.size];
    },
    (_) => {
      const func = _.memoize(echo, (...args) => args.join());
      return [
        func.call(OWNER, 1, 2),
        func(1, 2),
        func.cache.get("1,2"),
        func.cache.delete("1,2"),
        func.cache.has("1,2"),
      ];
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
  negate: [
    (_) =>
      _.filter(
        [1, 2, 3],
        _.negate((n) => n % 2 === 0),
      ),
  ],
  overArgs: [
    (_) => _.overArgs((x, y) => [x, y], [(n) => n * n, (n) => n + n])(9, 3, 1),
    (_) => _.overArgs(echo, "a", ["b"])({ a: 1 }, { b: 2 }, 3),
  ],
  wrap: [(_) => _.wrap(_.escape, (func, text) => `<p>${func(text)}</p>`)("a & b"), (_) => _.wrap(1)(2)],
  flow: [
    (_) => _.flow([_.add, (n) => n * n])(1, 2),
    (_) => _.flow()(1, 2),
    (_) => failed(() => _.flow(1)),
    (_) => _.flow(echo).call(OWNER, 1),
    (_) => _.flow(_.compact, _.head)([0, 1]),
  ],
  flowRight: [(_) => _.flowRight([(n) => n * n, _.add])(1, 2)],
  over: [
    (_) => _.over([Math.max, Math.min])(1, 2, 3),
    (_) => _.over("a", ["b"])({ a: 1, b: 2 }),
    (_) => _.over([["a", 1]])({ a: 1 }),
  ],
  overEvery: [(_) => [_.overEvery([Boolean, isFinite])("1"), _.overEvery([Boolean, isFinite])(NaN), _.overEvery()()]],
  overSome: [
    (_) => [
      _.overSome([Boolean, isFinite])(null),
      _.overSome([Boolean, isFinite])(NaN),
      _.overSome()(),
      _.overSome([{ a: 1 }, { a: 2 }])({ a: 2 }),
    ],
  ],
  cond: [
    (_) => {
      const func = _.cond([
        [_.matches({ a: 1 }), _.constant("A")],
        [_.conforms({ b: _.isNumber }), _.constant("B")],
        [_.stubTrue, _.constant("none")],
      ]);
      return [func({ a: 1, b: 2 }), func({ a: 0, b: 1 }), func({ a: "1" })];
    },
    (_) => failed(() => _.cond([[1, 2]])),
    (_) => _.cond()(1),
  ],
};

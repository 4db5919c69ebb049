// Generated cases that take several calls: chains of methods, and functions wrapped in functions.
// Each is `[name, body(_, g, trace)]`; the body is run with both libraries and equal generators, and may leave the
// names of its steps in `trace`.

// ---- chains ----

const even = (n) => n % 2 === 0;
const twice = (n) => n * 2;
const STEPS = [
  ["map", twice],
  ["map", "a"],
  ["filter", even],
  ["filter", "a"],
  ["reject", even],
  ["compact"],
  ["reverse"],
  ["sortBy"],
  ["uniq"],
  ["flatten"],
  ["take", 2],
  ["take"],
  ["takeRight", 3],
  ["drop", 1],
  ["dropRight", 1],
  ["slice", 1],
  ["slice", 1, 4],
  ["slice", -3],
  ["takeWhile", even],
  ["dropWhile", even],
  ["takeRightWhile", even],
  ["concat", 7, [8]],
  ["without", 1, 2],
  ["chunk", 2],
  ["push", 9],
  ["unshift", 0],
  ["splice", 1, 1],
  ["sort"],
  ["toArray"],
  ["tap", (list) => list.length],
  ["thru", (list) => list],
  ["groupBy", even],
  ["values"],
  ["zip", [1, 2]],
  ["at", 0],
  ["keyBy"],
  ["commit"],
  ["mapValues", twice],
  ["map", (n, i) => [n, i]],
  ["orderBy", [], ["desc"]],
  ["differenceBy", [1], Math.abs],
  ["union", [5]],
  ["fill", 1, 0, 1],
];
const ENDS = [
  ["value"],
  ["head"],
  ["last"],
  ["first"],
  ["size"],
  ["sum"],
  ["join", "-"],
  ["includes", 2],
  ["find", even],
  ["findLast", even],
  ["every", even],
  ["reduce", (a, b) => a + b],
  ["max"],
  ["isEmpty"],
  ["nth", 1],
  ["pop"],
  ["shift"],
  ["toJSON"],
  ["indexOf", 2],
  ["some"],
  ["isArray"],
  ["get", "[0]"],
  ["next"],
];
function chain(_, g, trace) {
  const start = g.chance(70) ? g.list(9, () => g.below(9)) : g.chance(50) ? g.records() : g.simple();
  let current = g.chance(50) ? _(start) : _.chain(start);
  for (let count = g.below(6); count > 0; count--) {
    const [name, ...args] = g.one(STEPS);
    trace.push(name);
    current = current[name](...args);
  }
  const [end, ...rest] = g.one(ENDS);
  trace.push(end);
  const other = g.chance(20) ? current.plant([3, 4, 4]).value() : undefined;
  const result = current[end](...rest);
  return [start, other, result, result instanceof _ ? result.value() : undefined];
}

// ---- wrapped functions ----

const base = (g) => {
  const echo = function (...args) {
    return [this && this.name, ...args];
  };
  return g.one([
    echo,
    (a, b) => [a, b],
    function (a, b, c) {
      return [this && this.name, a, b, c, arguments.length];
    },
  ]);
};

function wrapped(_, g) {
  const argument = () => (g.chance(25) ? _ : g.one(["p", "q", "r", 1]));
  const wrappers = [
    (f) => _.bind(f, { name: "bound" }, ...g.list(2, argument)),
    (f) => _.partial(f, ...g.list(3, argument)),
    (f) => _.partialRight(f, ...g.list(3, argument)),
    (f) => _.ary(f, g.one([0, 1, 2, 3, undefined])),
    (f) => _.flip(f),
    (f) =>
      _.rearg(
        f,
        g.list(3, () => g.below(3)),
      ),
    (f) => _.unary(f),
    (f) => _.curry(f, g.one([undefined, 1, 2, 3])),
    (f) => _.curryRight(f, g.one([undefined, 1, 2, 3])),
    (f) => _.negate(f),
    (f) => _.spread(f, g.below(2)),
    (f) => _.rest(f, g.below(3)),
    (f) => _.bindKey({ name: "owner", f }, "f", ...g.list(2, argument)),
    (f) => _.wrap(argument(), f),
    (f) => _.overArgs(f, [String, (x) => [x]]),
    (f) => _.once(f),
  ];
  let func = base(g);
  for (let depth = 1 + g.below(3); depth > 0; depth--) func = g.one(wrappers)(func);
  const results = [];
  for (let calls = 1 + g.below(4); calls > 0 && typeof func === "function"; calls--) {
    const args = g.list(3, () => (g.chance(15) ? _ : g.below(5)));
    const result = g.chance(20) ? func.call({ name: "caller" }, ...args) : func(...args);
    results.push(typeof result === "function" ? "function" : result);
    if (typeof result === "function") func = result;
  }
  // The library itself stands for an argument to come.
  const settle = (value) => (value === _ ? "<_>" : Array.isArray(value) ? value.map(settle) : value);
  return settle(results);
}

// ---- templates ----

const LEAVES = [
  "a",
  "b",
  "o.k",
  "o['k']",
  "list[1]",
  "list.length",
  "1",
  "2.5",
  "'t'",
  '"q"',
  "null",
  "undefined",
  "true",
  "-3",
  "o?.k",
  "missing?.x",
  "[a, b]",
  "f(2)",
  "`v${a}`",
];
const OPERATORS = "+ - * / % ** == === != !== < > <= >= && || & | ^ << >> >>> ,".split(" ");

function code(g, depth) {
  if (depth <= 0 || g.chance(20)) return g.one(LEAVES);
  const inner = () => code(g, depth - 1);
  switch (g.below(12)) {
    case 0:
      return `(${inner()})`;
    case 1:
      return `(${inner()} ? ${inner()} : ${inner()})`;
    case 2:
      return `${g.one(["!", "- ", "+ ", "~", "typeof ", "void "])}(${inner()})`;
    case 3:
      return `[${inner()}, ...list].length`;
    case 4:
      return `list.map(x => ${g.one(["x", "x + 1", "(x, a)", "[x, a]"])}).join(${g.one(["'-'", "a", ""])})`;
    case 5:
      return `({ a: ${inner()}, ...o }).${g.one(["a", "k", "z"])}`;
    case 6:
      return `(function (x, y) { return x ${g.one(["+", "-", "||"])} ${inner()} })(${inner()})`;
    case 7:
      return `(${g.one(["a", "o.k", "list[0]"])} ${g.one(["=", "+=", "-=", "*=", "||=", "&&=", "??="])} ${inner()})`;
    case 8:
      return g.one(["a++", "++b", "o.k--", "--list[0]"]);
    default:
      return `${g.one(LEAVES)} ${g.one(OPERATORS)} ${inner()}`;
  }
}

const STATEMENTS = [
  (x, y) => `<% if (${x}) { %>yes<% } else { %>${y}<% } %>`,
  (x, y) => `<% for (var i = 0; i < 3; i++) { if (${x}) continue; %>${y}<% } %>`,
  (x, y) => `<% _.each(list, function (n, i) { %><%= i %>${y}<% }) %>`,
  (x, y) => `<% for (const n of list) { %><%= n %>${y}<% } %>`,
  (x, y) => `<% var v = ${x}; print(v); %>${y}<%- v %>`,
  (x, y, n) => `<% let n${n} = 2; while (n${n}-- > 0) { %>${y}<% } %>`,
  (x, y) => `<% for (let k in o) { if (k === ${x}) break; %>${y}<% } %>`,
];

function template(_, g, trace) {
  let text = "";
  for (let count = 1 + g.below(3); count > 0; count--) {
    const value = () => `${g.one(["<%=", "<%-"])} ${code(g, 3)} %>`;
    text += g.chance(60) ? `[${value()}]` : g.one(STATEMENTS)(code(g, 2), value(), count);
  }
  trace.push(text);
  const data = { a: 3, b: "<b>", o: { k: 5 }, list: [7, 8], f: (x) => x * 2, missing: undefined };
  return [_.template(text)(data), data];
}

export const COMPOSED = [
  ["chain", chain],
  ["curry", wrapped],
  ["template", template],
];

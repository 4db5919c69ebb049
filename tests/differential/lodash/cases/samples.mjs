// One value of nearly every kind, made anew for each library.

export const SAMPLES = () => [
  undefined,
  null,
  true,
  0,
  -0,
  NaN,
  Infinity,
  1.5,
  2 ** 53,
  "",
  "a",
  1n,
  Symbol.iterator,
  {},
  [],
  [1],
  () => 1,
  class A {},
  async () => 1,
  function* g() {},
  new Date(1),
  new Date(NaN),
  /a/g,
  new Map(),
  new Map([[1, 2]]),
  new Set([1]),
  new WeakMap(),
  new WeakSet(),
  new Error("e"),
  new RangeError("r"),
  Object(1),
  Object("s"),
  Object(""),
  Object(false),
  Object(Symbol.iterator),
  Object(1n),
  new ArrayBuffer(2),
  new DataView(new ArrayBuffer(2)),
  new Uint8Array(2),
  new BigInt64Array(1),
  Buffer.from("a"),
  Buffer.alloc(0),
  Promise.resolve(1),
  (function () {
    return arguments;
  })(1),
  (function () {
    return arguments;
  })(),
  Object.create(null),
  Object.create({ a: 1 }),
  { length: 0 },
  { length: 2 },
  { length: -1 },
  { length: 1.5 },
  { length: "1" },
  { splice() {}, length: 0 },
  { nodeType: 1 },
  Object.create({}, { nodeType: { value: 1 } }),
  { name: "n", message: "m" },
  Object.assign(Object.create({}), { name: "n", message: "m" }),
  new Proxy({}, {}),
  new Proxy([], {}),
  new Proxy(() => 1, {}),
  { [Symbol.toStringTag]: "Date" },
  {
    get [Symbol.toStringTag]() {
      return "Map";
    },
  },
  Object.freeze({ [Symbol.toStringTag]: "Array" }),
  new (class Tagged {
    get [Symbol.toStringTag]() {
      return "Tagged";
    }
  })(),
  Object.create(Map.prototype),
  Object.create(Date.prototype),
  Object.create(Array.prototype),
  Math,
  JSON,
  globalThis.Buffer,
  parseInt,
  function () {}.bind(null),
  { constructor: Object },
  { constructor: 1 },
  "0b11",
  "-0x1",
  " 1 ",
  "1e1000",
  "\ufeff1",
];

// Every pair of these is compared both ways.
export const PAIRS = () => {
  const cyclic = { a: 1 };
  cyclic.self = cyclic;
  const other = { a: 1 };
  other.self = other;
  const list = [1];
  list.push(list);
  class A {
    constructor() {
      this.x = 1;
    }
  }
  class B {
    constructor() {
      this.x = 1;
    }
  }
  return [
    0,
    -0,
    NaN,
    1,
    "1",
    Object(1),
    Object("1"),
    true,
    Object(true),
    null,
    undefined,
    "",
    {},
    { a: 1 },
    { a: 1, b: undefined },
    { a: undefined },
    [],
    [1],
    [, 1],
    [undefined, 1],
    { 0: 1, length: 1 },
    new Date(1),
    new Date(1),
    new Date(2),
    new Date(NaN),
    /a/,
    /a/g,
    new RegExp("a"),
    new Map([[1, { a: 1 }]]),
    new Map([[1, { a: 1 }]]),
    new Map([
      [1, 2],
      [3, 4],
    ]),
    new Map([
      [3, 4],
      [1, 2],
    ]),
    new Map([
      [2, 1],
      [4, 3],
    ]),
    new Set([1, { a: 1 }]),
    new Set([{ a: 1 }, 1]),
    new Set([1, 2]),
    new Error("x"),
    new Error("x"),
    new TypeError("x"),
    new Error("y"),
    Buffer.from("ab"),
    Buffer.from("ab"),
    new Uint8Array([97, 98]),
    new Uint8Array([97, 98]),
    new Int8Array([97, 98]),
    new ArrayBuffer(2),
    new ArrayBuffer(2),
    new DataView(new ArrayBuffer(2)),
    Symbol.iterator,
    Object(Symbol.iterator),
    Object(Symbol.iterator),
    Object.create(null),
    Object.assign(Object.create(null), { a: 1 }),
    new A(),
    new A(),
    new B(),
    { x: 1 },
    cyclic,
    other,
    { a: 1, self: cyclic },
    list,
    [1, list],
    (function () {
      return arguments;
    })(1),
    () => 1,
    parseInt,
    1n,
    1n,
    { a: [1, { b: NaN }] },
    { a: [1, { b: NaN }] },
    { [Symbol.iterator]: 1 },
    { [Symbol.iterator]: 2 },
    { constructor: 1 },
    Object.assign([1], { x: 1 }),
    Promise.resolve(),
    new WeakMap(),
  ];
};

// Values out of a seeded source: the same seed makes equal but separate values for each side.

import { Buffer } from "node:buffer";

import { Prng } from "./prng.mjs";

const SYMBOL = Symbol("s");

export const KEYS = ["a", "b", "c", "0", "1", "length", "a.b", "x", "toString", "constructor", "name", "", "a[0]"];
export const PATHS = [
  "a",
  "b",
  "a.b",
  "a.b.c",
  "a[0]",
  "a[0].b",
  "[0]",
  "[1].a",
  "0",
  "0.a",
  "length",
  "x.y.z",
  "a['b']",
  'a["b.c"].d',
  "",
  ".",
  "a.",
  ".a",
  "a..b",
  "a[]",
  "[][0]",
  "a[-1]",
  "a[1.5]",
  "constructor",
  "toString.name",
  "a[b",
  "a]b",
  "[",
];
const WORDS = [
  "",
  " ",
  "a",
  "b",
  "abc",
  "hello world",
  "fooBar",
  "FooBar",
  "foo_bar-baz",
  "XMLHttpRequest",
  "fooBar2Baz",
  "12 feet",
  "3rd 1ST 22nd",
  "don't can\u2019t",
  "\xe9t\xe9 d\xe9j\xe0",
  "\u0141\xf3d\u017a",
  "a\u0301bc",
  "\ud83d\ude00 smile",
  "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
  "\ud83c\uddeb\ud83c\uddf7\ud83c\uddea",
  "\u2700x",
  "\ud800",
  "A1B2",
  "  trim me\t\n",
  "-_-abc-_-",
  "<b>&\"'</b>",
  "&lt;b&gt;&amp;&#39;&quot;&#96;",
  "[a.b](c)*",
  "one, two,three",
  "\u4f60\u597d world",
  "0b101",
  "0x1F",
  "-0x1F",
  "0o17",
  "1e3",
  "  12  ",
  "-0",
  "aBC DEf",
  "IDs and URLs",
  "\ud83d\udc4d\ud83c\udffd ok",
  "caf\xe9s\u0302",
  "ALL CAPS",
  "snake_case_2x",
  "\u0130stanbul",
  "\ufb01x",
  "stra\xdfe",
  "\u01c5x",
];
const NUMBERS = [
  0,
  -0,
  1,
  2,
  3,
  4,
  5,
  -1,
  -2,
  -3,
  1.5,
  2.5,
  -1.5,
  10,
  NaN,
  Infinity,
  -Infinity,
  0.1,
  1e21,
  2 ** 53,
  4294967296,
];
const PRIMITIVES = [
  undefined,
  null,
  true,
  false,
  0,
  -0,
  1,
  2,
  3,
  NaN,
  "",
  "a",
  "b",
  "0",
  "1",
  "abc",
  SYMBOL,
  1.5,
  -1,
];

export class Base {
  constructor(a) {
    this.a = a;
  }
  method() {
    return this.a;
  }
}
Base.prototype.inherited = 1;
export class Derived extends Base {}

export class Values extends Prng {
  // ---- scalars ----

  primitive() {
    return this.one(PRIMITIVES);
  }
  number() {
    return this.one(NUMBERS);
  }
  small() {
    return this.one([-3, -2, -1, 0, 1, 2, 3, 4, 5]);
  }
  text() {
    return this.chance(25) ? this.one(WORDS) + this.one(["", " ", "-", "_"]) + this.one(WORDS) : this.one(WORDS);
  }
  textLike() {
    return this.chance(85) ? this.text() : this.any(1);
  }
  /** A count or position, as often as not one that makes no sense. */
  count() {
    if (this.chance(55)) return this.small();
    return this.one([undefined, null, "2", "x", NaN, Infinity, -Infinity, 1.5, -0, true, "", [2], {}, new Date(3)]);
  }
  numberLike() {
    if (this.chance(60)) return this.number();
    if (this.chance(15)) return Object(this.number());
    return this.chance(50) ? this.one(["1", "-2", "0b11", "0o7", "0xf", "-0x1", " 3 ", "x", "1e2", ""]) : this.any(1);
  }
  key() {
    return this.chance(92)
      ? this.one(KEYS)
      : this.one([SYMBOL, 0, 1, -0, "__proto__", "prototype", null, undefined, true]);
  }
  path() {
    if (this.chance(55)) return this.one(PATHS);
    if (this.chance(60)) return this.list(3, () => this.key());
    return this.key();
  }
  member(value) {
    return this.chance(75) ? this.one(KEYS.slice(0, 5)) : value;
  }

  // ---- objects ----

  any(depth = 2) {
    if (depth <= 0 || this.chance(45)) return this.primitive();
    switch (this.below(20)) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4:
        return this.plain(depth - 1);
      case 5:
      case 6:
      case 7:
      case 8:
        return this.array(depth - 1);
      case 9:
        return new Date(this.below(3));
      case 10:
        return this.one([/a/, /a/g, /b/gi]).constructor(this.one(["a", "b"]), this.one(["", "g", "i"]));
      case 11:
        return new Map(this.list(3, () => [this.any(depth - 2), this.any(depth - 1)]));
      case 12:
        return new Set(this.list(3, () => this.any(depth - 1)));
      case 13:
        return Object(this.one([true, false, 0, -0, 1, NaN, "a", "abc", "", SYMBOL]));
      case 14:
        return this.bytes();
      case 15:
        return this.one([() => new Error("x"), () => new TypeError("y"), () => ({ name: "n", message: "m" })])();
      case 16:
        return this.instance(depth - 1);
      case 17:
        return this.arrayLike(depth - 1);
      case 18:
        return (function () {
          return arguments;
        })(...this.list(3, () => this.any(depth - 1)));
      default:
        return this.one([
          () => () => 1,
          () => function named() {},
          () => class Made {},
          () => async () => 1,
          () => function* () {},
        ])();
    }
  }

  bytes() {
    const bytes = this.list(4, () => this.below(3));
    const make = [
      () => Buffer.from(bytes),
      () => new Uint8Array(bytes),
      () => new Float64Array(bytes),
      () => new Uint8Array(bytes).buffer,
      () => new DataView(new Uint8Array(bytes).buffer),
      () => new Int16Array(new Int16Array([9, ...bytes]).buffer, 2),
    ];
    return this.one(make)();
  }

  instance(depth) {
    const object = new (this.one([Base, Derived]))(this.any(depth));
    if (this.chance(30)) object.b = this.any(depth);
    return object;
  }

  arrayLike(depth) {
    const object = { length: this.one([0, 1, 2, 3, 2, 1, 4, null]) };
    for (let index = this.below(4); index > 0; index--) object[index - 1] = this.any(depth);
    if (this.chance(20)) object.extra = this.any(depth);
    return object;
  }

  plain(depth = 2) {
    const object = this.chance(6) ? Object.create(null) : this.chance(6) ? Object.create({ a: 1, up: { b: 2 } }) : {};
    for (let count = this.below(5); count > 0; count--) {
      const key = this.chance(90) ? this.one(KEYS) : this.one([SYMBOL, "d", "up"]);
      if (key !== "length" || this.chance(20)) object[key] = this.any(depth);
    }
    return object;
  }

  array(depth = 2) {
    const array = this.list(6, () => this.any(depth));
    if (array.length && this.chance(8)) delete array[this.below(array.length)];
    if (this.chance(4)) array.extra = this.any(depth);
    return array;
  }

  /** A list, or sometimes something that stands for one, or nothing. */
  arrayOr() {
    if (this.chance(75)) return this.array(1);
    return this.chance(40) ? this.arrayLike(1) : this.any(2);
  }
  numbers() {
    return this.list(8, () => this.one([1, 2, 3, 4, 5, 2.5, -1, 0, -0, NaN]));
  }
  simple() {
    return this.list(8, () => this.one([1, 2, 3, 0, -0, NaN, "a", "b", undefined, null, true]));
  }
  simpleOr() {
    return this.chance(85) ? this.simple() : this.arrayOr();
  }
  sorted() {
    return this.chance(50)
      ? this.numbers()
          .filter((n) => n === n)
          .sort((a, b) => a - b)
      : this.simple();
  }
  records() {
    return this.list(6, () => ({
      a: this.one([1, 2, 3, undefined, null, NaN, "1"]),
      b: { c: this.one([1, 2, "x"]) },
      c: this.primitive(),
    }));
  }
  object() {
    return this.chance(80) ? this.plain(2) : this.any(2);
  }
  collection() {
    switch (this.below(10)) {
      case 0:
      case 1:
      case 2:
        return this.array(2);
      case 3:
      case 4:
        return this.records();
      case 5:
      case 6:
        return this.plain(2);
      case 7:
        return this.text();
      case 8:
        return this.simple();
      default:
        return this.any(3);
    }
  }
  /** Objects that refer to each other, in circles too. */
  tangled() {
    const parts = Array.from({ length: 2 + this.below(4) }, () =>
      this.one([
        () => this.plain(1),
        () => this.array(1),
        () => new Map(),
        () => new Set(),
        () => this.instance(1),
      ])(),
    );
    for (let links = 1 + this.below(6); links > 0; links--) {
      const [from, to] = [this.one(parts), this.one(parts)];
      if (from instanceof Map) from.set(this.one(["a", "b", to]), to);
      else if (from instanceof Set) from.add(to);
      else if (Array.isArray(from)) from[this.below(3)] = to;
      else from[this.one(["a", "b", "c", "x"])] = to;
    }
    return parts[0];
  }

  /** Two equal values made apart; sometimes one is then changed a little. */
  twins(make) {
    const start = this.state;
    const first = make();
    this.state = start;
    const second = make();
    if (this.chance(40)) this.change(second);
    return this.chance(50) ? [first, second] : [second, first];
  }

  change(value) {
    if (value === null || typeof value !== "object") return;
    if (value instanceof Map) value.set(this.one(["a", "b"]), this.primitive());
    else if (value instanceof Set) value.add(this.primitive());
    else if (value instanceof Date) value.setTime(this.below(3));
    else if (ArrayBuffer.isView(value)) value[0] = 7;
    else {
      const keys = Object.keys(value);
      const key = keys.length && this.chance(80) ? this.one(keys) : this.one(["a", "b"]);
      const member = value[key];
      if (this.chance(50) && member !== null && typeof member === "object" && member !== value) this.change(member);
      else if (this.chance(30)) delete value[key];
      else value[key] = this.any(1);
    }
  }

  pairs() {
    return this.list(5, () => (this.chance(90) ? [this.key(), this.any(1)] : this.one([[], "ab", [1], {}])));
  }
}

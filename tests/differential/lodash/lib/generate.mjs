// Callbacks and shorthands out of a seeded source. Callbacks write down what they are given with `note`.

import { Values } from "./values.mjs";

export class Gen extends Values {
  constructor(seed, note) {
    super(seed);
    this.note = note;
    this.callbacks = 0;
  }

  // Writes down what it is given (`kept` arguments at most), then answers.
  logged(kept, answer) {
    const id = this.callbacks++;
    const note = this.note;
    return function (...args) {
      note(id, ...args.slice(0, kept));
      return answer.apply(this, args);
    };
  }

  fn(kept = 8) {
    const answers = [
      (value) => value,
      (_value, key) => key,
      (value) => typeof value,
      (...args) => args.length,
      (value) => String(value && value.a),
      (value) => value && value.a,
      (value) => value > 1,
      () => undefined,
      (value) => [value, value],
      (a, b) => b && a,
      (value) => (value === null || value === undefined ? value : Math.floor(value)),
      () => false,
      (a, b) => a + (typeof b === "number" ? b : 1),
    ];
    const pick = this.one(answers);
    return this.logged(kept, (...args) => {
      try {
        return pick(...args);
      } catch {
        return "failed";
      }
    });
  }

  test() {
    const pick = this.one([
      (value) => value > 1,
      (value) => !!value,
      (value) => typeof value === "string",
      (_value, key) => key === "a" || key === 1,
      () => true,
      () => false,
      (value) => value !== value,
      (value) => value && value.a,
    ]);
    return this.logged(8, (value, key) => (typeof value === "symbol" ? false : pick(value, key)));
  }

  iteratee() {
    if (this.chance(50)) return this.fn();
    return this.shorthand();
  }
  predicate() {
    if (this.chance(50)) return this.test();
    return this.shorthand();
  }
  shorthand() {
    switch (this.below(6)) {
      case 0:
      case 1:
        return this.one(["a", "b.c", "length", "c", "[0]", "0"]);
      case 2:
        return [this.one(["a", "b.c", "b", ["b", "c"]]), this.primitive()];
      case 3:
        return this.one([
          { a: 1 },
          { b: { c: 1 } },
          { a: 2, b: { c: "x" } },
          {},
          { c: undefined },
          { a: NaN },
          { b: {} },
        ]);
      case 4:
        return this.one([undefined, null, 0, 1, Symbol.iterator, true]);
      default:
        return this.any(2);
    }
  }
  comparator() {
    if (this.chance(8)) return this.one([undefined, null, "x", 1, {}]);
    const pick = this.one([
      (a, b) => a === b,
      (a, b) => typeof a === typeof b,
      (a, b) => String(a) === String(b),
      () => false,
      () => true,
      (a, b) => Math.floor(a) === Math.floor(b),
    ]);
    return this.logged(8, (a, b) => {
      try {
        return pick(a, b);
      } catch {
        return false;
      }
    });
  }
  /** For merge, clone, assign and equality; the bookkeeping object some of them pass last is not written down. */
  customizer(kept) {
    if (this.chance(8)) return this.one([undefined, null, "x", 1]);
    return this.logged(
      kept,
      this.one([
        () => undefined,
        (a) => (Array.isArray(a) ? a : undefined),
        (a, b) => (typeof b === "number" ? b + 1 : undefined),
        (a, b) => (a === undefined ? b : undefined),
        (a) => (typeof a === "string" ? true : undefined),
        (a) => (a === null ? "null" : undefined),
        (a, b) => (Array.isArray(a) && Array.isArray(b) ? a.concat(b) : undefined),
      ]),
    );
  }
}

// prepareValue over a zoo of JavaScript values, alone, in arrays, and from toPostgres; dates in several zones.

import vm from "node:vm";
import pg from "pg";
import { outcome } from "../compare.mjs";

const ZONES = ["UTC", "Asia/Kolkata", "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Africa/Monrovia"];

const DATES = [
  0, 1, 999, -1, 1577934845678, 951782400000, -62135596800000, -62135596800001, -62167219200000, -62198755200000,
  -62104060800000, -59011459200000, 253402300799999, 253402300800000, 8640000000000000, -8640000000000000, NaN,
  1583652600000, 1604210400000, -2208988800000, -5364662400000,
];

// Each entry makes its value anew, for both sides: some remember how often they were asked.
function zoo() {
  const makers = {};
  const add = (name, make) => {
    makers[name] = make;
  };
  for (const value of [
    undefined, null, "", "a", "it's", 'say "x"', "a\\b", "{a,b}", "NULL", "null", "a\0b", "\u4e2d\ud83d\ude00",
    "\ud800", " x ", true, false, 0, -0, 1, -1.5, 1e21,
    1e-7,
    123456789012345680000, NaN, Infinity, -Infinity, 5n, -12345678901234567890n,
    Symbol("s"),
    Symbol.iterator,
    Symbol(),
  ])
    add(`${typeof value} ${Object.is(value, -0) ? "-0" : String(value)}`, () => value);

  add(
    "function",
    () =>
      function f(a) {
        return a;
      },
  );
  add("arrow", () => (a) => a + 1);
  add("class", () => class A {});
  add("function with toString", () => Object.assign(() => 1, { toString: () => "mine" }));
  add("function with toPostgres", () => Object.assign(() => 1, { toPostgres: () => "mine" }));

  add("Buffer", () => Buffer.from([0, 1, 255]));
  add("Buffer, empty", () => Buffer.alloc(0));
  add("Buffer, slice", () => Buffer.from("hello").subarray(1, 3));
  add("Uint8Array", () => new Uint8Array([1, 2]));
  add("Uint16Array", () => new Uint16Array([1, 258]));
  add("Float64Array, part", () => new Float64Array([1, 2, 3]).subarray(1, 2));
  add("BigInt64Array", () => new BigInt64Array([-1n]));
  add("DataView", () => new DataView(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2));
  add("ArrayBuffer", () => new Uint8Array([1]).buffer);
  add("Buffer of another realm", () => vm.runInNewContext("new Uint8Array([9,8])"));
  add("Buffer with toPostgres", () => Object.assign(Buffer.from("b"), { toPostgres: () => "no" }));

  for (const time of DATES) add(`Date ${time}`, () => new Date(time));
  add("Date of another realm", () => vm.runInNewContext("new Date(1577934845678)"));
  add(
    "Date, subclass",
    () =>
      new (class D extends Date {
        getFullYear() {
          return 1;
        }
      })(0),
  );
  add("Date with toPostgres", () => Object.assign(new Date(0), { toPostgres: () => "no" }));
  add("Date's prototype", () => Object.create(Date.prototype));
  add("proxy of Date", () => new Proxy(new Date(0), {}));

  add("plain", () => ({ b: 1, a: [1, "x", null], c: { d: undefined } }));
  add("plain, empty", () => ({}));
  add("null prototype", () => Object.assign(Object.create(null), { a: 1 }));
  add("Map", () => new Map([[1, 2]]));
  add("Set", () => new Set([1]));
  add("RegExp", () => /x/g);
  add("Error", () => new Error("e"));
  add("Promise", () => Promise.resolve(1));
  add("boxed string", () => new String("boxed"));
  add("boxed number", () => new Number(5));
  add("boxed boolean", () => new Boolean(false));
  add("boxed bigint", () => Object(5n));
  add("boxed symbol", () => Object(Symbol("s")));
  add("URL", () => new URL("http://x/"));
  add("bigint inside", () => ({ a: 1n }));
  add("circular", () => {
    const a = {};
    a.a = a;
    return a;
  });
  add("toJSON", () => ({ toJSON: () => ({ x: 1 }) }));
  add("toJSON gives text", () => ({ toJSON: () => "t" }));
  add("toJSON gives null", () => ({ toJSON: () => null }));
  add("toJSON gives undefined", () => ({ toJSON: () => undefined }));
  add("toJSON throws", () => ({
    toJSON() {
      throw new TypeError("json");
    },
  }));
  add("toJSON throws text", () => ({
    toJSON() {
      throw "text";
    },
  }));
  add("getter throws", () => ({
    get a() {
      throw new Error("get");
    },
  }));
  add("arguments", () =>
    (function () {
      return arguments;
    })(1, 2),
  );

  for (const [name, result] of Object.entries({
    text: () => "t",
    number: () => 5,
    null: () => null,
    undefined: () => undefined,
    bytes: () => Buffer.from("b"),
    date: () => new Date(0),
    array: () => [1, [2], "x"],
    object: () => ({ a: 1 }),
    boolean: () => false,
  }))
    add(`toPostgres gives ${name}`, () => ({ toPostgres: () => result() }));
  add("toPostgres throws", () => ({
    toPostgres() {
      throw new RangeError("pg");
    },
  }));
  add("toPostgres is no function", () => ({ toPostgres: 5 }));
  add(
    "toPostgres inherited",
    () =>
      new (class {
        toPostgres() {
          return "inherited";
        }
      })(),
  );
  add("toPostgres of itself", () => ({
    toPostgres() {
      return this;
    },
    toString: () => "me",
  }));
  add("toPostgres of itself, plain", () => ({
    toPostgres() {
      return this;
    },
  }));
  add("toPostgres in a circle", () => {
    const a = { toPostgres: () => b };
    const b = { toPostgres: () => a };
    return a;
  });
  add("toPostgres of itself, no text", () =>
    Object.assign(Object.create(null), {
      toPostgres() {
        return this;
      },
    }),
  );
  add("toPostgres chain", () => ({ toPostgres: () => ({ toPostgres: () => ({ toPostgres: () => 7 }) }) }));
  add("toPostgres uses its argument", () => ({ toPostgres: (prepare) => prepare([1, new Date(0), { a: '"' }]) }));
  add("toPostgres uses its argument, twice", () => ({
    toPostgres: (prepare) => `${prepare(null)} ${prepare({ toPostgres: () => [1] })}`,
  }));
  add("toPostgres, arguments", () => ({ toPostgres: (...args) => args.map((arg) => typeof arg).join() }));

  const scalars = { ...makers };
  for (const [name, make] of Object.entries(scalars)) {
    add(`[${name}]`, () => [make()]);
    add(`[1, [${name}], null]`, () => [1, [make()], null]);
    add(`{a: ${name}}`, () => ({ a: make() }));
    add(`toPostgres gives [${name}]`, () => ({ toPostgres: () => [make()] }));
  }
  add("[]", () => []);
  add("[[]]", () => [[]]);
  add("[[], []]", () => [[], []]);
  add("[[[1, 2], [3]], 4]", () => [[[1, 2], [3]], 4]);
  add("holes", () => [1, , 3]);
  add("only holes", () => new Array(3));
  add("array, subclass", () => new (class A extends Array {})(1, 2, 3));
  add("array of another realm", () => vm.runInNewContext("[1,[2]]"));
  add("array with toPostgres", () => Object.assign([1], { toPostgres: () => "no" }));
  add("array with toJSON", () => Object.assign([1], { toJSON: () => "no" }));
  add("array in a circle", () => {
    const a = [];
    a.push(a);
    return a;
  });
  add("long array", () => Array.from({ length: 1000 }, (_, i) => `v"${i}\\`));
  return makers;
}

export default async function run(score) {
  const { prepareValue } = await import("ext:connector_pg/prepare_value.js");
  const { default: defaults } = await import("ext:connector_pg/defaults.js");
  const zone = process.env.TZ;
  for (const name of ZONES) {
    process.env.TZ = name;
    for (const asUtc of [false, true]) {
      defaults.parseInputDatesAsUTC = asUtc;
      pg.defaults.parseInputDatesAsUTC = asUtc;
      for (const [what, make] of Object.entries(zoo())) {
        if ((name !== "UTC" || asUtc) && !what.includes("Date")) continue;
        score.same(
          `prepareValue: ${what}${what.includes("Date") ? ` in ${name}, ${asUtc ? "UTC" : "local"}` : ""}`,
          outcome(() => prepareValue(make())),
          outcome(() => pg.utils.prepareValue(make())),
        );
      }
    }
  }
  defaults.parseInputDatesAsUTC = pg.defaults.parseInputDatesAsUTC = false;
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;

  const mapped = (prepare) =>
    outcome(() =>
      [
        {
          toPostgres() {
            return 1;
          },
        },
        2,
        [3],
      ].map(prepare),
    );
  score.same("prepareValue in map", mapped(prepareValue), mapped(pg.utils.prepareValue));
  const detached = (prepare) =>
    outcome(() => {
      const bytes = new Uint8Array(8);
      structuredClone(bytes, { transfer: [bytes.buffer] });
      return prepare(bytes);
    });
  score.same("prepareValue of detached bytes", detached(prepareValue), detached(pg.utils.prepareValue));
  const shares = (prepare) =>
    outcome(() => {
      const bytes = new Uint8Array([1, 2]);
      const prepared = prepare(bytes);
      bytes[0] = 9;
      return prepared;
    });
  score.same("prepareValue shares memory", shares(prepareValue), shares(pg.utils.prepareValue));
}

// What JavaScript values become in parameters, by the type that the server infers.

import { named, on } from "./make.mjs";

// Values as JavaScript source: they have to travel as text.
const VALUES = [
  "null", "undefined", "''", "'a'", "'it\\'s'", "' x '", "'5'", "'t'", "'2000-01-31'", "'{1,2}'", "'{\"a\":1}'",
  "'null'", "'\\u4e2d\\u6587'", "'\\u0000'", "'\\ud800'", "0", "-0", "1", "-1", "1.5", "1e21", "1e-7", "NaN",
  "Infinity", "-Infinity", "2147483648", "9007199254740993", "5n", "12345678901234567890n", "true", "false",
  "new Date(0)", "new Date(1577934845678)", "new Date(NaN)", "new Date(-62198755200000)", "Buffer.from('ab')",
  "Buffer.alloc(0)", "new Uint8Array([49, 50])", "new Uint16Array([1])", "new DataView(new ArrayBuffer(2))",
  "new ArrayBuffer(1)", "[]", "[1, 2]", "['a', 'b,c', 'd\"e', null, undefined, '']", "[[1, 2], [3, 4]]", "[[]]",
  "[true, false]", "[new Date(0)]", "[Buffer.from([1, 255])]", "[{ a: 1 }, { b: 'x\"y' }]", "[1, [2]]", "{}",
  "({ a: 1, b: [null, 'x'] })", "({ a: undefined })", "new Map([[1, 2]])", "new Set([1])", "/x/", "Symbol('s')",
  "(function f() {})", "((a) => a)", "new String('boxed')", "new Number(5)", "Object(5n)",
  "({ toPostgres: () => 'own' })", "({ toPostgres: () => 5 })", "({ toPostgres: () => null })",
  "({ toPostgres: () => [1, 2] })", "({ toPostgres: (prepare) => prepare([3]) })",
  "({ toPostgres: () => new Date(0) })", "({ toPostgres: () => Buffer.from('zz') })",
  "({ toPostgres() { return this; } })", "({ toPostgres() { throw new Error('own failure'); } })",
  "({ toJSON: () => ({ j: 1 }) })", "({ toJSON() { throw new TypeError('json failure'); } })", "({ a: 1n })",
  "(() => { const a = {}; a.self = a; return a; })()", "Object.create(null)",
  "Object.assign(Object.create(null), { x: 1 })", "({ toString: () => 'text' })", "new Error('e')",
  "new (class Point { constructor() { this.x = 1; } })()", "Promise.resolve(1)", "new Date(0).toISOString()",
  "[new Error('in array')]", "[Symbol('x')]", "[{ toPostgres: () => null }]",
  "[{ toPostgres: () => Buffer.from('q') }]", "[, 1]", "'x'.repeat(10000)",
  "Array.from({ length: 300 }, (_, i) => i)",
];

// eval is refused in the realm, so each case carries its values as source of its own.
function valuesCase(type, column) {
  const body = `async ({ client, attempt }) => {
    await client.query("set timezone = 'UTC'");
    const makers = [${VALUES.map((value) => `() => (${value})`).join(", ")}];
    const seen = [];
    for (const make of makers) {
      seen.push(await attempt(async () => {
        const { rows, fields } = await client.query(${JSON.stringify(column)}, [make()]);
        return [rows[0], fields[0].dataTypeID];
      }));
    }
    return seen;
  }`;
  return on(`into ${type}`, { toString: () => body });
}

const TYPES = [
  "text", "int4", "int8", "int2", "float8", "numeric", "bool", "date", "timestamp", "timestamptz", "bytea", "json",
  "jsonb", "text[]", "int4[]", "timestamptz[]", "bytea[]", "jsonb[]", "varchar(5)", "bpchar", "uuid", "interval",
  "point", "money", "oid", "name", "inet", "xml",
];

export default named("values in", [
  valuesCase("nothing said", "select $1 as v"),
  ...TYPES.map((type) => valuesCase(type, `select $1::${type} as v`)),

  on("columns of a table", async ({ client, attempt }) => {
    await client.query(
      `create temp table t (i int, b bigint, t text, n numeric, d date, z timestamptz, f bool, j jsonb, a text[],
       y bytea, u uuid)`,
    );
    const seen = [];
    for (const values of [
      [
        1, 2, 3, 4, "2000-01-01",
        new Date(0),
        true,
        { a: 1 },
        ["x"],
        Buffer.from("q"),
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
      ],
      ["1", "2", "3", "4", new Date(0), "now", "yes", "[1]", "{x}", "\\x00", null],
      [null, null, null, null, null, null, null, null, null, null, null],
      [undefined, 5n, true, 1.5, 0, 0, 1, 1, [], "abc", undefined],
      [1.5, 1, 1, 1, null, null, null, null, null, null, null],
      [1, 1, {}, 1, null, null, "maybe", null, null, null, null],
      [1, 1, [1, "x"], 1, null, null, null, [1, 2], null, null, null],
    ]) {
      seen.push(
        await attempt(async () => {
          const { rows } = await client.query(
            "insert into t values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning *",
            values,
          );
          rows[0].z = rows[0].z && rows[0].z.getTime() > 1e12 ? "now" : rows[0].z;
          return rows;
        }),
      );
    }
    return seen;
  }),

  on("inserts and reads back", async ({ client }) => {
    await client.query("create temp table t (id serial, v jsonb, w timestamptz, x float8, y bytea, z text)");
    const values = [
      { nested: { list: [1, null, "\u{1f600}"] } },
      new Date(1234567890123),
      Math.PI,
      Buffer.from(Array.from({ length: 256 }, (_, i) => i)),
      "line\nline\r\n\t\\ ' \"",
    ];
    await client.query("insert into t (v, w, x, y, z) values ($1, $2, $3, $4, $5)", values);
    return (await client.query("select * from t")).rows;
  }),

  on("the same value twice, many parameters", async ({ client }) => {
    const values = Array.from({ length: 500 }, (_, i) => i);
    const text = `select ${values.map((i) => `$${i + 1}::int`).join(" + ")} as sum, $1::text as first`;
    return (await client.query(text, values)).rows;
  }),

  on("any($1) and unnest($1)", async ({ client }) => [
    (await client.query("select i from generate_series(1, 9) i where i = any($1)", [[2, 4, 11]])).rows,
    (await client.query("select i from generate_series(1, 9) i where i = any($1)", [[]])).rows,
    (
      await client.query("select * from unnest($1::text[], $2::int[]) as t(a, b)", [
        ["x", null, 'q"'],
        [1, 2, null],
      ])
    ).rows,
    (await client.query("select 'b' = any($1::text[]) as v", [["a", "b"]])).rows,
  ]),

  on("parseInputDatesAsUTC", async ({ client, pg }) => {
    pg.defaults.parseInputDatesAsUTC = true;
    const { rows } = await client.query("select $1::text as a, $2::text[] as b", [
      new Date(1577934845678),
      [new Date(-62198755200000)],
    ]);
    pg.defaults.parseInputDatesAsUTC = false;
    return rows;
  }),

  on("utils.prepareValue by itself", async ({ pg }) => [
    pg.utils.prepareValue([1, "x", null]),
    pg.utils.prepareValue({ a: 1 }),
    pg.utils.prepareValue(new Date(0)),
    pg.utils.prepareValue(undefined),
    pg.utils.prepareValue(Buffer.from("x")),
    [1, 2].map(pg.utils.prepareValue),
  ]),

  on("long text and bytes", async ({ client }) => {
    const text = "\u4e2d".repeat(200000);
    const bytes = Buffer.alloc(300000, 7);
    const { rows } = await client.query(
      `select length($1::text) as a, $1::text = repeat('\u4e2d', 200000) as b, length($2::bytea) as c,
       md5($2::bytea) as d, $2::bytea as e`,
      [text, bytes],
    );
    return [rows[0].a, rows[0].b, rows[0].c, rows[0].d, rows[0].e.equals(bytes)];
  }),

  on("a value that fails leaves the client usable", async ({ client, attempt }) => {
    const seen = [];
    const circular = {};
    circular.self = circular;
    for (const value of [
      {
        toPostgres() {
          throw new RangeError("mine");
        },
      },
      circular,
      {
        toPostgres() {
          throw "text";
        },
      },
      { a: 1n },
    ]) {
      seen.push(await attempt(() => client.query("select $1", [value])));
      seen.push((await client.query("select 1 as fine")).rows);
    }
    return seen;
  }),

  on("the very object thrown by a value", async ({ client }) => {
    const failure = new Error("mine");
    try {
      await client.query("select $1::text", [
        {
          toPostgres() {
            throw failure;
          },
        },
      ]);
      return "no error";
    } catch (error) {
      return error === failure;
    }
  }),

  on("values are taken when the query is sent", async ({ client }) => {
    const values = [1];
    const busy = client.query("select pg_sleep(0.05)");
    const queued = client.query("select $1::int as v", values);
    values[0] = 2;
    await busy;
    return (await queued).rows;
  }),
]);

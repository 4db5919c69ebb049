// Results of many rows, which ours takes another way than a few: nobody may notice.

import { named, on } from "./make.mjs";

// Columns over a series `n`, with a NULL and the odd value among the usual ones.
const COLUMNS = {
  int4: "case when n = 5 then null else n * 1000003 end",
  int8: "n * 4611686018427387::int8",
  numeric: "n / 7.0",
  float4: "case n when 3 then 'NaN' when 4 then '-Infinity' when 5 then '-0' else n / 7.0 end::float4",
  float8: "case n when 3 then 'NaN' when 4 then 'Infinity' when 6 then '1e-300' else n * 1e15 / 7.0 end::float8",
  bool: "case when n = 2 then null else n % 2 = 0 end",
  text: "case n when 2 then null when 3 then '' when 4 then E'\"\\\\\\n\\u4e2d' else 'text ' || n end",
  uuid: "md5(n::text)::uuid",
  date: "case n when 3 then 'infinity' when 4 then '0044-03-15 BC' when 5 then '0099-02-03' else '2020-02-27'::date + n end::date",
  timestamp: "case n when 3 then '-infinity' when 4 then null else '2021-12-31 23:59:57.123456'::timestamp + n * interval '0.5 s' end",
  timestamptz: "case n when 3 then 'infinity' when 4 then '20000-01-01' else '1969-12-31 23:59:57.9999+05:30'::timestamptz + n * interval '0.5 s' end",
  interval: "n * interval '1 day 02:03:04.5'",
  json: `case n when 3 then 'null' when 4 then '[]' when 5 then '"x"' else '{"n": ' || n || ', "a": [1, {"__proto__": 2}]}' end::json`,
  jsonb: "case n when 3 then null else jsonb_build_object('n', n, '2', 'two', '1', null) end",
  bytea: "case n when 3 then null else decode(md5(n::text), 'hex') end",
  point: "point(n, -n)",
  "int4[]": "case n when 3 then '{}' when 4 then '[0:1]={5,6}' when 5 then '{{1},{2}}' when 6 then null else array[n, null, -n] end::int4[]",
  "int8[]": "array[n, n * 4611686018427387::int8]",
  "float8[]": "case n when 3 then '{NaN,Infinity}' else array[n / 3.0, null] end::float8[]",
  "text[]": `case n when 3 then '{}' when 4 then array['NULL', null, '', 'a"b', 'c\\d', ' e ', '{f}', 'g,h'] else array['x' || n] end`,
  "bool[]": "array[n % 2 = 0, null]",
  "date[]": "array['2020-02-27'::date + n]",
  "record": "row(n, 'x')",
};

const ALL = Object.entries(COLUMNS).map(([type, sql]) => `${sql} as "${type}"`).join(", ");
const MANY = `select ${ALL} from generate_series(1, 20) n`;

export default named("many rows", [
  ...Object.entries(COLUMNS).map(([type, sql]) =>
    on(type, async ({ client, data }) => (await client.query(data)).rows, `select ${sql} as v from generate_series(1, 20) n`),
  ),
  on("all types at once", async ({ client, data, brief }) => brief(await client.query(data)), MANY),
  on("as arrays", async ({ client, data }) => (await client.query({ text: data, rowMode: "array" })).rows, MANY),
  on("with values", async ({ client, data }) => (await client.query(data + " where n > $1", [9])).rows, MANY),
  on("DateStyle of another kind", async ({ client, data }) => {
    await client.query("set datestyle = 'SQL, DMY'");
    return (await client.query(data)).rows;
  }, "select '2020-02-27'::date + n as d, now() - now() + '2020-02-27'::timestamp + n * interval '1 s' as t from generate_series(1, 20) n"),
  on("no columns", async ({ client }) => (await client.query("select from generate_series(1, 20)")).rows),
  on("names of every kind", async ({ client }) =>
    (await client.query('select n as "__proto__", n as "constructor", n as "2", n as "1", n as "a""b", n as "\u4e2d", n from generate_series(1, 20) n')).rows),
  on("a name twice", async ({ client }) => {
    const { rows } = await client.query("select n as a, now() is null as b, case when n % 2 = 0 then n end as a from generate_series(1, 20) n");
    const arrays = await client.query({ text: "select n as a, -n as a from generate_series(1, 20) n", rowMode: "array" });
    return [rows, arrays.rows];
  }),
  on("rows are plain and separate", async ({ client }) => {
    const { rows } = await client.query("select n, '{}'::json as j, '{1}'::int[] as a, now() as t from generate_series(1, 20) n");
    rows[0].added = 1;
    delete rows[1].n;
    return [
      Object.getPrototypeOf(rows[2]) === Object.prototype, rows[3].j === rows[4].j, rows[3].a === rows[4].a,
      rows[3].t === rows[4].t, Object.keys(rows[0]), Object.keys(rows[1]), Object.keys(rows[2]), Array.isArray(rows), rows.length,
      Object.getOwnPropertyDescriptor(rows[5], "n"),
    ];
  }),
  on("parsers of one's own, in their order", async ({ client, pg, note, log }) => {
    pg.types.setTypeParser(20, (text) => (note("int8", text), BigInt(text) + 1n + ""));
    client.setTypeParser(25, (text) => (note("text", text), text.length));
    const { rows } = await client.query("select n::int8 as a, n as b, 't' || n as c, n::int8 as d from generate_series(1, 12) n");
    return [rows, log];
  }),
  on("JavaScript's own functions as parsers", async ({ client, pg }) => {
    for (const [oid, parser] of [[20, parseInt], [1700, parseFloat], [23, String], [25, Number], [114, JSON.parse], [700, Number]]) {
      pg.types.setTypeParser(oid, parser);
    }
    return (await client.query(`select n::int8 * 461168601842738790 as a, n / 7.0 as b, n as c, case n when 3 then ' 7 ' when 4 then '0x1f'
      when 5 then '' else n || '' end as d, '[1]'::json as e, case n when 3 then 'Infinity' else n end::float4 as f from generate_series(1, 20) n`)).rows;
  }),
  on("parsers set between queries, and by a listener in time", async ({ client, pg }) => {
    const text = "select n from generate_series(1, 10) n";
    const seen = [(await client.query(text)).rows[9]];
    pg.types.setTypeParser(23, (value) => "global " + value);
    seen.push((await client.query(text)).rows[9]);
    client.setTypeParser(23, (value) => "client " + value);
    seen.push((await client.query(text)).rows[9]);
    const types = { getTypeParser: () => (value) => "types " + value };
    seen.push((await client.query({ text, types })).rows[9]);
    const query = client.query({ text });
    pg.types.setTypeParser(23, () => "too early to see");
    client.setTypeParser(23, (value) => "in time " + value);
    seen.push((await query).rows[9]);
    return seen;
  }),
  on("a parser that throws", async ({ client, attempt, note, log }) => {
    client.setTypeParser(23, (text) => {
      note(text);
      if (text === "7") throw new RangeError("seven");
      return text;
    });
    const outcome = await attempt(() => client.query("select n, n * 2 as m from generate_series(1, 12) n"));
    return [outcome, log, (await client.query("select 'still here' as t")).rows];
  }),
  on("a row listener", async ({ client, pg, note, log }) => {
    const query = new pg.Query("select n, now() is null as b from generate_series(1, 12) n");
    query.on("row", (row, result) => note(row, result.rows.length));
    const end = new Promise((resolve) => query.on("end", resolve));
    client.query(query);
    const result = await end;
    return [log, result.rows.length, result.rowCount];
  }),
  on("a row listener and a callback", async ({ client, pg, note, log }) => {
    const rows = await new Promise((resolve, reject) => {
      const query = new pg.Query("select n from generate_series(1, 12) n", (error, result) => error ? reject(error) : resolve(result.rows));
      query.on("row", (row) => note(row));
      client.query(query);
    });
    return [log, rows];
  }),
  on("listeners of the connection", async ({ client, note, log }) => {
    client.connection.on("dataRow", (message) => note(message.name, message.fieldCount));
    const { rows } = await client.query("select n, n + 1 as m from generate_series(1, 10) n");
    return [rows, log];
  }),
  on("all messages of the connection", async ({ client, note, log }) => {
    client.connection.on("message", (message) => note(message.name));
    const { rows } = await client.query("select n from generate_series(1, 10) n");
    return [rows, log];
  }),
  on("several statements", async ({ client, brief }) =>
    (await client.query(`select n from generate_series(1, 12) n; select 1 as one; create temp table t as select n from generate_series(1, 30) n;
      select n::text, now() is null as b from generate_series(1, 10) n; table t`)).map(brief)),
  on("an error after many rows", async ({ client, attempt }) => [
    await attempt(() => client.query("select 10 / (15 - n) as n from generate_series(1, 20) n")),
    (await client.query("select n from generate_series(1, 10) n")).rows,
  ]),
  on("page by page", async ({ client }) => (await client.query({ text: "select n, n::text as t from generate_series(1, 35) n", rows: 12 })).rows),
  on("named statements", async ({ client }) => {
    const query = { name: "many", text: "select n, $1::text as t from generate_series(1, 12) n" };
    return [(await client.query({ ...query, values: ["a"] })).rows, (await client.query({ ...query, values: ["b"] })).rows];
  }),
  on("a cursor", async ({ client, require, note, log }) => {
    const Cursor = require("pg-cursor");
    const cursor = client.query(new Cursor("select n, now() is null as b from generate_series(1, 30) n"));
    cursor.on("row", (row) => note(row.n));
    const first = await cursor.read(20);
    const second = await cursor.read(20);
    await cursor.close();
    return [first, second, log];
  }),
  on("a query's own methods", async ({ client, pg, note, log }) => {
    class Mine extends pg.Query {
      handleDataRow(message) {
        note(message.fields);
        super.handleDataRow(message);
      }
    }
    const rows = await new Promise((resolve, reject) =>
      client.query(new Mine("select n from generate_series(1, 10) n", (error, result) => error ? reject(error) : resolve(result.rows))));
    pg.Result.prototype.addRow = function (row) {
      this.rows.push([row]);
    };
    return [rows, log, (await client.query("select n from generate_series(1, 10) n")).rows];
  }),
]);

// What require('pg') gives besides clients, and per-client and global type parsers.

import { bare, named, on } from "./make.mjs";

export default named("surface", [
  bare("keys", ({ pg }) => [
    Object.keys(pg),
    "native" in pg,
    Object.keys(pg).includes("native"),
    pg.native,
    typeof pg.default,
    Object.prototype.toString.call(pg),
    pg._pools,
    Object.keys(pg).map((key) => [key, typeof pg[key], pg[key] && pg[key].name]),
  ]),
  bare("classes", ({ pg }) =>
    ["Client", "Query", "Pool", "Connection", "TypeOverrides", "DatabaseError", "Result"].map((name) => {
      try {
        pg[name]();
        return [name, "callable"];
      } catch (error) {
        return [name, error.constructor.name, error.message];
      }
    }),
  ),
  bare("instances are emitters", ({ pg, require }) => {
    const { EventEmitter } = require("events");
    return [
      new pg.Client() instanceof EventEmitter,
      new pg.Pool() instanceof EventEmitter,
      new pg.Query("x") instanceof EventEmitter,
      typeof new pg.Client().on,
      new pg.Client().constructor.name,
    ];
  }),
  bare("methods of a client", ({ pg }) => {
    const client = new pg.Client();
    return [
      "connect", "query", "end", "escapeIdentifier", "escapeLiteral", "setTypeParser", "getTypeParser",
      "getTransactionStatus", "ref", "unref", "cancel", "release", "emit",
    ].map((name) => [name, typeof client[name]]);
  }),
  bare("subclass of Client", async ({ pg, config }) => {
    class Mine extends pg.Client {
      async one(text) {
        return (await this.query(text)).rows[0];
      }
    }
    const client = new Mine(config);
    await client.connect();
    const seen = [await client.one("select 1 as a"), client instanceof pg.Client, client.constructor.name];
    await client.end();
    return seen;
  }),
  bare("required twice", ({ require, pg }) => [
    require("pg") === pg,
    require("pg").Client === pg.Client,
    require("pg-types") === pg.types,
  ]),
  bare("defaults", ({ pg }) => [Object.keys(pg.defaults), { ...pg.defaults, user: null }, pg.defaults.parseInt8]),
  bare("builtins", ({ pg }) => pg.types.builtins),
  bare("types", ({ pg }) => [
    Object.keys(pg.types),
    pg.types.getTypeParser(23)("5"),
    pg.types.getTypeParser(20)("5"),
    pg.types.getTypeParser(99999)("x"),
    pg.types.getTypeParser(99999)(5),
    pg.types.arrayParser.create("{1,2,{3}}", Number).parse(),
    pg.types.getTypeParser(1184)("2000-01-01 00:00:00+00"),
    pg.types.getTypeParser(1186)("1 day").toPostgres(),
    pg.types.getTypeParser(17)("\\x00"),
    pg.types.getTypeParser(3802)('{"a":1}'),
    pg.types.getTypeParser(25, "text")("x"),
  ]),
  bare("escaping", ({ pg }) => [
    pg.escapeIdentifier('a"b'),
    pg.escapeLiteral("it's"),
    pg.escapeLiteral("back\\slash"),
    pg.escapeLiteral(null),
    pg.escapeLiteral(5),
    pg.Client.prototype.escapeIdentifier("x y"),
    pg.Client.prototype.escapeLiteral("'"),
    new pg.Client().escapeLiteral("\\'"),
  ]),
  bare("escapeIdentifier of what isn't text", ({ pg }) =>
    [5, null, undefined, {}].map((value) => {
      try {
        return pg.escapeIdentifier(value);
      } catch (error) {
        return error;
      }
    }),
  ),
  on("escaped text comes back", async ({ client, pg }) => {
    const seen = [];
    for (const text of ["plain", "it's", "back\\slash", 'dou"ble', "\\'", "new\nline", "\u{1f600}", "", "E'x'", "$1"]) {
      const { rows } = await client.query(`select ${pg.escapeLiteral(text)} as ${pg.escapeIdentifier(`${text}c`)}`);
      seen.push(rows[0]);
    }
    return seen;
  }),
  bare("utils", ({ pg }) => [Object.keys(pg.utils), pg.utils.prepareValue([1]), pg.utils.prepareValue.length]),
  bare("DatabaseError by hand", ({ pg }) => {
    const error = new pg.DatabaseError("message", 5, "error");
    return [error, error instanceof Error, String(error), Object.keys(error)];
  }),
  bare("TypeOverrides", ({ pg }) => {
    const overrides = new pg.TypeOverrides();
    overrides.setTypeParser(23, (text) => `<${text}>`);
    overrides.setTypeParser(25, "binary", () => "binary");
    return [
      overrides.getTypeParser(23)("1"),
      overrides.getTypeParser(25)("x"),
      overrides.getTypeParser(25, "binary")("x"),
      overrides.getTypeParser(16)("t"),
      pg.types.getTypeParser(23)("1"),
      Object.keys(overrides),
    ];
  }),
  bare("Result by hand", ({ pg }) => {
    const result = new pg.Result();
    return [Object.keys(result), result.command, result.rowCount, result.oid, result.rows, result.fields];
  }),

  on("parseInt8", async ({ client, pg }) => {
    const read = async () => (await client.query("select 5::int8 as a, array[5::int8, null] as b, count(*) as c")).rows;
    const seen = [await read()];
    pg.defaults.parseInt8 = true;
    seen.push(await read());
    pg.defaults.parseInt8 = false;
    seen.push(await read());
    return seen;
  }),
  on("global setTypeParser", async ({ client, pg }) => {
    pg.types.setTypeParser(1700, (text) => Number(text));
    pg.types.setTypeParser(pg.types.builtins.DATE, "text", (text) => `date ${text}`);
    pg.types.setTypeParser(25, (text) => text.toUpperCase());
    return (
      await client.query("select 1.50 as a, date '2000-01-01' as b, 'x'::text as c, null::text as d, array['x'] as e")
    ).rows;
  }),
  on("a client's setTypeParser", async ({ client, pg, config }) => {
    client.setTypeParser(23, (text) => `client ${text}`);
    client.setTypeParser(25, "text", (text) => `text ${text}`);
    const other = new pg.Client(config);
    await other.connect();
    const text = "select 1 as a, 'x'::text as b";
    const seen = [
      (await client.query(text)).rows,
      (await other.query(text)).rows,
      client.getTypeParser(23)("5"),
      pg.types.getTypeParser(23)("5"),
    ];
    await other.end();
    return seen;
  }),
  bare("who wins among parsers", async ({ pg, config }) => {
    const client = new pg.Client({ ...config, types: { getTypeParser: (oid) => (text) => `config ${oid} ${text}` } });
    await client.connect();
    pg.types.setTypeParser(23, () => "global");
    const text = "select 1 as a, 'x'::text as b";
    const seen = [(await client.query(text)).rows];
    client.setTypeParser(23, () => "client");
    seen.push(
      (await client.query(text)).rows,
      (await client.query({ text, types: { getTypeParser: () => () => "query" } })).rows,
    );
    await client.end();
    return seen;
  }),
  on("a parser is called with the text alone, never for NULL", async ({ client, note, log }) => {
    client.setTypeParser(23, (...args) => {
      note(args);
      return args.length;
    });
    const { rows } = await client.query("select 1 as a, null::int as b");
    return [rows, log];
  }),
  on("parsers may return anything", async ({ client }) => {
    const values = [undefined, null, NaN, { a: 1 }, [1], () => 1];
    let i = 0;
    client.setTypeParser(23, () => values[i++]);
    return (await client.query("select 1 as a, 2 as b, 3 as c, 4 as d, 5 as e, 6 as f")).rows;
  }),
  bare("connection is an emitter", async ({ pg, config, note, log }) => {
    const client = new pg.Client(config);
    note(typeof client.connection, typeof client.connection.on, typeof client.connection.emit);
    return log;
  }),
]);

// How `query` may be called, what it returns, and what misuse gives.

import { bare, named, on } from "./make.mjs";

export default named("query forms", [
  on("text", async ({ client, brief }) => brief(await client.query("select 1 as a"))),
  on("text and values", async ({ client, brief }) => brief(await client.query("select $1::int as a", [1]))),
  on("text, empty values", async ({ client, brief }) => brief(await client.query("select 1 as a", []))),
  on("text, null values", async ({ client, brief }) => [
    brief(await client.query("select 1 as a", null)),
    brief(await client.query("select 1 as a", undefined)),
  ]),
  on(
    "text and callback",
    ({ client, note, log }) =>
      new Promise((resolve) => {
        note(
          "returned",
          client.query("select 1 as a", (...outcome) => {
            note("called", outcome.length, outcome[0], outcome[1].rows, outcome[1].constructor.name);
            resolve(log);
          }),
        );
        note("later");
      }),
  ),
  on(
    "text, values and callback",
    ({ client, note, log }) =>
      new Promise((resolve) => {
        note(
          "returned",
          client.query("select $1::text as a", ["x"], (error, result) => {
            note(error, result.rows);
            resolve(log);
          }),
        );
      }),
  ),
  on(
    "failing, with callback",
    ({ client, note, log }) =>
      new Promise((resolve) => {
        note(
          "returned",
          client.query("select nope", (...outcome) => {
            note("called", outcome.length, ...outcome);
            resolve(log);
          }),
        );
      }),
  ),
  on("config", async ({ client, brief }) => brief(await client.query({ text: "select $1::int as a", values: [2] }))),
  on("config and values", async ({ client, brief }) => [
    brief(await client.query({ text: "select $1::int as a" }, [3])),
    brief(await client.query({ text: "select $1::int as a", values: [1] }, [4])),
  ]),
  on(
    "config and callback",
    ({ client, note, log }) =>
      new Promise((resolve) => {
        note(
          "returned",
          client.query({ text: "select 1 as a" }, (error, result) => {
            note(error, result.rows);
            resolve(log);
          }),
        );
      }),
  ),
  on(
    "config, values and callback",
    ({ client, note, log }) =>
      new Promise((resolve) => {
        note(
          "returned",
          client.query({ text: "select $1::int as a" }, [5], (error, result) => {
            note(error, result.rows);
            resolve(log);
          }),
        );
      }),
  ),
  on(
    "config with its own callback",
    ({ client, note, log }) =>
      new Promise((resolve) => {
        note(
          "returned",
          client.query({
            text: "select 1 as a",
            callback: (error, result) => {
              note("own", error, result.rows);
              resolve(log);
            },
          }),
        );
      }),
  ),
  on(
    "callback argument over config's",
    ({ client, note, log }) =>
      new Promise((resolve) => {
        client.query(
          {
            text: "select 1",
            callback: () => {
              note("own");
              resolve(log);
            },
          },
          () => {
            note("argument");
            resolve(log);
          },
        );
      }),
  ),
  on("config isn't changed", async ({ client }) => {
    const config = Object.freeze({ text: "select $1::int as a", values: Object.freeze([1]) });
    const { rows } = await client.query(config);
    const open = { text: "select $1::int as a" };
    await client.query(open, [2]);
    await new Promise((resolve) => client.query(open, [3], resolve));
    return [rows, Object.keys(open)];
  }),
  on("config with inherited properties and getters", async ({ client }) => {
    class Wanted {
      get text() {
        return "select $1::int as a";
      }
      get values() {
        return [7];
      }
    }
    const child = Object.create({ text: "select 8 as a", rowMode: "array" });
    return [(await client.query(new Wanted())).rows, (await client.query(child)).rows];
  }),
  on(
    "unknown config keys",
    async ({ client }) =>
      (await client.query({ text: "select 1 as a", nope: true, callback: undefined, name: undefined })).rows,
  ),
  on("queryMode extended", async ({ client, brief, attempt }) => [
    brief(await client.query({ text: "select 1 as a", queryMode: "extended" })),
    await attempt(() => client.query({ text: "select 1; select 2", queryMode: "extended" })),
    await attempt(() => client.query({ text: "select 1; select 2", queryMode: "simple" }).then((r) => r.length)),
  ]),
  on("rows pages through but delivers all", async ({ client, brief }) => [
    brief(await client.query({ text: "select i from generate_series(1, 7) i", rows: 3 })),
    brief(await client.query({ text: "select $1::int + i as i from generate_series(1, 4) i", values: [1], rows: 1 })),
    (await client.query({ text: "select 1 where false", rows: 2 })).rows,
  ]),
  on("binary asked for gives the same", async ({ client }) => {
    const { rows } = await client.query({
      text: "select $1::int as a, 't'::bool as b, 'x'::text as c",
      values: [1],
      binary: true,
    });
    return rows;
  }),
  on("a promise is a Promise", async ({ client }) => {
    const promise = client.query("select 1");
    const kind = [promise instanceof Promise, promise.constructor === Promise, Object.keys(promise)];
    await promise;
    return kind;
  }),
  on("own Promise class", async ({ pg, config }) => {
    class Mine extends Promise {}
    const client = new pg.Client({ ...config, Promise: Mine });
    const connected = client.connect();
    const kinds = [connected instanceof Mine];
    await connected;
    const queried = client.query("select 1");
    kinds.push(queried instanceof Mine);
    await queried;
    const ended = client.end();
    kinds.push(ended instanceof Mine);
    await ended;
    return kinds;
  }),

  on("null and undefined throw", async ({ client }) =>
    [undefined, null].map((value) => {
      try {
        return client.query(value);
      } catch (error) {
        return error;
      }
    }),
  ),
  on("a callback that is no function throws", async ({ client }) =>
    [["select 1", [], "x"], ["select 1", [], {}], [{ text: "select 1", callback: 5 }], ["select 1", [], true]].map(
      (args) => {
        try {
          const returned = client.query(...args);
          returned.catch(() => {});
          return "returned";
        } catch (error) {
          return error;
        }
      },
    ),
  ),
  ...[
    ["an empty object", "{}"],
    ["text that is a number", "{ text: 5 }"],
    ["a number", "5"],
    ["true", "true"],
    ["an array", "[]"],
    ["a Buffer", "Buffer.from('select 1')"],
    ["a function", "() => 1"],
    ["values that are text", "{ text: 'select $1', values: 'x' }"],
    ["values that are an object", "{ text: 'select $1', values: { a: 1 } }"],
    ["values that are a number", "{ text: 'select $1::int', values: 5 }"],
    ["values null in a config", "{ text: 'select 1 as a', values: null }"],
    ["a name without text", "{ name: 'never seen' }"],
    ["a name and values without text", "{ name: 'never', values: [1] }"],
    ["empty text", "{ text: '' }"],
    ["a String object", "new String('select 1 as a')"],
  ].map(([what, source]) =>
    on(`misuse: ${what}`, {
      toString: () => `async ({ client, attempt, brief }) => [
      await attempt(async () => brief(await client.query(${source}))),
      (await client.query("select 'fine' as a")).rows,
    ]`,
    }),
  ),
  on("values that are text, separately", async ({ client, attempt }) => [
    await attempt(() => client.query("select $1", "x")),
    await attempt(() => client.query("select $1", { a: 1 })),
    await attempt(() => client.query("select $1", 5)),
    (await client.query("select 1 as a")).rows,
  ]),
  on("too few and too many values", async ({ client, attempt }) => [
    await attempt(() => client.query("select $1::int, $2::int", [1])),
    await attempt(() => client.query("select $1::int", [1, 2])),
    await attempt(() => client.query("select 1", [1])),
    await attempt(() => client.query("select $1::int")),
    (await client.query("select 1 as a")).rows,
  ]),
  on(
    "misuse by callback comes later",
    ({ client, note, log }) =>
      new Promise((resolve) => {
        client.query({}, (error) => {
          note("called", error);
          resolve(log);
        });
        note("first");
      }),
  ),

  bare("before connect is called", async ({ pg, config, note, log, sleep }) => {
    const client = new pg.Client(config);
    const first = client.query("select 1 as a").then((result) => note(result.rows));
    client.query("select 2 as a", (error, result) => note(error, result.rows));
    await sleep(20);
    note("not connected yet");
    await client.connect();
    await first;
    await client.query("select 3 as a");
    await client.end();
    return log;
  }),
  bare("connect not awaited", async ({ pg, config }) => {
    const client = new pg.Client(config);
    client.connect();
    const { rows } = await client.query("select 1 as a");
    await client.end();
    return rows;
  }),
  on("the result's shape", async ({ client }) => {
    const result = await client.query("select 1 as a, 'x' as b");
    return [
      result.constructor.name,
      Object.keys(result),
      Object.keys(result.fields[0]),
      result.fields[0].constructor.name,
      result.fields,
      result.rowAsArray,
      result.rows.length,
      Array.isArray(result.rows),
    ];
  }),
  on("rowMode array", async ({ client }) => {
    const { rows, fields } = await client.query({
      text: "select 1 as a, 2 as a, null, date '2000-01-01'",
      rowMode: "array",
    });
    const more = await client.query({ text: "select $1::int as a, $2::text as b", values: [1, "x"], rowMode: "array" });
    return [
      rows,
      fields.map((field) => field.name),
      more.rows,
      (await client.query({ text: "select", rowMode: "array" })).rows,
      (await client.query({ text: "select 1 as a", rowMode: "object" })).rows,
    ];
  }),
  on("no columns, no rows", async ({ client, brief }) => [
    brief(await client.query("select")),
    brief(await client.query("select 1 as a where false")),
    brief(await client.query("select from generate_series(1, 3)")),
  ]),
  on("types of a query", async ({ client }) => {
    const types = { getTypeParser: (oid, format) => (text) => `${oid} ${format} ${text}` };
    return [
      (await client.query({ text: "select 1 as a, 'x' as b, null as c, array[1] as d", types })).rows,
      (await client.query({ text: "select $1::int8 as a", values: [5], types })).rows,
      (await client.query({ text: "select 1 as a, 2 as b", types, rowMode: "array" })).rows,
    ];
  }),
  on("a type parser that throws", async ({ client, attempt }) => {
    const types = {
      getTypeParser: () => () => {
        throw new RangeError("parser");
      },
    };
    return [
      await attempt(() => client.query({ text: "select 1 as a", types })),
      await attempt(() => client.query({ text: "select i from generate_series(1, 3) i", types })),
      (await client.query("select 1 as a")).rows,
    ];
  }),
  on("error stacks name the caller", async ({ client }) => {
    async function someUserFunction() {
      await client.query("select nope");
    }
    try {
      await someUserFunction();
      return "no error";
    } catch (error) {
      return [error.stack.includes("someUserFunction"), error.stack.split("\n")[0]];
    }
  }),
]);

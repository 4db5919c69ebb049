// pg.Query and pg-cursor.

import { bare, named, on } from "./make.mjs";

export default named("submittables", [
  on(
    "Query: events",
    ({ client, pg, note, log }) =>
      new Promise((resolve) => {
        const query = client.query(new pg.Query("select i from generate_series(1, 3) i"));
        note(query instanceof pg.Query, query.constructor.name);
        query.on("row", (row, result) => note("row", row, result.constructor.name, result.rows.length));
        query.on("error", (error) => note("error", error));
        query.on("end", (result) => {
          note("end", result.rows, result.rowCount, result.command);
          resolve(log);
        });
      }),
  ),
  on(
    "Query: values",
    ({ client, pg, note, log }) =>
      new Promise((resolve) => {
        const query = new pg.Query("select $1::int as a, $2::text as b", [1, "x"]);
        note(client.query(query) === query);
        query.on("row", (row) => note("row", row));
        query.on("end", (result) => {
          note("end", result.rowCount);
          resolve(log);
        });
      }),
  ),
  on(
    "Query: config",
    ({ client, pg, note, log }) =>
      new Promise((resolve) => {
        const query = client.query(new pg.Query({ text: "select $1::int as a", values: [5], rowMode: "array" }));
        query.on("row", (row) => note("row", row));
        query.on("end", () => resolve(log));
      }),
  ),
  on(
    "Query: callback",
    ({ client, pg, note, log }) =>
      new Promise((resolve) => {
        const query = new pg.Query("select 1 as a", (...outcome) => {
          note("called", outcome.length, outcome[0], outcome[1].rows);
          resolve(log);
        });
        query.on("row", (row) => note("row", row));
        query.on("end", () => note("end"));
        note(client.query(query) === query);
      }),
  ),
  on(
    "Query: callback of query()",
    ({ client, pg, note, log, sleep }) =>
      new Promise((resolve) => {
        const query = new pg.Query("select 1 as a");
        query.on("end", () => note("end"));
        client.query(query, async (error, result) => {
          note(error, result.rows);
          await sleep(20);
          resolve(log);
        });
      }),
  ),
  on(
    "Query: values and callback",
    ({ client, pg }) =>
      new Promise((resolve) => {
        client.query(new pg.Query("select $1::int as a", [3], (error, result) => resolve([error, result.rows])));
      }),
  ),
  on(
    "Query: an error, with listener",
    ({ client, pg, note, log, sleep }) =>
      new Promise((resolve) => {
        const query = client.query(new pg.Query("select nope"));
        query.on("end", () => note("end"));
        query.on("error", async (error) => {
          note("error", error);
          await sleep(20);
          note((await client.query("select 1 as a")).rows);
          resolve(log);
        });
      }),
  ),
  on(
    "Query: an error, with callback",
    ({ client, pg, note, log, sleep }) =>
      new Promise((resolve) => {
        const query = new pg.Query("select nope", async (error) => {
          note("called", error.code);
          await sleep(20);
          resolve(log);
        });
        query.on("error", () => note("error event"));
        query.on("end", () => note("end event"));
        client.query(query);
      }),
  ),
  on(
    "Query: an error after rows",
    ({ client, pg, note, log }) =>
      new Promise((resolve) => {
        const query = client.query(new pg.Query("select 1 / (3 - i) as v from generate_series(1, 5) i"));
        query.on("row", (row) => note("row", row));
        query.on("error", (error) => {
          note("error", error.code);
          resolve(log);
        });
      }),
  ),
  on(
    "Query: several statements",
    ({ client, pg, note, log }) =>
      new Promise((resolve) => {
        const query = client.query(new pg.Query("select 1 as a; select 2 as b"));
        query.on("row", (row) => note("row", row));
        query.on("end", (results) => {
          note(
            "end",
            Array.isArray(results),
            [].concat(results).map((result) => result.rowCount),
          );
          resolve(log);
        });
      }),
  ),
  on(
    "Query: no rows",
    ({ client, pg, note, log }) =>
      new Promise((resolve) => {
        const query = client.query(new pg.Query("set work_mem = '5MB'"));
        query.on("row", () => note("row"));
        query.on("end", (result) => {
          note("end", result.command, result.rows);
          resolve(log);
        });
      }),
  ),
  on(
    "Query: named",
    ({ client, pg, note, log }) =>
      new Promise((resolve) => {
        const config = { name: "n", text: "select $1::int as a", values: [1] };
        client.query(
          new pg.Query(config, (error, result) => {
            note(error, result.rows);
            client.query(
              new pg.Query({ ...config, values: [2] }, (again, second) => {
                note(again, second.rows);
                resolve(log);
              }),
            );
          }),
        );
      }),
  ),
  on(
    "Query: used twice",
    ({ client, pg, note, log, sleep }) =>
      new Promise((resolve) => {
        const query = new pg.Query("select 1 as a");
        query.on("end", (result) => note("end", result.rowCount));
        client.query(query);
        client.query("select 2", async () => {
          await sleep(20);
          resolve(log);
        });
      }),
  ),
  on("Query: misuse", async ({ client, pg, attempt }) => {
    const seen = [];
    for (const args of [[], [null], [{}], ["select $1", "x"], [5]]) {
      seen.push(
        await attempt(
          () =>
            new Promise((resolve, reject) => {
              const query = new pg.Query(...args);
              query.on("error", reject);
              query.on("end", (result) => resolve(result.rows));
              client.query(query);
            }),
        ),
      );
    }
    seen.push((await client.query("select 1 as a")).rows);
    return seen;
  }),
  bare("Query: shape", ({ pg }) => {
    const query = new pg.Query("select $1", [1]);
    return [
      pg.Client.Query === pg.Query,
      query.text, query.values, query.name, query.rows, query.binary, query.callback,
      typeof query.submit,
      typeof query.on,
      new pg.Query({ text: "x", name: "n", rows: 2, binary: true, values: [1] }).name,
    ];
  }),
  bare("Query: before connect", async ({ pg, config, note, log }) => {
    const client = new pg.Client(config);
    const query = client.query(new pg.Query("select 1 as a"));
    query.on("row", (row) => note(row));
    const ended = new Promise((resolve) => query.on("end", resolve));
    await client.connect();
    await ended;
    await client.end();
    return log;
  }),
  bare("Query: after end", async ({ pg, config, note, log }) => {
    const client = new pg.Client(config);
    await client.connect();
    await client.end();
    const query = client.query(new pg.Query("select 1 as a"));
    await new Promise((resolve) =>
      query.on("error", (error) => {
        note(error);
        resolve();
      }),
    );
    return log;
  }),
  on(
    "a submittable of one's own",
    ({ client, note, log }) =>
      new Promise((resolve) => {
        const own = {
          submit() {
            note("submitted", this === own);
            return new Error("refused by itself");
          },
          handleError(error) {
            note("handleError", error);
            resolve(log);
          },
        };
        note(client.query(own) === own);
      }),
  ),

  on("Cursor: read to the end", async ({ client, require }) => {
    const Cursor = require("pg-cursor");
    const cursor = client.query(new Cursor("select i from generate_series(1, 5) i"));
    const seen = [
      cursor.constructor.name,
      await cursor.read(2),
      await cursor.read(2),
      await cursor.read(2),
      await cursor.read(2),
      await cursor.read(2),
    ];
    await cursor.close();
    seen.push((await client.query("select 1 as a")).rows);
    return seen;
  }),
  on("Cursor: values, rowMode, types", async ({ client, require }) => {
    const Cursor = require("pg-cursor");
    const seen = [];
    const one = client.query(new Cursor("select $1::int + i as a from generate_series(1, 3) i", [10]));
    seen.push(await one.read(100));
    await one.close();
    const two = client.query(new Cursor("select $1::int as a, 'x' as b", [1], { rowMode: "array" }));
    seen.push(await two.read(1));
    await two.close();
    const three = client.query(
      new Cursor("select 1 as a", [], { types: { getTypeParser: () => (text) => `<${text}>` } }),
    );
    seen.push(await three.read(1));
    await three.close();
    return seen;
  }),
  on(
    "Cursor: callback",
    ({ client, require, note, log }) =>
      new Promise((resolve) => {
        const Cursor = require("pg-cursor");
        const cursor = client.query(new Cursor("select i from generate_series(1, 3) i"));
        note(
          cursor.read(2, (...outcome) => {
            note("first", outcome.length, outcome[0], outcome[1], outcome[2].command, outcome[2].fields.length);
            cursor.read(2, (error, rows, result) => {
              note("second", error, rows, result.rowCount);
              cursor.read(2, (last, none) => {
                note("third", last, none);
                cursor.close((...closed) => {
                  note("closed", closed);
                  resolve(log);
                });
              });
            });
          }),
        );
      }),
  ),
  on("Cursor: close early", async ({ client, require, note, log }) => {
    const Cursor = require("pg-cursor");
    const cursor = client.query(new Cursor("select i from generate_series(1, 1000) i"));
    note((await cursor.read(3)).length);
    note(await cursor.close());
    note(await cursor.close());
    note((await client.query("select 1 as a")).rows, await cursor.read(1));
    return log;
  }),
  on("Cursor: close before it is submitted", async ({ client, require }) => {
    const Cursor = require("pg-cursor");
    const cursor = new Cursor("select 1");
    return [await cursor.close(), (await client.query("select 1 as a")).rows];
  }),
  on("Cursor: an error", async ({ client, require, attempt }) => {
    const Cursor = require("pg-cursor");
    const cursor = client.query(new Cursor("select nope"));
    const seen = await Promise.all([attempt(() => cursor.read(1)), attempt(() => cursor.read(1))]);
    seen.push(await attempt(() => cursor.read(1)));
    return [seen, (await client.query("select 1 as a")).rows];
  }),
  on("Cursor: an error in the middle", async ({ client, require, attempt }) => {
    const Cursor = require("pg-cursor");
    const cursor = client.query(new Cursor("select 1 / (3 - i) as v from generate_series(1, 5) i"));
    return [
      await attempt(() => cursor.read(2)),
      await attempt(() => cursor.read(2)),
      await attempt(() => cursor.read(2)),
      (await client.query("select 1 as a")).rows,
    ];
  }),
  on("Cursor: bad values", async ({ client, require, attempt }) => {
    const Cursor = require("pg-cursor");
    return [
      await attempt(() => client.query(new Cursor("select $1::int", ["x"])).read(1)),
      (await client.query("select 1 as a")).rows,
    ];
  }),
  on("Cursor: events", async ({ client, require, note, log }) => {
    const Cursor = require("pg-cursor");
    const cursor = client.query(new Cursor("select i from generate_series(1, 3) i"));
    cursor.on("row", (row, result) => note("row", row, result.constructor.name));
    cursor.on("end", (result) => note("end", result.rowCount));
    cursor.on("error", (error) => note("error", error.code));
    note(await cursor.read(2));
    note(await cursor.read(2));
    await cursor.close();
    return log;
  }),
  on("Cursor: queries behind it wait", async ({ client, require, note, log }) => {
    const Cursor = require("pg-cursor");
    const cursor = client.query(new Cursor("select i from generate_series(1, 3) i"));
    const behind = client.query("select 1").then(() => note("behind"));
    note((await cursor.read(1)).length);
    note((await cursor.read(5)).length);
    note("closing");
    await cursor.close();
    await behind;
    return log;
  }),
  on("Cursor: statements without rows", async ({ client, require, attempt }) => {
    const Cursor = require("pg-cursor");
    const seen = [];
    for (const text of [
      "create temp table t (a int)", "insert into t values (1) returning a", "update t set a = 2", "",
      "select 1 where false",
    ]) {
      const cursor = client.query(new Cursor(text));
      seen.push(await attempt(() => cursor.read(5)));
      await cursor.close();
    }
    return seen;
  }),
  bare("Cursor: with a pool's client", async ({ pg, config, require }) => {
    const Cursor = require("pg-cursor");
    const pool = new pg.Pool(config);
    const client = await pool.connect();
    const cursor = client.query(new Cursor("select i from generate_series(1, 3) i"));
    const rows = await cursor.read(10);
    await cursor.close();
    client.release();
    await pool.end();
    return rows;
  }),
]);

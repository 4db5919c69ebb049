// Command tags, row counts, several statements in one text, named statements.

import { named, on } from "./make.mjs";

const COMMANDS = [
  "select 1 as a", "select 1 as a union all select 2", "values (1), (2)", "table pg_temp.t",
  "insert into t values (2)", "insert into t values (3), (4) returning a", "insert into t select 5 where false",
  "insert into t values (1) on conflict do nothing", "update t set a = a",
  "update t set a = a where a = 1 returning *", "update t set a = a where false", "delete from t where a = 4",
  "delete from t where false returning a", "truncate t", "create temp table u (x int)",
  "create temp table v as select 1 as x", "select 1 as x into temp w", "alter table t add column b text",
  "drop table if exists nope", "create index on t (a)", "begin", "lock table t", "savepoint s", "release savepoint s",
  "commit", "rollback", "start transaction", "end", "set work_mem = '5MB'", "reset work_mem", "show work_mem",
  "set local work_mem = '5MB'", "explain (costs off) select 1", "do $$ begin null; end $$",
  "prepare p as select 1 as a", "execute p", "deallocate p", "discard temp", "listen c", "notify c", "unlisten c",
  "declare c cursor with hold for select 1 as a", "fetch 1 from c", "move 1 from c", "close c",
  "comment on table pg_class is null", "grant select on t to public", "analyze t", "vacuum t", "checkpoint",
  "call p()", "", " ", ";", ";;", "-- comment", "/* c */ ;", "select",
  `merge into t using (values (1),
   (9)) as s(a) on t.a = s.a when matched then delete when not matched then insert values (s.a)`,
  "with x as (insert into t values (77) returning a) select * from x",
  "with x as (select 1) update t set a = a where a = 77", "refresh materialized view nope", "copy t to stdout",
  "copy (select 1 as a) to stdout", "copy t from stdin", "reindex table t", "cluster t using t_a_key",
  "security label on table t is 'x'",
];

export default named("results", [
  ...COMMANDS.map((text) =>
    on(
      `tag of ${JSON.stringify(text)}`,
      async ({ client, attempt, brief, data }) => {
        await client.query("set client_min_messages = error");
        await client.query("create temp table t (a int primary key)");
        await client.query("insert into t values (1)");
        // What some of the texts need to have run before.
        const before = {
          "execute p": "prepare p as select 1 as a",
          "deallocate p": "prepare p as select 1 as a",
          "lock table t": "begin",
          "savepoint s": "begin",
          "release savepoint s": "begin; savepoint s",
          "fetch 1 from c": "declare c cursor with hold for select 1 as a",
          "move 1 from c": "declare c cursor with hold for select 1 as a",
          "close c": "declare c cursor with hold for select 1 as a",
          "call p()": "create procedure pg_temp.p() language sql as 'select 1'",
        };
        if (before[data]) await client.query(before[data]);
        const text = data === "call p()" ? "call pg_temp.p()" : data;
        const simple = await attempt(async () => brief(await client.query(text)));
        if (simple.error) await client.query("");
        const state = client.getTransactionStatus();
        return [simple, state, await attempt(async () => brief(await client.query({ text, queryMode: "extended" })))];
      },
      text,
    ),
  ),

  on("several statements", async ({ client, brief }) => {
    const several = await client.query(
      `select 1 as a; select 2 as b, 3 as c; create temp table t (x int); insert into t values (1), (2);
       select * from t where false`,
    );
    return [Array.isArray(several), several.map(brief), several.map((result) => result.constructor.name)];
  }),
  on("several statements, one with a result", async ({ client, brief }) => {
    const one = await client.query(";; select 1 as a;");
    const two = await client.query("set work_mem = '5MB'; select 1 as a");
    return [Array.isArray(one), brief(one), Array.isArray(two), two.map(brief)];
  }),
  on("several statements, an error in the middle", async ({ client, attempt }) => {
    await client.query("create temp table t (x int)");
    const failed = await attempt(() => client.query("insert into t values (1); select nope; insert into t values (2)"));
    return [failed, (await client.query("select * from t")).rows, client.getTransactionStatus()];
  }),
  on("several statements with values", async ({ client, attempt }) => [
    await attempt(() => client.query("select 1; select $1::int", [1])),
    (await client.query("select 1 as a")).rows,
  ]),
  on("several statements, own transaction", async ({ client }) => {
    const results = await client.query(
      "begin; create temp table t (x int) on commit drop; insert into t values (1); select count(*) from t; commit",
    );
    return [results.map((result) => result.command), results[3].rows, client.getTransactionStatus()];
  }),
  on("several statements, rowMode array", async ({ client }) =>
    (await client.query({ text: "select 1 as a; select 2 as b, 3", rowMode: "array" })).map((result) => result.rows),
  ),
  on(
    "several statements with a callback",
    ({ client }) =>
      new Promise((resolve) =>
        client.query("select 1 as a; select 2 as a", (error, results) =>
          resolve([error, results.length, results[1].rows]),
        ),
      ),
  ),
  on("many statements", async ({ client }) => {
    const results = await client.query(Array.from({ length: 60 }, (_, i) => `select ${i} as i`).join(";"));
    return results.map((result) => result.rows[0].i);
  }),

  on("named: parsed once", async ({ client }) => {
    const seen = [];
    for (let i = 0; i < 3; i++)
      seen.push((await client.query({ name: "n", text: "select $1::int as a", values: [i] })).rows);
    seen.push(
      (
        await client.query(
          "select name, statement, parameter_types::text, from_sql from pg_prepared_statements where name = 'n'",
        )
      ).rows,
    );
    return seen;
  }),
  on("named: again without text", async ({ client }) => {
    await client.query({ name: "n", text: "select $1::int as a", values: [1] });
    return (await client.query({ name: "n", values: [2] })).rows;
  }),
  on("named: another text", async ({ client, attempt }) => {
    await client.query({ name: "n", text: "select 1 as a" });
    return [
      await attempt(() => client.query({ name: "n", text: "select 2 as a" })),
      (await client.query({ name: "n", text: "select 1 as a" })).rows,
    ];
  }),
  on("named: another text while the first is queued", async ({ client, attempt }) => {
    const outcomes = [
      attempt(() => client.query({ name: "n", text: "select 1 as a" }).then((r) => r.rows)),
      attempt(() => client.query({ name: "n", text: "select 2 as a" }).then((r) => r.rows)),
    ];
    return Promise.all(outcomes);
  }),
  on("named: a failed parse forgets the name", async ({ client, attempt }) => [
    await attempt(() => client.query({ name: "n", text: "select nope" })),
    (await client.query({ name: "n", text: "select 1 as a" })).rows,
    (await client.query({ name: "n", text: "select 1 as a" })).rows,
  ]),
  on("named: a failed bind keeps it", async ({ client, attempt }) => {
    const text = "select $1::int as a";
    return [
      await attempt(() => client.query({ name: "n", text, values: ["x"] })),
      (await client.query({ name: "n", text, values: [1] })).rows,
      await attempt(() => client.query({ name: "n", text, values: [1, 2] })),
      (await client.query({ name: "n", text, values: [2] })).rows,
    ];
  }),
  on("named: an error while running", async ({ client, attempt }) => {
    const query = (i) =>
      attempt(() =>
        client.query({ name: "n", text: "select 1 / $1::int as a", values: [i] }).then((result) => result.rows),
      );
    return [await query(1), await query(0), await query(1)];
  }),
  on("named: deallocated behind its back", async ({ client, attempt }) => {
    await client.query({ name: "n", text: "select 1 as a" });
    await client.query("deallocate all");
    return [await attempt(() => client.query({ name: "n", text: "select 1 as a" }))];
  }),
  on("named: the table changed", async ({ client, attempt }) => {
    await client.query("create temp table t (a int)");
    const query = () =>
      attempt(() =>
        client.query({ name: "n", text: "select * from t" }).then((result) => result.fields.map((field) => field.name)),
      );
    const before = await query();
    await client.query("alter table t add column b int");
    return [before, await query(), await query()];
  }),
  on("named: rowMode and types per use", async ({ client }) => [
    (await client.query({ name: "n", text: "select 1 as a", rowMode: "array" })).rows,
    (await client.query({ name: "n", text: "select 1 as a" })).rows,
    (await client.query({ name: "n", text: "select 1 as a", types: { getTypeParser: () => () => "parsed" } })).rows,
  ]),
  on("named: without rows, with many", async ({ client, brief }) => [
    brief(await client.query({ name: "n", text: "select i from generate_series(1, $1) i", values: [0] })),
    brief(await client.query({ name: "n", text: "select i from generate_series(1, $1) i", values: [3] })),
    brief(await client.query({ name: "ddl", text: "set work_mem = '5MB'" })),
    brief(await client.query({ name: "empty", text: "" })),
  ]),
  on("named: empty text twice", async ({ client, attempt, brief }) => [
    await attempt(async () => brief(await client.query({ name: "empty", text: "" }))),
    await attempt(async () => brief(await client.query({ name: "empty", text: "" }))),
  ]),
  on("named: a long name", async ({ client, attempt }) => {
    const name = "n".repeat(70);
    return [
      await attempt(() => client.query({ name, text: "select 1 as a" }).then((r) => r.rows)),
      await attempt(() => client.query({ name, text: "select 1 as a" }).then((r) => r.rows)),
    ];
  }),
  on("named: odd names", async ({ client, attempt }) => {
    const seen = [];
    for (const name of ["", "with space", 'with "quote"', "\u4e2d", "constructor", "__proto__", "toString"]) {
      for (let i = 0; i < 2; i++)
        seen.push(
          await attempt(() =>
            client.query({ name, text: `select '${name.replace(/'/g, "''")}' as a` }).then((r) => r.rows),
          ),
        );
    }
    return seen;
  }),
  on("named: on two clients", async ({ client, pg, config }) => {
    const other = new pg.Client(config);
    await other.connect();
    const seen = [
      (await client.query({ name: "n", text: "select 1 as a" })).rows,
      (await other.query({ name: "n", text: "select 2 as a" })).rows,
    ];
    await other.end();
    return seen;
  }),
  on("named: values and misuse", async ({ client, attempt }) => [
    await attempt(() => client.query({ name: "n", text: "select $1::int as a", values: "x" })),
    await attempt(() =>
      client.query({
        name: "n",
        text: "select $1::int as a",
        values: [
          {
            toPostgres() {
              throw new Error("own");
            },
          },
        ],
      }),
    ),
    await attempt(async () => (await client.query({ name: "n", text: "select $1::int as a", values: [1] })).rows),
    (await client.query("select 1 as fine")).rows,
  ]),
]);

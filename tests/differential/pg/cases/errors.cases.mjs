// Errors of the server, with every property, and what the client is good for afterwards.

import { bare, named, on } from "./make.mjs";

const SETUP = `
  create temp table parent (id int primary key, name text unique not null, n int check (n > 0),
  constraint name_short check (length(name) < 20));
  create temp table child (id int references parent(id), r int4range, exclude using gist (r with &&));
  insert into parent values (1, 'one', 1);
  create domain pg_temp.positive as int check (value > 0) not null;
  create type pg_temp.mood as enum ('ok');
`;

// Text, and values when there are any.
const FAILING = [
  ["insert into parent values (1, 'x', 1)"],
  ["insert into parent values (2, 'one', 1)"],
  ["insert into parent values (2, null, 1)"],
  ["insert into parent values (2, 'two', -1)"],
  ["insert into parent values (2, repeat('x', 50), 1)"],
  ["insert into child values (99)"],
  ["insert into child values (1, '[1,5)'), (1, '[2,3)')"],
  ["insert into parent values (1)"],
  ["insert into parent values ('x')"],
  ["insert into parent (nope) values (1)"],
  ["insert into nope values (1)"],
  ["select * from nope.nope"],
  ["select nope"],
  ["select nope()"],
  ["select 1 +"], ["selec 1"], ["select 'x"], ["select 1 / 0"],
  ["select sqrt(-1)"],
  ["select 'x'::int"], ["select '99999999999'::int"], ["select 2147483647 + 1"], ["select '2000-13-01'::date"],
  ["select 'x'::uuid"],
  ["select '{'::json"],
  ["select '{1'::int[]"],
  ["select 1::nope"],
  ["select 'x'::pg_temp.mood"],
  ["select (-1)::pg_temp.positive"],
  ["select null::pg_temp.positive"],
  ["select 1 + 'x'"],
  ["select 1 || true"],
  ["select array[1, 'x']"],
  ["select 1 union select 'x'"],
  ["select a.x, b.x from (select 1 as x) a, (select 1 as x) b where x = 1"],
  ["select count(*), oid from pg_class"],
  ["select * from (select 1)"],
  ["select lower(1)"],
  ["select 1 where 1"],
  ["select (select 1 union select 2)"],
  ["create table pg_catalog.parent (id int)"],
  ["create temp table parent (id int)"],
  ["drop table nope"],
  ["alter table parent add column id int"],
  ["create index on parent (nope)"],
  ["drop table parent"],
  ["set nope = 1"],
  ["set work_mem = 'x'"],
  ["set role nope"],
  ["begin; select nope"],
  [
    `do $$ begin raise exception 'raised % here', 5 using errcode = 'P0042', hint = 'a hint', detail = 'a detail',
     column = 'c', constraint = 'k', datatype = 'd', table = 't', schema = 's'; end $$`,
  ],
  ["do $$ begin raise exception 'plain'; end $$"], ["do $$ begin raise sqlstate '22012'; end $$"],
  ["do $$ begin perform 1/0; end $$"], ["do $$ begin execute 'select nope'; end $$"],
  ["do $$ begin assert false, 'asserted'; end $$"],
  ["do $$ declare x int; begin select 1 into strict x where false; end $$"],
  ["select pg_temp.mood()"],
  ["select $1"], ["execute nope"], ["deallocate nope"], ["fetch 1 from nope"], ["release savepoint nope"],
  ["savepoint s"],
  ["select convert_from('\\xff', 'utf8')"],
  ["select 'a' ~ '['"],
  ["select to_date('x', 'YYYY')"],
  ["select json_populate_record(null::parent, '[]')"],
  ["select jsonb_set('1', '{a}', '2')"],
  ["select generate_series(1, 2, 0)"],
  ["select repeat('x', -1), substr('x', 1, -1)"],
  ["select chr(0)"],
  ["select set_config('nope', 'x', false)"],
  ["lock table parent"],
  ["copy parent from '/nope'"],
  ["select pg_read_file('/nope')"],
  ["vacuum (nope)"],
  ["select $1::int", ["x"]],
  ["select $1::int", [1.5]],
  ["select $1::date", ["nope"]],
  ["select $1::json", [[1]]],
  ["select $1::int[]", [["x"]]],
  ["select $1", [Symbol.name]],
  ["select $1::bytea", ["\\xzz"]],
  ["select $1 + $2", [1, 2]],
  ["select $2::int", [1, 2]],
  ["insert into parent values ($1, $2, $3)", [1, "x", 1]],
  ["insert into parent values ($1, $2, $3)", ["x", "y", 1]],
  ["select $1::pg_temp.mood", ["bad"]],
  ["select $1::pg_temp.positive", [-5]],
  ["select 1 limit $1", [-1]],
  ["select $0", [1]],
  ["select $70000", [1]],
  ["select 1; select $1", [1]],
  ["select $1 is null", [null]],
];

export default named("errors", [
  ...FAILING.map(([text, values]) =>
    on(
      `${text.slice(0, 70)}${values ? ` with ${JSON.stringify(values)}` : ""}`,
      async ({ client, attempt, brief, data }) => {
        await client.query(data.setup);
        const failed = await attempt(async () => brief(await client.query(data.text, data.values)));
        // An error is told before the server says that it's ready: the state is only known after another round.
        await client.query("");
        const state = client.getTransactionStatus();
        if (state !== "I") await client.query("rollback");
        return [failed, (await client.query("select 'fine' as a")).rows];
      },
      { setup: SETUP, text, values: values ?? null },
    ),
  ),

  on("what an error is", async ({ client, pg }) => {
    try {
      await client.query("select nope");
      return "no error";
    } catch (error) {
      return [
        error instanceof Error,
        error instanceof pg.DatabaseError,
        error.constructor.name,
        String(error),
        Object.keys(error),
        Object.getOwnPropertyNames(error)
          .filter((name) => name !== "stack")
          .sort(),
        JSON.stringify(error),
        Object.prototype.toString.call(error),
        error.name,
        "cause" in error,
        Object.getOwnPropertyDescriptor(error, "name"),
        typeof error.stack,
        { ...error },
      ];
    }
  }),
  on("a wrapped error, as the templates do", async ({ client }) => {
    try {
      try {
        await client.query("insert into nope values (1)");
      } catch (error) {
        throw new Error(`Execute query failed: ${error.message}`);
      }
      return "no error";
    } catch (error) {
      return error;
    }
  }),
  on("caught by code", async ({ client }) => {
    await client.query("create temp table t (a int unique)");
    await client.query("insert into t values (1)");
    return client
      .query("insert into t values (1)")
      .catch((error) =>
        error.code === "23505" ? ["duplicate", error.constraint, error.table, error.detail] : "other",
      );
  }),
  on("in a transaction: all fails until rollback", async ({ client, attempt }) => {
    await client.query("begin");
    const seen = [
      await attempt(() => client.query("select nope")),
      (await client.query(""), client.getTransactionStatus()),
      await attempt(() => client.query("select 1")),
      await attempt(() => client.query("select $1::int", [1])),
    ];
    seen.push(
      (await client.query("commit")).command,
      client.getTransactionStatus(),
      (await client.query("select 1 as a")).rows,
    );
    return seen;
  }),
  on("an error after rows", async ({ client, attempt }) => [
    await attempt(() => client.query("select 1 / (3 - i) as v from generate_series(1, 5) i")),
    await attempt(() => client.query("select 1 / ($1::int - i) as v from generate_series(1, 5) i", [3])),
    (await client.query("select 1 as a")).rows,
  ]),
  on("several in a row", async ({ client, attempt }) =>
    Promise.all([
      attempt(() => client.query("select nope1")),
      attempt(() => client.query("select 1 as a").then((r) => r.rows)),
      attempt(() => client.query("select nope2", [])),
      attempt(() => client.query("select $1::int as a", [1]).then((r) => r.rows)),
    ]),
  ),
  on("a long message and odd characters", async ({ client, attempt }) => [
    await attempt(() => client.query(`select "${"\u4e2d".repeat(40)}"`)),
    await attempt(() => client.query("do $$ begin raise exception '%', repeat('long ', 500); end $$")),
    await attempt(() => client.query("select 'a\0b'")),
    await attempt(() => client.query("select $1::text", ["a\0b"])),
    (await client.query("select 1 as a")).rows,
  ]),

  ...[
    ["refused", { port: 1 }],
    ["another refused port", { host: "127.0.0.1", port: 2 }],
    ["no such host", { host: "no-such-host.invalid" }],
    ["no such database", { database: "no such db" }],
    ["no such user", { user: "nobody_here", password: "x" }],
    ["wrong password", { password: "wrong" }],
    ["empty password", { password: "" }],
    ["no password", { password: null }],
    ["a password that is a number", { password: 12345 }],
    ["port NaN", { port: "x" }],
    ["port out of range", { port: 70000 }],
    ["negative port", { port: -1 }],
    ["bad options", { options: "-c nope=1" }],
    ["options that aren't", { options: "nope" }],
    ["bad client_encoding", { client_encoding: "latin1" }],
    ["statement_timeout that is text", { statement_timeout: "x" }],
    ["ssl wanted, none there", { ssl: true }],
    ["ssl not verified, none there", { ssl: { rejectUnauthorized: false } }],
    ["password function that throws", { password: "THROWS" }],
    ["password function that gives a number", { password: "NUMBER" }],
    ["password function that gives undefined", { password: "UNDEFINED" }],
    ["password function that rejects", { password: "REJECTS" }],
  ].map(([what, change]) =>
    bare(
      `connecting: ${what}`,
      async ({ pg, config, attempt, data, note, log, sleep }) => {
        const options = { ...config, ...data };
        const functions = {
          THROWS: () => {
            throw new RangeError("mine");
          },
          NUMBER: () => 5,
          UNDEFINED: () => undefined,
          REJECTS: () => Promise.reject(new RangeError("rejected")),
        };
        if (functions[options.password]) options.password = functions[options.password];
        const make = () => {
          const client = new pg.Client(options);
          client.on("error", (error) => note("error event", error));
          client.on("end", () => note("end event"));
          return client;
        };
        const promised = await attempt(async () => {
          const client = make();
          const connected = await client.connect();
          await client.end();
          return connected === client;
        });
        await sleep(50);
        const called = await attempt(
          () =>
            new Promise((resolve) => {
              const client = make();
              client.connect((...outcome) => {
                note("callback", outcome.length, outcome[0] instanceof Error ? outcome[0].message : outcome[0]);
                setTimeout(() => client.end(() => resolve("ended")), 50);
                setTimeout(() => resolve("end never called back"), 350);
              });
            }),
        );
        await sleep(50);
        return [promised, called, log];
      },
      change,
    ),
  ),

  bare("connecting: host that takes no connections, with a timeout", async ({ pg, config, attempt }) => {
    const client = new pg.Client({ ...config, host: "192.0.2.1", connectionTimeoutMillis: 200 });
    const { error } = await attempt(() => client.connect());
    return error instanceof Error;
  }),
  bare("connecting: a query queued behind a failure", async ({ pg, config, attempt, sleep }) => {
    const client = new pg.Client({ ...config, port: 1 });
    client.on("error", () => {});
    const settled = (promise) => Promise.race([promise, sleep(300).then(() => "never settles")]);
    const queued = attempt(() => client.query("select 1"));
    const connected = await attempt(() => client.connect());
    return [connected, await settled(queued), await settled(attempt(() => client.query("select 1")))];
  }),
]);

// Whole scripts as tenants write them: the published shapes, on a users table of the session's own.

import { bare, named, on } from "./make.mjs";

// Temporary, so that a case leaves nothing behind; each script reaches it through the one connection it is given.
const USERS = `
  create temp table users (
    id serial primary key, email text unique, email_verified boolean default false, phone varchar(20), username text,
    nickname text, picture text, birthdate date, logins_count bigint default 0, last_login timestamptz,
    created_at timestamptz default '2020-01-01 00:00:00Z', balance numeric(10, 2), tags text[], metadata jsonb,
    password text, constraint email_form check (email like '%@%')
  );
  insert into users (email, username, birthdate, logins_count, last_login, balance, tags, metadata)
    values ('a@x.org', 'anna', '2000-01-31', 5, '2021-02-03 04:05:06.789Z', 12.50, '{admin,"two words"}',
    '{"theme": "dark", "n": [1, 2]}'), ('b@x.org', 'bert', null, 0, null, null, null, null);
`;

export default named("scripts", [
  on(
    "getUser",
    async ({ client, data }) => {
      await client.query(data);
      const result = await client.query("SELECT * FROM users WHERE email = $1", ["a@x.org"]);
      const none = await client.query("SELECT * FROM users WHERE email = $1", ["nobody@x.org"]);
      return [result.rows.length > 0 ? result.rows[0] : null, none.rows.length > 0 ? none.rows[0] : null];
    },
    USERS,
  ),
  on(
    "updateUser, built from the changes",
    async ({ client, data, attempt }) => {
      await client.query(data);
      const update = (id, updates) =>
        attempt(async () => {
          const known = {
            email: "email",
            emailVerified: "email_verified",
            birthdate: "birthdate",
            loginsCount: "logins_count",
            customData: "metadata",
            tags: "tags",
            lastLogin: "last_login",
            balance: "balance",
          };
          const sets = [];
          const values = [];
          for (const [key, value] of Object.entries(updates)) {
            if (!known[key]) continue;
            values.push(value);
            sets.push(`"${known[key]}" = $${values.length}`);
          }
          if (sets.length === 0) return null;
          try {
            const { rows } = await client.query(
              `UPDATE users SET ${sets.join(", ")} WHERE id = ` + id + " RETURNING *",
              values,
            );
            if (rows.length === 0) throw new Error("User not exists!");
            return rows[0];
          } catch (error) {
            throw new Error(`Execute query failed: ${error.message}`);
          }
        });
      return [
        await update(1, { emailVerified: true, loginsCount: 6 }),
        await update(1, {
          birthdate: "1999-12-31",
          customData: { a: [1, "x"] },
          tags: ["q"],
          lastLogin: new Date(0),
          balance: 1.5,
        }),
        await update(99, { emailVerified: true }),
        await update(1, { email: "b@x.org" }),
        await update(1, { email: "no at sign" }),
        await update(1, { unknown: 1 }),
        await update("x", { emailVerified: true }),
        await update(1, { emailVerified: "maybe" }),
        await update(1, { loginsCount: 1.5 }),
        await update(1, { emailVerified: 1, birthdate: null }),
        await update(1, { customData: [1, 2] }),
        await update("1; select 1", { loginsCount: 1 }),
        await update(1, { loginsCount: "12", balance: "3.14159" }),
      ];
    },
    USERS,
  ),
  on(
    "createUser",
    async ({ client, data, attempt }) => {
      await client.query(data);
      const create = (user) =>
        attempt(
          async () =>
            (
              await client.query(
                `INSERT INTO users (email, username, metadata, tags) VALUES ($1, $2, $3, $4) RETURNING id, email,
                 username, metadata, tags, created_at`,
                [user.email, user.username, user.metadata, user.tags],
              )
            ).rows[0],
        );
      return [
        await create({ email: "c@x.org", username: "carl", metadata: { a: 1 }, tags: [] }),
        await create({ email: "a@x.org" }),
        await create({ email: null }),
        await create({ email: "bad" }),
        await create({ email: "d@x.org", metadata: "text", tags: "x" }),
      ];
    },
    USERS,
  ),
  on(
    "deleteUser",
    async ({ client, data }) => {
      await client.query(data);
      const first = await client.query("DELETE FROM users WHERE id = $1", [1]);
      const again = await client.query("DELETE FROM users WHERE id = $1", [1]);
      return [first.rowCount, again.rowCount, first.effected, again.effected === 0, again.command];
    },
    USERS,
  ),
  on(
    "listUsers, a page and the count",
    async ({ client, data }) => {
      await client.query(data);
      const [page, count] = await Promise.all([
        client.query("SELECT id, email FROM users ORDER BY id LIMIT $1 OFFSET $2", [1, 1]),
        client.query("SELECT COUNT(*) FROM users"),
      ]);
      return { list: page.rows, totalCount: parseInt(count.rows[0].count), raw: count.rows[0].count };
    },
    USERS,
  ),
  on(
    "search with ILIKE and any",
    async ({ client, data }) => {
      await client.query(data);
      return [
        (await client.query("SELECT username FROM users WHERE email ILIKE $1 ORDER BY 1", ["%@X.ORG"])).rows,
        (await client.query("SELECT username FROM users WHERE id = ANY($1::int[])", [[2, 3]])).rows,
      ];
    },
    USERS,
  ),
  on(
    "upsert",
    async ({ client, data }) => {
      await client.query(data);
      const { rows, rowCount, command } = await client.query(
        `INSERT INTO users (email, nickname) VALUES ($1,
         $2) ON CONFLICT (email) DO UPDATE SET nickname = EXCLUDED.nickname RETURNING id, nickname`,
        ["a@x.org", "ann"],
      );
      return [rows, rowCount, command];
    },
    USERS,
  ),
  on(
    "login counters in a transaction",
    async ({ client, data }) => {
      await client.query(data);
      try {
        await client.query("BEGIN");
        const { rows } = await client.query("SELECT logins_count FROM users WHERE id = $1 FOR UPDATE", [1]);
        await client.query("UPDATE users SET logins_count = $1 WHERE id = $2", [Number(rows[0].logins_count) + 1, 1]);
        await client.query("COMMIT");
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      }
      return (await client.query("SELECT logins_count FROM users WHERE id = 1")).rows;
    },
    USERS,
  ),

  bare(
    "callback style, Auth0's shape",
    ({ pg, uri, note, log }) =>
      new Promise((resolve) => {
        const client = new pg.Client(uri);
        const callback = (error, profile) => {
          note("callback", error, profile);
          resolve(log);
        };
        client.connect((error) => {
          if (error) return callback(error);
          client.query("SELECT $1::text AS nickname, 1 AS id", ["anna"], (failed, result) => {
            client.end();
            if (failed || result.rows.length === 0) return callback(failed);
            callback(null, { user_id: result.rows[0].id, nickname: result.rows[0].nickname });
          });
        });
      }),
  ),
  bare(
    "callback style, failing",
    ({ pg, uri, note, log }) =>
      new Promise((resolve) => {
        const client = new pg.Client(uri);
        client.connect((error) => {
          note("connected", error);
          client.query("SELECT * FROM nope_nope WHERE email = $1", ["x"], (failed, result) => {
            client.end();
            note(failed, result);
            resolve(log);
          });
        });
      }),
  ),
  bare("then chains", ({ pg, config }) => {
    const client = new pg.Client(config);
    return client
      .connect()
      .then(() => client.query("SELECT 1 AS a"))
      .then((result) => result.rows[0])
      .finally(() => client.end());
  }),
  bare("promisified by hand and by util", async ({ pg, config, require }) => {
    const { promisify } = require("util");
    const client = new pg.Client(config);
    await promisify(client.connect).call(client);
    const result = await promisify(client.query).call(client, "SELECT $1::int AS a", [1]);
    await promisify(client.end).call(client);
    return result.rows;
  }),
  bare("two clients after each other", async ({ pg, config }) => {
    const seen = [];
    for (let i = 0; i < 3; i++) {
      const client = new pg.Client(config);
      await client.connect();
      seen.push(
        (await client.query("SELECT $1::int AS a", [i])).rows[0],
        (await client.query("show work_mem")).rows[0],
      );
      await client.query(
        "set work_mem = '9MB'; create temp table leftover (a int); prepare remains as select 1; listen remains",
      );
      await client.end();
    }
    return seen;
  }),
  bare("two clients at once", async ({ pg, config }) => {
    const clients = [new pg.Client(config), new pg.Client(config)];
    await Promise.all(clients.map((client) => client.connect()));
    const pids = await Promise.all(
      clients.map(async (client) => (await client.query("select pg_backend_pid() as pid")).rows[0].pid),
    );
    await Promise.all(clients.map((client) => client.end()));
    return pids[0] !== pids[1];
  }),
  bare("never ended, as the seed does", async ({ pg, config }) => {
    const client = new pg.Client(config);
    await client.connect();
    return (await client.query("SELECT 1 AS a")).rows;
  }),
  bare("destructured require", async ({ require, config }) => {
    const { Client, Pool, types } = require("pg");
    const client = new Client(config);
    await client.connect();
    const {
      rows: [row],
    } = await client.query("SELECT now() IS NOT NULL AS ok, 5 AS five");
    await client.end();
    return [row, typeof Pool, typeof types.setTypeParser];
  }),
  bare("helper that retries", async ({ pg, config, note, log }) => {
    const client = new pg.Client(config);
    await client.connect();
    const retry = async (act, times) => {
      for (let i = 1; ; i++) {
        try {
          return await act(i);
        } catch (error) {
          note("try", i, error.code);
          if (i === times) throw error;
        }
      }
    };
    note(await retry((i) => client.query(i < 3 ? "select nope" : "select 1 as a").then((result) => result.rows), 5));
    await client.end();
    return log;
  }),
]);

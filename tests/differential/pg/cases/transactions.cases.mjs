// Transactions, and what else belongs to a session.

import { named, on } from "./make.mjs";

export default named("transactions", [
  on("commit and rollback", async ({ client, pg, config, attempt }) => {
    await client.query("create temp table t (a int)");
    await client.query("begin");
    await client.query("insert into t values ($1)", [1]);
    await client.query("commit");
    await client.query("begin");
    await client.query("insert into t values (2)");
    await client.query("rollback");
    return (await client.query("select * from t")).rows;
  }),
  on("savepoints", async ({ client, attempt }) => {
    await client.query("create temp table t (a int)");
    await client.query("begin");
    await client.query("insert into t values (1)");
    await client.query("savepoint s");
    const failed = await attempt(() => client.query("insert into t values ('x')"));
    await client.query("rollback to savepoint s");
    await client.query("insert into t values (3)");
    await client.query("commit");
    return [failed, (await client.query("select * from t")).rows];
  }),
  on("try, catch, rollback as people write it", async ({ client }) => {
    await client.query("create temp table t (a int unique)");
    const seen = [];
    for (const list of [[1, 2], [3, 3], [4]]) {
      try {
        await client.query("BEGIN");
        for (const a of list) await client.query("INSERT INTO t VALUES ($1)", [a]);
        await client.query("COMMIT");
        seen.push("committed");
      } catch (error) {
        await client.query("ROLLBACK");
        seen.push(error.code);
      }
    }
    return [seen, (await client.query("select * from t")).rows];
  }),
  on("isolation and read only", async ({ client, attempt }) => {
    await client.query("begin isolation level serializable read only");
    const seen = [
      (await client.query("show transaction_isolation")).rows,
      await attempt(() => client.query("create table nope_t (a int)")),
    ];
    await client.query("rollback");
    return seen;
  }),
  on("a dead transaction's commit rolls back", async ({ client, attempt }) => {
    await client.query("begin");
    await attempt(() => client.query("select nope"));
    const { command } = await client.query("commit");
    return [command, client.getTransactionStatus()];
  }),
  on("deadlock", async ({ client, pg, config, attempt }) => {
    const other = new pg.Client(config);
    await other.connect();
    for (const one of [client, other]) await one.query("set deadlock_timeout = '50ms'");
    await client.query("begin; select pg_advisory_xact_lock(7001)");
    await other.query("begin; select pg_advisory_xact_lock(7002)");
    const outcomes = await Promise.all([
      attempt(() => client.query("select pg_advisory_xact_lock(7002)")),
      attempt(() => other.query("select pg_advisory_xact_lock(7001)")),
    ]);
    await attempt(() => client.query("rollback"));
    await attempt(() => other.query("rollback"));
    await other.end();
    return outcomes.map((outcome) => (outcome.error ? outcome.error.code : "locked")).sort();
  }),
  on("lock_timeout", async ({ client, pg, config, attempt }) => {
    const other = new pg.Client({ ...config, lock_timeout: 50 });
    await other.connect();
    await client.query("begin; select pg_advisory_xact_lock(7003)");
    const failed = await attempt(() => other.query("select pg_advisory_xact_lock(7003)"));
    await client.query("rollback");
    await other.end();
    return failed;
  }),
  on("a cursor in SQL", async ({ client }) => {
    await client.query("begin");
    await client.query("declare c cursor for select i from generate_series(1, 5) i");
    const seen = [
      (await client.query("fetch 2 from c")).rows,
      (await client.query("fetch 10 from c")).rows,
      (await client.query("fetch 1 from c")).rows,
    ];
    await client.query("commit");
    return seen;
  }),
  on("temporary tables are the session's", async ({ client, pg, config, attempt }) => {
    await client.query("create temp table mine (a int)");
    const other = new pg.Client(config);
    await other.connect();
    const seen = await attempt(() => other.query("select * from mine"));
    await other.end();
    return seen;
  }),
]);

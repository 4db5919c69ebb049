// Scenes for a pool with the real client and a real server.

export const REAL_SCENES = {
  async queries({ Pool, watch, note }) {
    const pool = watch(new Pool({ max: 2 }));
    note((await pool.query("select 1 as a")).rows, (await pool.query("select $1::int as a", [5])).rows);
    note(
      (await Promise.all([1, 2, 3, 4, 5].map((i) => pool.query("select $1::int as i", [i])))).map(
        (result) => result.rows[0].i,
      ),
    );
    await pool.end();
    note("ended");
  },

  async "a failing query destroys its client"({ Pool, watch, note, sleep }) {
    const pool = watch(new Pool({ max: 1 }));
    await pool.query("select 1");
    await pool.query("select nope").catch((error) => note(error.code, error.message));
    await sleep(50);
    note((await pool.query("select 1 as a")).rows);
    await pool.end();
  },

  async "checked out"({ Pool, watch, note, number }) {
    const pool = watch(new Pool({ max: 2 }));
    const client = await pool.connect();
    await client.query("begin");
    note(number(client), (await client.query("select 1 as x")).rows);
    await client.query("rollback");
    client.release();
    const again = await pool.connect();
    note(again === client);
    again.release();
    await pool.end();
  },

  async waiters({ Pool, watch, note, number }) {
    const pool = watch(new Pool({ max: 1 }));
    const client = await pool.connect();
    const waiting = [1, 2, 3].map((i) =>
      pool.query("select $1::int as i", [i]).then((result) => note("row", result.rows[0].i)),
    );
    note(pool.waitingCount);
    client.release();
    await Promise.all(waiting);
    note(number(client));
    await pool.end();
  },

  async "idle client killed by the server"({ Pool, watch, note, Client, config, sleep }) {
    const pool = watch(new Pool({ max: 1 }));
    const pid = (await pool.query("select pg_backend_pid() as pid")).rows[0].pid;
    const other = new Client(config);
    await other.connect();
    await other.query("select pg_terminate_backend($1)", [pid]);
    await other.end();
    await sleep(200);
    note(pool.totalCount, (await pool.query("select 1 as a")).rows);
    await pool.end();
  },

  async "running client killed by the server"({ Pool, watch, note, Client, config, sleep }) {
    const pool = watch(new Pool({ max: 1 }));
    const pid = (await pool.query("select pg_backend_pid() as pid")).rows[0].pid;
    const running = pool.query("select pg_sleep(5)").catch((error) => note(error.code, error.message));
    await sleep(100);
    const other = new Client(config);
    await other.connect();
    await other.query("select pg_terminate_backend($1)", [pid]);
    await other.end();
    await running;
    await sleep(100);
    note(pool.totalCount);
    await pool.end();
  },

  async refused({ Pool, watch, note }) {
    const pool = watch(new Pool({ port: 1 }));
    await pool.connect().catch((error) => note(error.code, error.message));
    await pool.query("select 1").catch((error) => note(error.code, error.message));
    pool.query("select 1", (error) => note("callback", error.code));
    await new Promise((resolve) =>
      pool.connect((...outcome) => {
        note(outcome.length, outcome[0].code, outcome[1], typeof outcome[2]);
        resolve();
      }),
    );
    await pool.end();
  },

  async "wrong password"({ Pool, watch, note }) {
    const pool = watch(new Pool({ password: "wrong" }));
    await pool.connect().catch((error) => note(error.code, error.message));
    note(pool.totalCount);
    await pool.end();
  },

  async misuse({ Pool, watch, note, sleep }) {
    const pool = watch(new Pool({ max: 1 }));
    for (const args of [[null], [undefined], [{}], [{ text: 5 }], ["select $1", "x"], ["select 1", null], [() => 1]]) {
      try {
        await pool.query(...args).then(
          (result) => note("value", result.rows),
          (error) => note("rejected", error.name, error.message),
        );
      } catch (error) {
        note("threw", error.name, error.message);
      }
      await sleep(50);
    }
    await pool.end();
  },

  async timeouts({ Pool, watch, note }) {
    const pool = watch(new Pool({ max: 1, connectionTimeoutMillis: 1500 }));
    const client = await pool.connect();
    await pool.query("select 1").catch((error) => note(error.message));
    client.release();
    note((await pool.query("select 1 as a")).rows);
    await pool.end();
  },

  async "end while a query runs"({ Pool, watch, note, sleep }) {
    const pool = watch(new Pool({ max: 2 }));
    const running = pool.query("select pg_sleep(0.1), 1 as a").then((result) => note("rows", result.rows));
    await sleep(50);
    const ending = pool.end().then(() => note("ended"));
    await running;
    await ending;
  },

  async onConnect({ Pool, watch, note }) {
    const pool = watch(new Pool({ max: 1, onConnect: (client) => client.query("set application_name = 'hooked'") }));
    note((await pool.query("show application_name")).rows);
    await pool.end();
  },

  async "idle timeout"({ Pool, watch, note, sleep }) {
    const pool = watch(new Pool({ idleTimeoutMillis: 50 }));
    await pool.query("select 1");
    await sleep(250);
    note(pool.totalCount);
    await pool.end();
  },

  async maxUses({ Pool, watch, note, sleep }) {
    const pool = watch(new Pool({ max: 1, maxUses: 2 }));
    for (let i = 0; i < 5; i++) {
      note((await pool.query("select $1::int as i", [i])).rows);
      // The server's good-bye to a used-up client and the next connection race otherwise.
      await sleep(50);
    }
    await pool.end();
  },
};

// A script that is run once, while the startup snapshot is made: what it calls is compiled, and V8 keeps the bytecode in
// the snapshot. Compiling it again in each isolate would cost a first call several milliseconds.
//
// It calls what scripts commonly call. Whatever that leaves behind, every isolate would find: so it uses no timers, no
// `process` and no environment, and changes nothing of a module.

__connector.setEnv("{}");
__connector.load(
  0,
  (require, module) => {
    const { Client, Pool } = require("pg");
    const bcrypt = require("bcrypt");
    const _ = require("lodash");

    async function updateUser(id, updates, context) {
      const client = new Client({ connectionString: context.url });
      await client.connect();
      try {
        await client.query("BEGIN");
        const kept = _.pick(_.omitBy(updates, _.isNil), ["name", "email", "password"]);
        kept.password = await bcrypt.hash(kept.password, 4);
        if (!await bcrypt.compare(updates.password, kept.password)) throw new Error("another password");
        const sets = Object.keys(kept).map((key, at) => `${key} = $${at + 2}`).join(", ");
        const found = await client.query(`UPDATE users SET ${sets} WHERE id = $1 RETURNING *`, [
          id,
          ...Object.values(kept),
        ]);
        await client.query({ text: "SELECT $1", values: [new Date(0)] });
        await client.query("COMMIT");
        if (_.isEmpty(found.rows) || found.rowCount === 0) return null;
        console.log("updated %s", id, found.rows[0]);
        return _.get(found, "rows[0]");
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      } finally {
        await client.end();
      }
    }

    async function getUser(query, context) {
      const pool = new Pool({ connectionString: context.url, max: 1, idleTimeoutMillis: 0 });
      try {
        const { rows } = await pool.query("SELECT * FROM users WHERE id = $1", [query.id]);
        return _.mapKeys(rows[0], (value, key) => _.camelCase(key));
      } finally {
        await pool.end();
      }
    }

    async function createUser(user, context) {
      const client = new Client(context.url);
      await client.connect();
      try {
        return await client.query("INSERT INTO nothing VALUES ($1)", [user.name]);
      } finally {
        client.end();
      }
    }

    module.exports = { updateUser, getUser, createUser };
  },
  16,
  "any",
) && __connector.defined();

async function updateUser(id) {
  const { Client, DatabaseError } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    await client.query("UPDATE users SET email = 'grace@example.com' WHERE id = $1", [id]);
  } catch (error) {
    const { name, message, severity, code, detail, schema, table, constraint, routine } = error;
    const { length } = error;
    return {
      id, name, message, severity, code, detail, schema, table, constraint, routine,
      known: error instanceof DatabaseError && error instanceof Error, length: typeof length,
    };
  } finally {
    await client.end();
  }
}

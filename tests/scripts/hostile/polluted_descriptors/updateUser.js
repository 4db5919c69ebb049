async function updateUser(id) {
  Object.prototype.get = () => 'polluted';
  Object.prototype.enumerable = true;
  try {
    const { Client } = require('pg');
    const client = new Client({ connectionString: env.DB_CONNECTION_URI });
    await client.connect();
    const { rows } = await client.query('SELECT 1 AS one');
    await client.end();
    return { id, one: rows[0].one };
  } catch (error) {
    return { id, one: error.name };
  } finally {
    delete Object.prototype.get;
    delete Object.prototype.enumerable;
  }
}

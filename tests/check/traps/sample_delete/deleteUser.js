// The shape of the published deleteUser: it asks the result for a field of another driver.
async function deleteUser(id, context) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const result = await client.query('DELETE FROM users WHERE id = $1', [id]);
    if (result.effected === 0) { // expect unknown-result-field
      throw new Error('User not exists!');
    }
    return true;
  } catch (error) {
    throw new Error(`Execute query failed: ${error.message}`); // expect driver-text-shown
  } finally {
    client.end(); // expect end-not-awaited
  }
}

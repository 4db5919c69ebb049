async function updateUser(id, updates) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    await client.query("DO $$ BEGIN RAISE EXCEPTION 'User not exists!'; END $$");
  } catch (error) {
    throw new Error(`Execute query failed: ${error.message}`);
  } finally {
    await client.end();
  }
}

async function updateUser(id, updates, context) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const set = Object.keys(updates).map((name, at) => `${name} = $${at + 1}`); // expect sql-concatenation
    const result = await client.query(
      `UPDATE users SET ${set.join(', ')} WHERE id = $${set.length + 1} RETURNING *`,
      [...Object.values(updates), id],
    );
    if (result.rowCount === 0) throw new Error('User not exists!');
    return { ...result.rows[0] };
  } finally {
    await client.end();
  }
}

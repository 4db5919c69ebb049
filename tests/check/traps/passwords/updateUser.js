async function updateUser(id, updates, context) {
  const { Client } = require('pg');
  const columns = { email: 'email', password: 'password' };
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const fields = Object.keys(updates).filter((field) => columns[field]);
    const set = fields.map((field, at) => `${columns[field]} = $${at + 1}`).join(', ');
    const values = fields.map((field) => updates[field]); // expect plain-password-stored
    const result = await client.query(`UPDATE users SET ${set} WHERE id = $${fields.length + 1} RETURNING *`, [...values, id]);
    if (result.rowCount === 0) throw new Error('User not exists!');
    return { id: result.rows[0].id };
  } finally {
    await client.end();
  }
}

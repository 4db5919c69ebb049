// Field names from a list of the script's own, values bound, the password hashed on the way.
async function updateUser(id, updates, context) {
  const { Client } = require('pg');
  const bcrypt = require('bcrypt');
  const allowed = ['email', 'nickname', 'photo', 'password'];
  const set = [];
  const values = [];
  for (const field of allowed) {
    if (updates[field] !== undefined) {
      values.push(field === 'password' ? await bcrypt.hash(updates.password, 12) : updates[field]);
      set.push(`${field} = $${values.length}`);
    }
  }
  if (set.length === 0) {
    return null;
  }
  values.push(id);
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    const sql = 'UPDATE users SET ' + set.join(', ') + ' WHERE id = $' + values.length + ' RETURNING *';
    const { rows, rowCount } = await client.query(sql, values);
    if (rowCount === 0) {
      throw new Error('User not exists!');
    }
    return { id: rows[0].id, email: rows[0].email, nickname: rows[0].nickname };
  } finally {
    await client.end();
  }
}

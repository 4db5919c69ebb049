// Every name is looked up in a set before it becomes SQL.
const COLUMNS = new Set(['email', 'nickname']);

module.exports.updateUser = async (id, { ...updates }) => {
  const { Client, escapeIdentifier } = require('pg');
  const names = [];
  const values = [id];
  for (const [name, value] of Object.entries(updates)) {
    if (!COLUMNS.has(name)) continue;
    values.push(value);
    names.push(`${escapeIdentifier(name)} = $${values.length}`);
  }
  if (names.length === 0) return null;
  const client = new Client(env.DB_CONNECTION_URI);
  try {
    await client.connect();
    const found = await client.query(`UPDATE users SET ${names.join(', ')} WHERE id = $1 RETURNING id, email`, values);
    if (!found.rows[0]) throw new Error('User not exists!');
    return found.rows[0];
  } finally {
    await client.end();
  }
};

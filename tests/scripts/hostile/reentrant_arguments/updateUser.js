async function updateUser(id) {
  const bcrypt = require('bcrypt');
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  const asked = [];
  const config = {
    get text() { asked.push('text'); bcrypt.hashSync('x', 4); client.query('SELECT 2').catch(() => {}); return 'SELECT $1::text AS t'; },
    get values() { asked.push('values'); return [{ toPostgres: () => { client.query('SELECT 3').catch(() => {}); return 'nested'; } }]; },
  };
  const { rows } = await client.query(config);
  await client.end();
  return { id, t: rows[0].t, asked: asked.length > 1 };
}

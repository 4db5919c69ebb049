async function updateUser(id) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  const tries = [
    () => Buffer.concat({ length: 2 ** 32 - 1 }),
    () => client.query({ text: 'SELECT 1', values: { length: 2 ** 32 - 1 } }),
    () => require('crypto').createHash('sha256').update({ length: 2 ** 32 - 1 }),
  ];
  const names = [];
  for (const act of tries) {
    try { await act(); names.push('done'); } catch (error) { names.push(error.name); }
  }
  await client.end();
  return { id, names: names.length };
}

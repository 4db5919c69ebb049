async function updateUser(id) {
  const { Client } = require('pg');
  const codes = [];
  for (let i = 0; i < 5; i++) {
    const client = new Client({ connectionString: env.DB_CONNECTION_URI });
    try {
      await client.connect();
    } catch (error) {
      codes.push(error.code);
    }
  }
  return { id, codes };
}

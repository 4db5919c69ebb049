async function updateUser(id) {
  const { Client } = require('pg');
  const client = new Client(env.DB_CONNECTION_URI);
  await client.connect();
  const out = [];
  for (const thing of [client, client.connection, client.connection?.stream, client._connection]) {
    for (const name of ['fd', '_handle', 'socket', 'stream', 'rid', 'id']) {
      const value = thing?.[name];
      if (typeof value === 'number') out.push(name);
      if (value && typeof value === 'object') for (const inner of ['fd', '_handle', 'rid']) if (value[inner] !== undefined && value[inner] !== null) out.push(`${name}.${inner}`);
    }
  }
  await client.end();
  return { id, out };
}

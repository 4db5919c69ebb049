async function updateUser(id) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  const one = async (cast, value) => (await client.query(`SELECT $1::${cast} AS v`, [value])).rows[0].v;
  const found = {
    undefined: await one('text', undefined),
    number: await one('int', 5),
    text: await one('text', 5),
    bool: await one('bool', 1),
    date: (await one('timestamptz', new Date(0))).toISOString(),
    object: await one('jsonb', { a: 1 }),
    array: await one('int[]', [1, null, 3]),
    bytes: (await one('bytea', Buffer.from('hi'))).toString(),
    bigint: await one('int8', 12345678901234567890n % 1000000007n),
  };
  await client.end();
  return { id, found };
}

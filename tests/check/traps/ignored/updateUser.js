async function updateUser(id, updates, context) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    // connector-ignore row-count-unchecked the caller asks again
    await client.query('UPDATE users SET nickname = $1', [updates.nickname]);
    await client.query('UPDATE users SET name = $1', [updates.name]); // connector-ignore row-count-unchecked
    // expect-before ignore-without-reason row-count-unchecked
    await client.query('UPDATE users SET photo = $1', [updates.photo]); // connector-ignore row-count-unchecked reset by a trigger
    // connector-ignore sql-concatenation there is none
    // expect-before unused-ignore
    return { id };
  } finally {
    await client.end(); // connector-ignore no-such-code because
    // expect-before unused-ignore
  }
}

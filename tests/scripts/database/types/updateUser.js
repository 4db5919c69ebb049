async function updateUser(id) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  const { rows } = await client.query(`SELECT 1::int2 AS i2, 2::int4 AS i4, 9007199254740993::int8 AS i8, 1.50::numeric AS num,
    0.5::float8 AS f8, 'NaN'::float8 AS nan, true AS yes, NULL::text AS nothing, 'text'::text AS t,
    timestamptz '2024-02-29 12:00:00.123+02' AS at, timestamp '2024-02-29 12:00:00' AS local, date '2024-02-29' AS day,
    '{"a":[1,null]}'::jsonb AS doc, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid AS uuid, '\\xdeadbeef'::bytea AS bytes,
    ARRAY[1,NULL,3] AS ints, ARRAY['a','b,c','"d"'] AS texts, ARRAY[[1,2],[3,4]] AS grid`);
  const row = rows[0];
  row.isDate = row.at instanceof Date;
  row.isBuffer = Buffer.isBuffer(row.bytes);
  row.bytes = row.bytes.toString('hex');
  row.nan = String(row.nan);
  await client.end();
  return { id, row };
}

async function updateUser(id) {
  const { Client } = require('pg');
  const messages = [];
  for (const host of ['169.254.169.254', '[fe80::1]', '0.0.0.0', '224.0.0.1', '255.255.255.255', '[::ffff:169.254.169.254]', '[64:ff9b::a9fe:a9fe]', '2852039166', '0xa9fea9fe']) {
    const client = new Client({ host: host.replace(/^\[|\]$/g, ''), user: 'u', password: 'p', database: 'd', connectionTimeoutMillis: 5000 });
    client.on('error', () => {});
    try { await client.connect(); messages.push(`${host} let us in`); } catch (error) { if (!/is not allowed|ENOTFOUND/.test(error.message)) messages.push(`${host}: ${error.message}`); }
  }
  return { id, messages };
}

function updateUser(id, updates) {
  const { Client } = require('pg');
  const client = new Client(env.DB_CONNECTION_URI);
  return new Promise((resolve, reject) => {
    client.connect((failed) => {
      if (failed) return reject(failed);
      client.query('UPDATE users SET nickname = $1 WHERE id = $2', [updates.nickname, id], (error, result) => {
        client.end();
        if (error) return reject(error);
        resolve({ id, changed: result.rowCount, command: result.command });
      });
    });
  });
}

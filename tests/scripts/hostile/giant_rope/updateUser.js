async function updateUser(id) {
  const rope = 'x'.repeat(500000000);
  const crypto = require('crypto');
  const bcrypt = require('bcrypt');
  const { Client } = require('pg');
  const tries = [
    () => require(rope), () => new Client(rope), () => crypto.createHash(rope), () => console.log(rope),
    () => bcrypt.hashSync('x', rope), () => setTimeout(rope), () => new Intl.NumberFormat(rope), () => process.emitWarning(rope),
  ];
  let ended = 0;
  for (const act of tries) {
    try { await act(); } catch {}
    ended++;
  }
  return { id, ended };
}

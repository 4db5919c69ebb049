async function updateUser(id) {
  const crypto = require('crypto').webcrypto;
  const bytes = new Uint8Array(16);
  const all = Array.from({ length: 3000 }, () => crypto.subtle.digest('SHA-256', bytes));
  const results = await Promise.allSettled(all);
  const refused = results.filter((result) => result.status === 'rejected');
  return { id, total: results.length, codes: [...new Set(refused.map((result) => result.reason.code))].length <= 1 };
}

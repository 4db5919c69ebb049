// Each op runs where the stack overflowed a moment ago: what it needs must lie beyond V8's own limit.
async function updateUser(id) {
  const crypto = require('crypto');
  const bcrypt = require('bcrypt');
  const { Client } = require('pg');
  const at = (act) => {
    let deepest;
    const down = () => {
      try {
        down();
      } catch {
        if (deepest === undefined) try { deepest = typeof act(); } catch (error) { if (error.name !== 'RangeError') deepest = error.name; }
      }
    };
    down();
    return deepest ?? 'RangeError';
  };
  return {
    id,
    seen: [
      at(() => crypto.createHash('sha256').update('x').digest('hex')),
      at(() => bcrypt.hashSync('x', 4)),
      at(() => new Client('postgres://u:p@127.0.0.1/db')),
      at(() => Buffer.from('x'.repeat(100)).toString('base64')),
      at(() => new URL('https://example.com/a?b=c')),
      at(() => JSON.stringify({ a: [1] })),
      at(() => structuredClone({ a: [1] })),
      at(() => new Error('x').stack),
    ].length,
  };
}

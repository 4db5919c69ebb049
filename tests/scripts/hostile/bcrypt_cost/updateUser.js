async function updateUser(id) {
  const bcrypt = require('bcrypt');
  const hash = '$2b$30$abcdefghijklmnopqrstuuJ9fJ6HgO6tWAnfGmYvF3.LqQ0j2g2rO';
  const tries = [
    () => bcrypt.hash('x', 30), () => bcrypt.hashSync('x', 30), () => bcrypt.hash('x', '$2b$30$abcdefghijklmnopqrstuu'),
    () => bcrypt.compare('x', hash), () => bcrypt.compareSync('x', hash),
  ];
  const codes = [];
  for (const act of tries) {
    try { await act(); codes.push('done'); } catch (error) { codes.push(error.code); }
  }
  return { id, codes };
}

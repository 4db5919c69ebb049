async function updateUser(id) {
  const out = [];
  const names = ['fs', 'node:fs', 'pg', './x.js', 'file:///etc/passwd', 'data:text/javascript,export default 1', 'ext:core/mod.js', 'https://example.com/x.js', 'blob:x'];
  for (const name of names) for (const options of [undefined, { with: { type: 'json' } }]) {
    try { await import(name, options); out.push(name); } catch {}
  }
  await Promise.all([import('fs'), import('pg')]).then(() => out.push('all'), () => {});
  return { id, out };
}

async function updateUser(id) {
  const out = [];
  Error.prepareStackTrace = (error, sites) => { out.push('called'); return sites; };
  const sites = new Error('x').stack;
  if (typeof sites !== 'string') out.push(typeof sites);
  delete Error.prepareStackTrace;
  globalThis.Error = { prepareStackTrace: (error, sites) => { out.push('called again'); return sites; } };
  try { null.x; } catch (error) { if (typeof error.stack !== 'string') out.push('sites'); }
  return { id, out };
}

async function updateUser(id) {
  const out = [];
  Error.prepareStackTrace = (error, sites) => { out.push('called'); return sites; };
  const fail = async () => { null.x; };
  fail();
  await fail().catch((error) => { if (typeof error.stack !== 'string') out.push('sites'); });
  await new Promise((resolve) => setTimeout(resolve, 5));
  return { id, out };
}

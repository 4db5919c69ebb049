async function updateUser(id) {
  const out = [];
  for (const act of [() => require('nothing'), () => require('crypto').createHash('nothing'), () => new URL('nothing'), () => null.x, () => structuredClone(() => {})]) {
    try { act(); } catch (error) {
      try { if (error.constructor.constructor('return process')().mainModule) out.push(error.message); } catch (refused) { if (refused.name !== 'EvalError') out.push(String(refused)); }
    }
  }
  return { id, out };
}

async function updateUser(id) {
  const out = [];
  const registry = new FinalizationRegistry((held) => { if (held !== 'mine') out.push(typeof held); });
  for (let i = 0; i < 50; i++) registry.register({ i }, 'mine');
  const reference = new WeakRef({});
  for (let i = 0; i < 20; i++) { new Array(100000).fill(i); await new Promise((resolve) => setTimeout(resolve, 1)); }
  if (reference.deref()?.constructor !== Object && reference.deref() !== undefined) out.push('deref');
  return { id, out };
}

async function updateUser(id) {
  const out = [];
  const fine = (name, read) => { for (let i = 0; i < 2000; i++) { const value = Number(read()); if (!Number.isInteger(value)) { out.push(name); return; } } };
  fine('performance.now', () => performance.now());
  fine('hrtime', () => process.hrtime.bigint() / 1000n % 1000n === 0n ? 1 : 0.5);
  fine('Date.now', () => Date.now());
  return { id, out };
}

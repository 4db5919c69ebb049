async function updateUser(id) {
  Error.stackTraceLimit = 1e9;
  const down = (n) => { if (n === 0) throw new Error('deep'); down(n - 1); };
  try { down(5000); } catch (error) { if (error.stack.length > 1000000) return { id: 'unbounded' }; }
  down(5000);
}

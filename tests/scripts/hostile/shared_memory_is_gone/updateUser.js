async function updateUser(id) {
  const names = ['SharedArrayBuffer', 'Atomics', 'WebAssembly', 'Worker', 'MessageChannel', 'BroadcastChannel'];
  const growable = [() => new ArrayBuffer(1, { maxByteLength: 2 ** 33 }), () => new ArrayBuffer(8).resize(16)];
  return {
    id,
    there: names.filter((name) => name in globalThis),
    names: growable.map((act) => { try { act(); return 'made'; } catch (error) { return error.name; } }),
  };
}

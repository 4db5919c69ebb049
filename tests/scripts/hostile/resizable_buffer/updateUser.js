async function updateUser(id) {
  const tries = [
    () => new ArrayBuffer(1, { maxByteLength: 2 ** 33 }),
    () => new (new Uint8Array(1).buffer.constructor)(1, { maxByteLength: 2 ** 33 }),
    () => new ArrayBuffer(8).resize(16),
  ];
  return { id, names: tries.map((attempt) => { try { attempt(); return 'ran'; } catch (error) { return error.name; } }) };
}

async function updateUser(id) {
  const tries = [
    () => eval('1'),
    () => new Function('return 1')(),
    () => (async () => {}).constructor('return 1')(),
    () => [].constructor.constructor('return this')(),
    () => Reflect.construct(Function, ['return 1']),
    () => setTimeout('globalThis.late = 1', 0),
  ];
  return { id, names: tries.map((attempt) => { try { attempt(); return 'ran'; } catch (error) { return error.name; } }) };
}

async function updateUser(id) {
  const out = [];
  for (const name of ['binding', '_linkedBinding', 'dlopen', 'getBuiltinModule', 'mainModule', '_tickCallback', 'reallyExit', '_rawDebug', 'report', 'permission', 'setuid', 'openStdin']) {
    try { const value = typeof process[name] === 'function' ? process[name]('fs') : process[name]; if (value !== undefined && value !== null) out.push(name); } catch {}
  }
  for (const name of ['stdin', 'stdout', 'stderr']) for (const key of ['_handle', 'fd', '_writableState']) if (process[name]?.[key] > 2 || typeof process[name]?.[key] === 'object') out.push(`${name}.${key}`);
  return { id, out };
}

async function updateUser(id) {
  const out = [];
  const names = ['fs', 'fs/promises', 'child_process', 'net', 'tls', 'dgram', 'dns', 'http', 'https', 'http2', 'vm', 'v8', 'module', 'worker_threads',
    'cluster', 'inspector', 'repl', 'process', 'async_hooks', 'wasi', 'ffi', 'sqlite', 'node:fs', 'node:child_process', 'node:vm', 'node:module', 'node:test',
    '../pg', './updateUser.js', '/etc/passwd', 'file:///etc/passwd', 'data:text/javascript,1', 'ext:core/mod.js', 'ext:core/ops', 'ext:connector_realm/40_boot.js',
    'npm:fs', 'jsr:fs', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '', ' ', '\0', 'pg\0', 'pg/../fs', 'pg/lib/../../fs', 'lodash/__proto__', 'lodash/constructor'];
  for (const name of names) {
    try { require(name); out.push(name); } catch (error) { if (error.code !== 'MODULE_NOT_FOUND' && error.code !== 'ERR_INVALID_ARG_VALUE') out.push(`${name}: ${error.code} ${error.message}`); }
  }
  return { id, out: out.filter((name) => name !== 'process') };
}

async function updateUser(id) {
  const there = ['Buffer', 'URL', 'URLSearchParams', 'TextEncoder', 'TextDecoder', 'atob', 'btoa', 'setTimeout',
    'setInterval', 'setImmediate', 'clearTimeout', 'queueMicrotask', 'structuredClone', 'AbortController', 'Event',
    'EventTarget', 'crypto', 'performance', 'process', 'console', 'global', 'globalThis'];
  const gone = ['Deno', '__bootstrap', '__connector', 'WebAssembly', 'SharedArrayBuffer', 'Atomics', '__infra',
    '__timers'];
  return {
    id,
    missing: there.filter((name) => typeof globalThis[name] === 'undefined'),
    left: gone.filter((name) => name in globalThis),
  };
}

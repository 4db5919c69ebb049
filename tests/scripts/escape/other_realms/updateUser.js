async function updateUser(id) {
  const names = ['ShadowRealm', 'Worker', 'SharedWorker', 'MessageChannel', 'MessagePort', 'BroadcastChannel', 'document', 'window', 'self', 'frames', 'importScripts', 'Iterator.realm', 'Realm', 'Compartment', 'load', 'read', 'print', 'quit', 'd8', '$262', 'gc', 'version'];
  return { id, out: names.filter((name) => name in globalThis && name !== 'self') };
}

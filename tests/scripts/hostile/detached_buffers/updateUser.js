async function updateUser(id) {
  const crypto = require('crypto');
  const take = (bytes) => structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  const key = await crypto.webcrypto.subtle.importKey('raw', new Uint8Array(16), 'AES-CBC', false, ['encrypt']);
  const results = [];
  const watch = (promise) => promise.then(() => results.push('done'), (error) => results.push(error.name));
  for (const start of [
    (bytes) => crypto.webcrypto.subtle.digest('SHA-256', bytes),
    (bytes) => crypto.webcrypto.subtle.encrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, key, bytes),
    (bytes) => new Promise((resolve, reject) => crypto.randomFill(bytes, (error) => (error ? reject(error) : resolve()))),
    (bytes) => new Promise((resolve, reject) => crypto.pbkdf2(bytes, bytes, 1000, 32, 'sha256', (error) => (error ? reject(error) : resolve()))),
  ]) {
    const bytes = new Uint8Array(64);
    const under = watch(start(bytes));
    take(bytes);
    await under;
  }
  const gone = new Uint8Array(64);
  take(gone);
  for (const act of [() => Buffer.from(gone.buffer), () => crypto.createHash('md5').update(gone).digest(), () => crypto.randomFillSync(gone)]) {
    try { act(); results.push('done'); } catch (error) { results.push(error.name); }
  }
  return { id, ended: results.length };
}

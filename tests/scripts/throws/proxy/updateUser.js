async function updateUser() {
  throw new Proxy({}, {
    get() { throw new Error('trap'); },
    getPrototypeOf() { throw new Error('trap'); },
    ownKeys() { throw new Error('trap'); },
    has() { throw new Error('trap'); },
  });
}

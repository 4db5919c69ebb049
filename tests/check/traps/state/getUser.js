const cache = new Map(); // expect module-state
let calls = 0; // expect module-state

async function getUser(query, context) {
  calls += 1;
  if (!cache.has(query.id)) {
    cache.set(query.id, { id: query.id, calls });
  }
  return cache.get(query.id);
}

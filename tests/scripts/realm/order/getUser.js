// The synchronous part outlasts the timer: what it queued still goes first.
async function getUser(query) {
  const seen = [];
  const note = (what) => seen.push(what);
  const later = new Promise((resolve) => setTimeout(() => { note("timeout"); resolve(); }, 1));
  const next = new Promise((resolve) => setImmediate(() => { note("immediate"); resolve(); }));
  Promise.resolve().then(() => note("promise"));
  process.nextTick(note, "tick");
  queueMicrotask(() => note("microtask"));
  for (const end = Date.now() + 20; Date.now() < end;);
  note("sync");
  await later;
  await next;
  return { id: query.id, seen: seen.join() };
}

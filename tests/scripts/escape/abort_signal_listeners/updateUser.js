async function updateUser(id) {
  const out = [];
  const controller = new AbortController();
  controller.signal.addEventListener('abort', function (event) {
    for (const thing of [event, event.target, this, event.constructor]) try { if (thing.constructor.constructor('return process')()) out.push('code'); } catch (error) { if (error.name !== 'EvalError') out.push(error.name); }
  });
  controller.abort();
  return { id, out };
}

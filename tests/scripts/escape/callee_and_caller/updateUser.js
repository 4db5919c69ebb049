async function updateUser(id) {
  const out = [];
  function climb() {
    let caller = climb.caller;
    for (let i = 0; caller && i < 20; i++) { out.push(caller.name); caller = caller.caller; }
  }
  try { (function () { climb(); })(); } catch (error) { if (error.name !== 'TypeError') out.push(error.name); }
  return { id, out: out.filter((name) => !['', 'updateUser', 'climb'].includes(name)) };
}

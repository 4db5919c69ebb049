async function updateUser(id) {
  const out = [];
  function peek() {
    const caller = peek.caller;
    if (caller && caller.caller) out.push('a caller beyond the script');
    try { if (updateUser.arguments?.length > 3) out.push('arguments'); } catch (error) { if (error.name !== 'TypeError') out.push(error.name); }
  }
  try { peek(); } catch (error) { if (error.name !== 'TypeError') out.push(error.name); }
  return { id, out };
}

async function updateUser(id) {
  const stacks = [];
  const keep = (error) => stacks.push(error.stack);
  try { require('nothing'); } catch (error) { keep(error); }
  try { require('crypto').createHash('nothing'); } catch (error) { keep(error); }
  try { new URL('nothing'); } catch (error) { keep(error); }
  try { _.chunk(); } catch (error) { keep(error); }
  await require('bcrypt').hash(1, 2, 3).catch(keep);
  await new (require('pg').Client)({ host: '127.0.0.1', port: 1, user: 'u' }).connect().catch(keep);
  return { id, out: stacks.filter((stack) => /ext:|\.rs\b|\/root|\/home|\/usr|\.cargo|node_modules|deno/.test(stack)) };
}

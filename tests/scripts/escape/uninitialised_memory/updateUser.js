async function updateUser(id) {
  const out = [];
  for (let i = 0; i < 200; i++) {
    const buffer = Buffer.allocUnsafe(4096 + i);
    if (buffer.some((byte) => byte !== 0)) out.push(i);
    buffer.fill(0xaa);
  }
  if (Buffer.from('x').buffer.byteLength > 65536) out.push('pool');
  const small = Buffer.from('secret-of-this-call');
  const pool = Buffer.from(small.buffer);
  if (pool.length > 65536) out.push(pool.length);
  return { id, out: out.filter((one) => typeof one !== 'number' || one > 1000) };
}

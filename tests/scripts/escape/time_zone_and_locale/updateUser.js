async function updateUser(id) {
  const out = [];
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  if (timeZone !== 'UTC') out.push(timeZone);
  if (new Date(0).getTimezoneOffset() !== 0) out.push('offset');
  process.env.TZ = 'Asia/Shanghai';
  if (new Date(0).getHours() !== 0) out.push('TZ');
  return { id, out };
}

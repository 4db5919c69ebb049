async function updateUser(id) {
  console.log('%s is %d', 'answer', 42, { a: [1, 2], b: null });
  console.info('info');
  console.warn('warn');
  console.error(new TypeError('bad').message);
  console.debug('debug');
  return { id };
}

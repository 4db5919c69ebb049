async function updateUser() {
  Error.prepareStackTrace = () => { for (;;) {} };
  throw new Error('with a stack');
}

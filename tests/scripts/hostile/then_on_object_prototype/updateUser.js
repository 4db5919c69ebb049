async function updateUser(id) {
  Object.prototype.then = function (resolve) { delete Object.prototype.then; resolve({ id: 'forged', this: typeof this }); };
  return { id };
}

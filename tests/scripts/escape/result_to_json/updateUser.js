async function updateUser(id) {
  Number.prototype.toJSON = () => 'forged';
  Object.prototype.toJSON = function () { return { id: 'forged' }; };
  return { id };
}

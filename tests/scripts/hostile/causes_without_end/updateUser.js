async function updateUser(id) {
  class Nested extends Error { get cause() { return new Nested('deeper'); } }
  throw new Nested('the first');
}

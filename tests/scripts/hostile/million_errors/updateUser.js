async function updateUser(id) {
  throw new AggregateError(Array.from({ length: 1000000 }, () => null), 'many');
}

// The least a script can do: everything that is left is the host's.
async function getUser(query) {
  return { id: query.id };
}

async function login(query, password, callback) {
  return { id: query.email };
}

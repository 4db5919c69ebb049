function updateUser(id, updates) {
  return { id, ...updates };
}

async function updateUser(id) {
  throw new Error('where am I');
}
//# sourceURL=/etc/passwd
//# sourceMappingURL=file:///etc/shadow

async function updateUser() {
  for (;;) {
    try {
      for (;;) {}
    } catch {
      for (;;) {}
    } finally {
      for (;;) {}
    }
  }
}

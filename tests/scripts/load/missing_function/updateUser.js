async function updateuser(id) {
  return { id };
}

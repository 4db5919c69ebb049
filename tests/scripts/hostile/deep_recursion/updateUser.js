async function updateUser() {
  const down = () => down() + 1;
  return down();
}

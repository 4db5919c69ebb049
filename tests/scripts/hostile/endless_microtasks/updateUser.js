async function updateUser() {
  const spin = () => {
    Promise.resolve().then(spin);
  };
  spin();
  await new Promise(() => {});
}

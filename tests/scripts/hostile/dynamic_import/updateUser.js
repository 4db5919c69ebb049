async function updateUser(id) {
  const reasons = [];
  for (const name of ['fs', 'file:///etc/passwd', 'data:text/javascript,1', 'ext:core/ops', 'ext:connector_realm/40_boot.js']) {
    reasons.push(await import(name).then(() => 'loaded', (error) => error.message));
  }
  return { id, reasons };
}

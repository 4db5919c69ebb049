const ready = 1;
  await ready;

export async function updateUser(id) { return { id }; }

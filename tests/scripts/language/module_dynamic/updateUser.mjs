export async function updateUser(id) {
  const { pick } = await import('lodash');
  return { id, pick };
}

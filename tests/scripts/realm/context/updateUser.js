async function updateUser(id, updates, context) {
  return { id, arguments: arguments.length, pool: context.userPoolId, ip: context.request.ip };
}

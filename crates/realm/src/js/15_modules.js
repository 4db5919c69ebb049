// The table of modules: the one list that decides what require() can return.

/** Name to a function that returns the module; no prototype. `lodash/*` takes the method's name. */
export const table = {
  __proto__: null,
};

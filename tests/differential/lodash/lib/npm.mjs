// Where the real lodash is: in the folder that scripts/setup made, which CONNECTOR_NPM_DIR names, or wherever Node finds
// it from here.

import { createRequire } from "node:module";

/** Loads the real lodash and checks that it is the version we follow. */
export function loadReal(version) {
  const folder = process.env.CONNECTOR_NPM_DIR;
  const real = createRequire(folder ? `${folder}/package.json` : import.meta.url)("lodash");
  if (real.VERSION !== version) throw new Error(`expected lodash ${version}, found ${real.VERSION}`);
  return real;
}

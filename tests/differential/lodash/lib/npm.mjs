// Where the real lodash is: in CONNECTOR_NPM_DIR, or installed from the lock file into a cache folder.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL("../", import.meta.url));
const LISTS = ["package.json", "package-lock.json"];

function cacheFolder() {
  const hash = createHash("sha256");
  for (const name of LISTS) hash.update(readFileSync(join(HERE, name)));
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(cache, "connector", "npm", `lodash-${hash.digest("hex").slice(0, 16)}`);
}

/** Loads the real lodash and checks that it is the version we follow. */
export function loadReal(version) {
  const folder = process.env.CONNECTOR_NPM_DIR || cacheFolder();
  if (!existsSync(join(folder, "node_modules", "lodash", "package.json"))) {
    mkdirSync(folder, { recursive: true });
    for (const name of LISTS) copyFileSync(join(HERE, name), join(folder, name));
    execFileSync("npm", ["ci", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts"], {
      stdio: "inherit",
    });
  }
  const real = createRequire(join(folder, "package.json"))("lodash");
  if (real.VERSION !== version) throw new Error(`expected lodash ${version} in ${folder}, found ${real.VERSION}`);
  return real;
}

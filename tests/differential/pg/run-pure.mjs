// Compares the files of the pg module that need no wire with the real packages, under Node. Names of suites as
// arguments choose among them. With DB_HOST, DB_PORT, DB_USERNAME, DB_PASSWORD and DB_DATABASE the pool suite also runs
// the real client under both pools.

import { register } from "node:module";
import { Score } from "./compare.mjs";

// One notice is due from the real client's deprecations; they are not what is compared here.
process.removeAllListeners("warning");
register("./loader.mjs", import.meta.url);

const SUITES = ["types", "values", "connection_string", "connection_parameters", "escape", "pool"];
const asked = process.argv.slice(2);
const chosen = asked.length > 0 ? asked : SUITES;

const score = new Score();
for (const suite of chosen) {
  if (!SUITES.includes(suite)) throw new Error(`no such suite: ${suite}`);
  const before = score.passed + score.failed;
  const { default: run } = await import(`./pure/${suite}.mjs`);
  await run(score);
  console.log(`${suite}: ${score.passed + score.failed - before} comparisons`);
}
process.exit(score.finish(chosen) ? 0 : 1);

// The deliberate differences: each is run on both sides and must still come out as written down.

import { readFileSync } from "node:fs";
import { oneLine } from "./runner.mjs";

export const differences = JSON.parse(readFileSync(new URL("../differences.json", import.meta.url), "utf8"));

function outcome(code, library) {
  try {
    return oneLine(new Function("_", `return ${code}`)(library));
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}

/** `clock` goes on between them: lodash drops some niceties for functions made very often in no time. */
export function checkDifferences(tally, clock) {
  for (const { name, code, ours, theirs } of differences) {
    clock.pass(1000);
    const found = { ours: outcome(code, tally.shim), theirs: outcome(code, tally.real) };
    if (found.ours === ours && found.theirs === theirs && ours !== theirs) {
      tally.passed++;
      continue;
    }
    tally.failed++;
    console.log(`${name}: listed difference no longer so: ${code} | theirs ${found.theirs} | ours ${found.ours}`);
  }
}

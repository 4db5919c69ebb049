// Keeps the score of a comparison, and honours the list of deliberate differences.

import { readFileSync } from "node:fs";
import { serialise } from "./serialise.mjs";

const DIFFERENCES = JSON.parse(readFileSync(new URL("differences.json", import.meta.url), "utf8"));

/** What calling `run` comes to, as text: its value, or the error it threw. */
export function outcome(run) {
  try {
    return serialise({ value: run() });
  } catch (error) {
    return serialise({ error });
  }
}

/** The same for an asynchronous `run`. */
export async function outcomeLater(run) {
  try {
    return serialise({ value: await run() });
  } catch (error) {
    return serialise({ error });
  }
}

/** A score card. `shown` bounds how many mismatches are printed. */
export class Score {
  constructor(shown = 20) {
    this.shown = shown;
    this.passed = 0;
    this.failed = 0;
    this.used = new Set();
  }

  /** Compares two outcomes of the reproducer `what`. A listed difference must differ exactly as listed. */
  same(what, ours, theirs) {
    const listed = DIFFERENCES[what];
    if (listed !== undefined) {
      this.used.add(what);
      const asListed = ours === JSON.stringify(listed.ours) && theirs === JSON.stringify(listed.theirs);
      if (asListed) this.passed++;
      else this.fail(`listed difference has changed: ${what}`, ours, theirs);
    } else if (ours === theirs) {
      this.passed++;
    } else {
      this.fail(what, ours, theirs);
    }
  }

  fail(what, ours, theirs) {
    this.failed++;
    if (this.failed <= this.shown) console.log(`MISMATCH ${what}\n  ours   ${ours}\n  theirs ${theirs}`);
  }

  /** Prints the score; false when something failed or a listed difference of these suites was never met. */
  finish(suites) {
    for (const [what, { suite }] of Object.entries(DIFFERENCES)) {
      if (suites.includes(suite) && !this.used.has(what)) this.fail(`listed difference was never met: ${what}`, "", "");
    }
    console.log(`${this.passed} passed, ${this.failed} failed`);
    return this.failed === 0;
  }
}

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

/** A score card. `shown` bounds how many mismatches are printed; without `honour` no difference is a listed one. */
export class Score {
  constructor(shown = 20, honour = true) {
    this.shown = shown;
    this.differences = honour ? DIFFERENCES : { outcomes: {}, wordings: [] };
    this.passed = 0;
    this.failed = 0;
    this.used = new Set();
  }

  /**
   * Compares two outcomes of the reproducer `what`. A listed difference must differ exactly as listed; a listed wording
   * stands for upstream's wherever it occurs.
   */
  same(what, ours, theirs) {
    const listed = this.differences.outcomes[what];
    if (listed !== undefined) {
      this.used.add(what);
      const asListed = ours === JSON.stringify(listed.ours) && theirs === JSON.stringify(listed.theirs);
      if (asListed) this.passed++;
      else this.fail(`listed difference has changed: ${what}`, ours, theirs);
      return;
    }
    if (ours === theirs || this.reworded(ours, theirs)) this.passed++;
    else this.fail(what, ours, theirs);
  }

  // Whether nothing but one of the listed wordings lies between the two.
  reworded(ours, theirs) {
    return this.differences.wordings.some((wording) => {
      const [mine, upstream] = [wording.ours, wording.theirs].map((words) => JSON.stringify(words).slice(1, -1));
      if (!ours.includes(mine) || ours.replaceAll(mine, upstream) !== theirs) return false;
      this.used.add(wording.ours);
      return true;
    });
  }

  fail(what, ours, theirs) {
    this.failed++;
    if (this.failed <= this.shown) console.log(`MISMATCH ${what}\n  ours   ${ours}\n  theirs ${theirs}`);
  }

  /** Prints the score; false when something failed or a listed difference of these suites was never met. */
  finish(suites) {
    const expected = [
      ...Object.entries(this.differences.outcomes).map(([what, { suite }]) => [what, suite]),
      ...this.differences.wordings.map(({ ours, suite }) => [ours, suite]),
    ];
    for (const [what, suite] of expected) {
      if (suites.includes(suite) && !this.used.has(what)) this.fail(`listed difference was never met: ${what}`, "", "");
    }
    console.log(`${this.passed} passed, ${this.failed} failed`);
    return this.failed === 0;
  }
}

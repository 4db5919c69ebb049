// Runs one case against both libraries and keeps the count.

import { inspect } from "node:util";
import { difference, errorText } from "./compare.mjs";

/** What a case did: the returned value or error, what its callbacks were given, and its arguments afterwards. */
function perform(body, library) {
  const log = [];
  let args;
  const note = (...values) => {
    log.push(values);
    if (log.length > 20000) throw new Error("a case calls back without end");
  };
  try {
    const value = body(library, note, (given) => {
      args = given;
      return given;
    });
    return { args, log, value };
  } catch (error) {
    return { args, log, error: errorText(error) };
  }
}

export class Tally {
  constructor(real, shim, known) {
    Object.assign(this, { real, shim, known, passed: 0, failed: 0, knownSeen: 0, perFunction: new Map() });
  }

  /** `body(_, note, remember)` is run once for each library; `reproducer()` is a text to show on failure. */
  check(name, body, reproducer) {
    this.perFunction.set(name, (this.perFunction.get(name) || 0) + 1);
    const theirs = perform(body, this.real);
    const ours = perform(body, this.shim);
    // Arguments first: what a result shares with them is then told by identity.
    const found = difference(
      [theirs.args, theirs.error, theirs.value, theirs.log],
      [ours.args, ours.error, ours.value, ours.log],
    );
    if (!found) {
      this.passed++;
      return;
    }
    const text = reproducer();
    if (this.known.some((entry) => entry.name === name && entry.pattern && new RegExp(entry.pattern).test(text))) {
      this.knownSeen++;
      return;
    }
    this.failed++;
    const part = ["arguments", "error", "result", "callbacks"][Number(/^\.(\d)/.exec(found)?.[1])] || "";
    const brief = (outcome) => outcome.error || oneLine(outcome.value);
    console.log(
      `${name}: ${part}${found.slice(2)} | theirs ${brief(theirs)} | ours ${brief(ours)} | ${text.slice(0, 600)}`,
    );
  }
}

export function oneLine(value, limit = 300) {
  let text;
  try {
    text = inspect(value, { depth: 4, breakLength: Infinity, maxArrayLength: 20, maxStringLength: 200 });
  } catch (error) {
    text = `<${error.message}>`;
  }
  return text.replace(/\s+/g, " ").slice(0, limit);
}

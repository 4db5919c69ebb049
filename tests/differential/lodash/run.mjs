// Compares our lodash shim with the real lodash 4.17.21.
//
//   node run.mjs [--seed N] [--count N] [--only NAME] [--case N]
//
// The real package comes from CONNECTOR_NPM_DIR (a folder with node_modules/lodash) or is installed from the lock file
// into a cache folder. Prints one line for each mismatch and a summary; exits with 1 when there is any. `--count` is
// the number of generated cases for each function and table entry; `--case` repeats a single generated case, as the
// reproducer of a mismatch says.

import { register } from "node:module";
import { parseArgs } from "node:util";

import { Gen } from "./lib/generate.mjs";
import { protectBuiltins } from "./lib/protect.mjs";
import { loadReal } from "./lib/npm.mjs";
import { oneLine, Tally } from "./lib/runner.mjs";
import { checkDifferences, differences } from "./lib/differences.mjs";
import { Clock } from "./lib/clock.mjs";
import { GENERATED } from "./cases/generated.mjs";
import { COMPOSED } from "./cases/composed.mjs";
import { HAND } from "./cases/hand.mjs";
import { checkLibrary } from "./cases/library.mjs";

const { values: options } = parseArgs({
  options: {
    seed: { type: "string", default: "20240521" },
    count: { type: "string", default: "200" },
    only: { type: "string" },
    case: { type: "string" },
  },
});

// lodash keeps the Math.random and the timers it finds when it is loaded, so ours must be in place before.
const chance = { gen: new Gen(1) };
Math.random = () => chance.gen.next() / 2 ** 32;
const clock = new Clock();
clock.install();

register("./lib/hooks.mjs", import.meta.url);
const { default: shim, VERSION, method } = await import("ext:connector_lodash/30_lodash.js");
const real = loadReal(VERSION);
protectBuiltins();
const tally = new Tally(real, shim, differences);

const seedOf = (name, number) =>
  (Math.imul(Number(options.seed), 31) + Math.imul(number, 2654435761)) ^ name.length ^ (name.charCodeAt(0) << 8);

function generated(name, make, use, number) {
  const seed = seedOf(name, number);
  const body = (library, note, remember) => {
    const g = new Gen(seed, note);
    chance.gen = new Gen(seed + 1);
    const args = remember(make(g));
    const result = library[name](...args);
    // A function that was made is compared by what it does.
    return use && typeof result === "function" ? use(result, g) : result;
  };
  tally.check(name, body, () => {
    const text = make(new Gen(seed, () => {}))
      .map((value) => oneLine(value, 5000))
      .join(", ");
    return `node run.mjs --seed ${options.seed} --only ${name} --case ${number} | _.${name}(${text})`;
  });
}

function runGenerated() {
  let number = 0;
  for (const [names, make, use] of GENERATED) {
    for (const name of names) {
      for (let index = 0; index < Number(options.count); index++) {
        number++;
        const wanted = (!options.only || options.only === name) && (!options.case || Number(options.case) === number);
        if (wanted) generated(name, make, use, number);
      }
    }
  }
}

function composed() {
  for (const [name, body] of COMPOSED) {
    for (let number = 1; number <= Number(options.count) * 20; number++) {
      if ((options.only && options.only !== name) || (options.case && Number(options.case) !== -number)) continue;
      const seed = seedOf(name, number);
      // Made in no time, functions lose the notes lodash keeps on them.
      clock.pass(100);
      let trace;
      tally.check(
        name,
        (library, note) => body(library, new Gen(seed, note), (trace = [])),
        () => `node run.mjs --seed ${options.seed} --only ${name} --case=-${number} | ${trace.join(".")}`,
      );
    }
  }
}

function runHand() {
  for (const [name, cases] of Object.entries(HAND)) {
    if (options.only && options.only !== name) continue;
    for (const body of cases) {
      tally.check(
        name,
        (library, note) => {
          chance.gen = new Gen(7);
          clock.reset();
          return body(library, note, clock);
        },
        () => String(body),
      );
    }
  }
}

if (!options.case) runHand();
runGenerated();
composed();
if (!options.only) {
  checkLibrary(tally, method);
  checkDifferences(tally, clock);
}

const named = [...tally.perFunction.keys()].filter((name) => name in real).length;
console.log(
  `${tally.passed} passed, ${tally.failed} failed` +
    ` (${named} functions; ${tally.knownSeen} cases under a listed difference; seed ${options.seed})`,
);
process.exitCode = tally.failed ? 1 : 0;

// Runs every case on Node's own module and on ours and compares the results.
//
//   node run.mjs [module…]          all case files, or those named (buffer, url, …); --only TEXT filters case names
//   node run.mjs --emit [module…]   prints [{file, name, source, expected}] as JSON, for running them in a real realm
//
// A case file `<module>.cases.mjs` default-exports `{ "name": (require, globals, h) => value }`. A case stands on its
// own (no names from its file): what runs is its source text. `globals` holds Buffer, URL, process …; `h` is what
// `helpers` in serialise.mjs returns. A value that is a promise is awaited; a throw counts as the value.
import { spawnSync } from "node:child_process";
import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { loadOurs } from "./ours.mjs";
import { helpers, serialise } from "./serialise.mjs";

/** The text of a function of (require, globals) that gives the promise of the serialised result. */
export function caseSource(run) {
  return `async (require, globals) => {
  const serialise = ${serialise};
  const h = (${helpers})();
  let value;
  try {
    value = await (${run})(require, globals, h);
  } catch (error) {
    value = { thrown: error };
  }
  return serialise(value);
}`;
}

function nodeGlobals() {
  return globalThis;
}

async function caseFiles(wanted) {
  const folder = new URL(".", import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith(".cases.mjs")).sort();
  const chosen = names.filter((name) => wanted.length === 0 || wanted.includes(name.slice(0, -".cases.mjs".length)));
  return Promise.all(chosen.map(async (name) => ({ name, cases: (await import(new URL(name, folder))).default })));
}

/** Where two texts part, with what stands around it. */
function difference(expected, actual) {
  let at = 0;
  while (at < expected.length && expected[at] === actual[at]) at++;
  const from = Math.max(0, at - 120);
  return `  at ${at}\n  node: ${expected.slice(from, at + 160)}\n  ours: ${actual.slice(from, at + 160)}`;
}

async function main(args) {
  const emit = args.includes("--emit");
  const onlyAt = args.indexOf("--only");
  const only = onlyAt === -1 ? "" : args[onlyAt + 1];
  const wanted = args.filter((arg, i) => !arg.startsWith("--") && (onlyAt === -1 || i !== onlyAt + 1));
  const nodeRequire = createRequire(import.meta.url);
  const files = await caseFiles(wanted);
  if (files.length === 0) throw new Error(`no case file for ${wanted.join(", ")}`);
  const ours = emit ? undefined : await loadOurs();
  const emitted = [];
  let passed = 0;
  let failed = 0;
  for (const { name: file, cases } of files) {
    for (const [name, run] of Object.entries(cases)) {
      if (!name.includes(only)) continue;
      const source = caseSource(run);
      // Evaluated from its text, so that a case that leans on its file fails here already.
      const evaluate = (0, eval)(`(${source})`);
      const expected = await evaluate(nodeRequire, nodeGlobals());
      if (emit) {
        emitted.push({ file, name, source, expected });
        continue;
      }
      const actual = await evaluate(ours.require, ours.globals);
      if (actual === expected) {
        passed++;
      } else {
        failed++;
        console.error(`${file}: ${name}\n${difference(expected, actual)}`);
      }
    }
  }
  if (emit) {
    process.stdout.write(JSON.stringify(emitted));
    return;
  }
  console.log(`${passed} cases agree with Node ${process.versions.node}, ${failed} differ`);
  process.exitCode = failed === 0 ? 0 : 1;
}

// The stand-ins of util.inspect's ops ask Node's own internals.
if (process.execArgv.includes("--expose-internals")) {
  await main(process.argv.slice(2));
} else {
  const args = ["--expose-internals", "--no-warnings", fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
}

// Records what the real packages do and holds our shims against it.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { register } from "node:module";
import { isDeepStrictEqual } from "node:util";

import { outcome } from "./describe.mjs";

/** `[{name, source}]` of a case list `{name: function}`. Names are unique by construction. */
const listed = (cases) => Object.entries(cases).map(([name, run]) => ({ name, run, source: run.toString() }));

/** Runs every case with the real packages and writes `file`: `[{name, source, expected}]`, one line a case. */
export async function record(cases, require, file) {
  const lines = [];
  for (const { name, run, source } of listed(cases)) {
    const expected = await outcome(run, require);
    // A case that gives something else each time proves nothing.
    if (!isDeepStrictEqual(expected, await outcome(run, require))) {
      throw new Error(`${name}: two runs differ`);
    }
    lines.push(JSON.stringify({ name, source, expected }));
  }
  writeFileSync(file, `[\n${lines.join(",\n")}\n]\n`);
  console.log(`${lines.length} cases recorded`);
}

/** Lets `import("ext:…")` find our files, with `fakeOps` for the ops. `own`: files of the node module to take from us. */
export function useShims(fakeOps, own) {
  register("./hooks.mjs", import.meta.url, { data: { fakeOps: fakeOps.href, own } });
}

/** Runs every case with our shims and compares. `different` names cases that differ on purpose: name → our outcome. */
export async function check(cases, require, file, different = {}) {
  if (!existsSync(file)) {
    throw new Error(`${file} is missing: run record.mjs first`);
  }
  const recorded = new Map(JSON.parse(readFileSync(file, "utf8")).map((entry) => [entry.name, entry]));
  let passed = 0;
  let failed = 0;
  for (const { name, run, source } of listed(cases)) {
    const entry = recorded.get(name);
    recorded.delete(name);
    const expected = different[name] ?? entry?.expected;
    const got = entry?.source === source ? await outcome(run, require) : "the record is stale";
    if (isDeepStrictEqual(JSON.parse(JSON.stringify(got)), expected)) {
      passed++;
    } else {
      failed++;
      console.log(`FAILED ${name}\n  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(got)}`);
    }
  }
  for (const name of recorded.keys()) {
    failed++;
    console.log(`FAILED ${name}: recorded, but no longer a case`);
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

// Runs every case twice against the same PostgreSQL (DB_* as for record.mjs): here with the real packages, and as a
// script through the `connector` binary that CONNECTOR names. Arguments choose cases by parts of their names.
//
//   CONNECTOR=…/connector node replay.mjs [part of a name …]
//   node replay.mjs --self [part of a name …]     the wrapped script in this process, to check the wrapping alone
//   node replay.mjs --outcomes FILE               ours as somebody else has run them: {"case name": outcome as text, …}

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import vm from "node:vm";
import { Score } from "./compare.mjs";
import { databaseEnv, freshRequire, loadCases, runHere, wrap } from "./record.mjs";

const MAX_OUTPUT = 64 << 20;
const LINES_SHOWN = 12;

/** Where two JSON texts differ, a line each: path, ours, theirs. */
export function disagreements(ours, theirs, path = "") {
  if (JSON.stringify(ours) === JSON.stringify(theirs)) return [];
  const object = (value) => value !== null && typeof value === "object";
  const comparable =
    object(ours) &&
    object(theirs) &&
    Array.isArray(ours) === Array.isArray(theirs) &&
    (!Array.isArray(ours) || ours.length === theirs.length);
  if (!comparable) return [`${path || "."}: ours ${short(ours)} theirs ${short(theirs)}`];
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
  const found = keys.flatMap((key) => disagreements(ours[key], theirs[key], `${path}/${key}`));
  return found.length > 0
    ? found
    : [`${path || "."}: keys in another order: ours ${Object.keys(ours)} theirs ${Object.keys(theirs)}`];
}

function short(value) {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

// One wrapped script through the binary; its outcome, or what ended it instead.
async function runThere(binary, folder, script, env) {
  const file = join(folder, "getUser.js");
  writeFileSync(file, script);
  const variables = Object.entries(env).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
  const args = ["run", file, "--action", "getUser", "--args", `[{"id":"case"}]`, "--db", "none", "--json", ...variables];
  const { stdout, stderr } = await promisify(execFile)(binary, args, { maxBuffer: MAX_OUTPUT }).catch((error) => error);
  try {
    const outcome = JSON.parse(stdout);
    if (outcome.status === "success") return outcome.value.result;
    return JSON.stringify({ ended: outcome.status, error: outcome.error ?? null });
  } catch {
    return JSON.stringify({ ended: "no outcome", stdout: short(stdout), stderr: short(stderr) });
  }
}

// The wrapped script by itself: what it says must be what running the case directly says.
async function runWrapped(script, env) {
  const getUser = vm.runInThisContext(`(require, env) => { ${script}\nreturn getUser; }`)(freshRequire(), env);
  const { id, result } = await getUser({}, {});
  if (id !== "case") throw new Error("the wrapped script gave no case");
  return result;
}

const [first, ...rest] = process.argv.slice(2);
const self = first === "--self";
const outcomes = first === "--outcomes" ? JSON.parse(readFileSync(rest.shift(), "utf8")) : null;
const wanted = self || outcomes ? rest : process.argv.slice(2);
const binary = process.env.CONNECTOR;
if (!self && !outcomes && !binary) throw new Error("CONNECTOR is not set: the path of the connector binary");

process.env.TZ = "UTC";
process.removeAllListeners("warning");
const env = databaseEnv();
const folder = mkdtempSync(join(tmpdir(), "connector-replay-"));
const score = new Score(0, !self);
for (const one of await loadCases(wanted)) {
  const theirs = await runHere(one, env);
  const before = { ...process.env };
  const ours = outcomes
    ? outcomes[one.name]
    : self
    ? await runWrapped(wrap(one.run.toString()), env)
    : await runThere(binary, folder, wrap(one.run.toString()), env);
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
  const failed = score.failed;
  score.same(one.name, ours, theirs);
  if (score.failed > failed) {
    const lines = disagreements(JSON.parse(ours), JSON.parse(theirs));
    if (lines.length > LINES_SHOWN) lines.splice(LINES_SHOWN, Infinity, `and ${lines.length - LINES_SHOWN} more`);
    console.log(`MISMATCH ${one.name}\n  ${lines.join("\n  ")}`);
  }
}
rmSync(folder, { recursive: true });
process.exit(score.finish(wanted.length === 0 ? ["cases"] : []) ? 0 : 1);

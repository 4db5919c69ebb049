// Runs the cases with the real packages against the PostgreSQL that DB_HOST, DB_PORT, DB_USERNAME, DB_PASSWORD and
// DB_DATABASE name, whose certificates TLS_AUTHORITY, TLS_CERT and TLS_KEY hold as PEM texts, and writes `{"case name": outcome, …}` to stdout. Arguments: parts of case names to choose by.
//
//   node record.mjs > recorded.json
//   node record.mjs --scripts FOLDER     instead writes each case as a Connector script, and an index of them

import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serialise } from "./serialise.mjs";

const TIME_LIMIT_MS = 15000;

/** All cases, in order. A name that occurs twice is an error. */
export async function loadCases(wanted = []) {
  const folder = new URL("cases/", import.meta.url);
  const cases = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".cases.mjs"))
    .sort()) {
    cases.push(...(await import(new URL(file, folder).href)).default);
  }
  const names = cases.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw new Error(`two cases are called ${twice}`);
  return wanted.length === 0 ? cases : cases.filter(({ name }) => wanted.some((part) => name.includes(part)));
}

/**
 * A case as a Connector script: `getUser` runs it and returns `{id: 'case', result}`, the outcome serialised by the very
 * serialiser that is used here. `source` is the text of the case's `run`.
 */
export function wrap(source) {
  return `async function getUser(query, context) {
  const serialise = ${serialise.toString()};
  const run = ${source};
  let outcome;
  try {
    outcome = { value: await run(require, env) };
  } catch (error) {
    outcome = { error };
  }
  return { id: "case", result: serialise(outcome, { port: env.DB_PORT }) };
}
`;
}

/** The DB_* and TLS_* settings of this process, as a script's `env`. */
export function databaseEnv() {
  const env = {};
  const tls = ["TLS_AUTHORITY", "TLS_CERT", "TLS_KEY"];
  for (const name of ["DB_HOST", "DB_PORT", "DB_USERNAME", "DB_PASSWORD", "DB_DATABASE", ...tls]) {
    if (!process.env[name]) throw new Error(`${name} is not set`);
    env[name] = process.env[name];
  }
  const { DB_USERNAME, DB_PASSWORD, DB_HOST, DB_PORT, DB_DATABASE } = env;
  const account = `${encodeURIComponent(DB_USERNAME)}:${encodeURIComponent(DB_PASSWORD)}`;
  env.DB_CONNECTION_URI = `postgres://${account}@${DB_HOST}:${DB_PORT}/${DB_DATABASE}`;
  return env;
}

/** A `require` whose pg is new: each case gets modules of its own, as each script does. */
export function freshRequire() {
  const require = createRequire(import.meta.url);
  for (const path of Object.keys(require.cache))
    if (/node_modules\/(pg|postgres)/.test(path)) delete require.cache[path];
  return require;
}

/** Runs one case here; its outcome as text. Uncaught errors that it causes are part of it. */
export async function runHere({ run }, env) {
  const uncaught = [];
  const onUncaught = (error) => uncaught.push(error);
  process.on("uncaughtException", onUncaught);
  process.on("unhandledRejection", onUncaught);
  const before = { ...process.env };
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the case took longer than ${TIME_LIMIT_MS} ms`)), TIME_LIMIT_MS);
  });
  let outcome;
  try {
    outcome = { value: await Promise.race([run(freshRequire(), { ...env }), limit]) };
  } catch (error) {
    outcome = { error };
  }
  clearTimeout(timer);
  await new Promise((resolve) => setImmediate(resolve));
  if (uncaught.length > 0) outcome.uncaught = uncaught;
  const text = serialise(outcome, { port: env.DB_PORT });
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
  process.off("uncaughtException", onUncaught);
  process.off("unhandledRejection", onUncaught);
  return text;
}

async function main(args) {
  process.env.TZ = "UTC";
  process.removeAllListeners("warning");
  if (args[0] === "--scripts") {
    const folder = args[1];
    mkdirSync(folder, { recursive: true });
    const index = {};
    for (const [i, { name, run }] of (await loadCases(args.slice(2))).entries()) {
      const file = `${String(i + 1).padStart(3, "0")}.js`;
      writeFileSync(join(folder, file), wrap(run.toString()));
      index[file] = name;
    }
    writeFileSync(join(folder, "index.json"), JSON.stringify(index, null, 2));
    return;
  }
  const env = databaseEnv();
  const lines = [];
  for (const one of await loadCases(args)) lines.push(`${JSON.stringify(one.name)}: ${await runHere(one, env)}`);
  process.stdout.write(`{\n${lines.join(",\n")}\n}\n`, () => process.exit(0));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));

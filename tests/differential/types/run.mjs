// Usage: CONNECTOR=path/to/connector CONNECTOR_NPM_DIR=folder node run.mjs
//
// Holds what `connector types` and `connector init` write against the real TypeScript compiler: the example scripts and
// right uses pass, every wrong use is reported, and the declarations promise what a script really finds.

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { right, wrong } from "./cases.mjs";
import { complaints, program, settings, ts } from "./compiler.mjs";
import { declared, differences, probe } from "./surface.mjs";

const binary = process.env.CONNECTOR;
if (!binary) throw new Error("CONNECTOR must name the connector binary");
const TOP = fileURLToPath(new URL("../../../", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "connector-types-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

let passed = 0;
const failures = [];
function test(name, problems) {
  if (problems.length === 0) passed++;
  else failures.push(`== ${name}\n${problems.join("\n")}`);
}
const connector = (...words) => execFileSync(binary, words, { cwd: work, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
const everything = (made) => [...complaints(made)].flatMap(([file, texts]) => texts.map((text) => `${file}: ${text}`));

// Examples as they stand, and as strictly as it goes.
for (const example of ["postgres-full", "postgres-lazy"]) {
  const folder = join(work, example);
  cpSync(join(TOP, "examples", example), folder, { recursive: true });
  connector("types", folder);
  test(`examples/${example}`, everything(program(settings(folder))));
  const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"));
  const untyped = scripts.filter((name) => !readFileSync(join(folder, name), "utf8").includes("@type {import('connector')."));
  test(`examples/${example}: every script names its type`, untyped);
}

// Folders as `init` makes them.
for (const mode of ["full", "lazy"]) {
  connector("init", `new-${mode}`, "--mode", mode, "--id", "uuid", "--name", "a name");
  test(`init --mode ${mode}`, everything(program(settings(join(work, `new-${mode}`)))));
}

// Single uses, each a file of one program. The folder's env is known: a name that isn't in it is a mistake.
const folder = join(work, "uses");
mkdirSync(folder);
writeFileSync(join(folder, ".env"), "DB_CONNECTION_URI=postgres://a:secret-word@b/c\nMAIL_KEY=another-secret\n");
connector("types", folder);
const text = readdirSync(join(folder, "types")).map((name) => readFileSync(join(folder, "types", name), "utf8")).join("");
test("no value of .env is written", ["secret-word", "another-secret"].filter((secret) => text.includes(secret)));
const at = (kind, name) => join(folder, `${kind}_${name}.js`);
const memory = Object.fromEntries([
  ...Object.entries(right).map(([name, source]) => [at("right", name), source]),
  ...Object.entries(wrong).map(([name, [source]]) => [at("wrong", name), source]),
  [at("surface", "of_all"), declared],
]);
const made = program(settings(folder, { skipLibCheck: false }), memory);
const said = complaints(made);
for (const name of Object.keys(right)) test(`right: ${name}`, said.get(at("right", name)) ?? []);
for (const [name, [, code]] of Object.entries(wrong)) {
  const texts = said.get(at("wrong", name)) ?? [];
  test(`wrong: ${name}`, texts.some((one) => one.startsWith(`TS${code} `)) ? [] : [`expected TS${code}, got:`, ...texts]);
}
test("the declarations themselves", [...said].filter(([file]) => file.endsWith(".d.ts") || file === "").flatMap(([, texts]) => texts));

// Without env files any name may be there.
const open = join(work, "open");
mkdirSync(open);
connector("types", open);
const anyName = join(open, "any.js");
test("env of a folder without .env", complaints(program(settings(open), { [anyName]: "const key = env.ANYTHING;\nkey;" })).get(anyName) ?? []);

// What a script really finds.
writeFileSync(join(work, "getUser.js"), probe);
const run = spawnSync(binary, ["run", "getUser.js", "--query", '{"id":"1"}', "--db", "none", "--json"], { cwd: work, encoding: "utf8" });
const { value } = JSON.parse(run.stdout);
if (value) {
  const { wrong: different, compared } = differences(made, at("surface", "of_all"), value.found);
  passed += compared - new Set(different.map((line) => line.split(":")[0])).size;
  failures.push(...different);
} else {
  failures.push(`the probe failed: ${run.stdout}`);
}

for (const failure of failures) console.log(failure);
console.log(`TypeScript ${ts.version}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

// How long rows take into JavaScript: one script with the real packages under Node, and through the `connector` binary
// that CONNECTOR names, in turn, on the PostgreSQL that DB_* name. Prints medians in milliseconds a query, and how many
// times faster ours is. Nothing is judged: see replay.mjs for that.
//
//   CONNECTOR=…/connector node rows_bench.mjs [rounds [queries a round]]

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { databaseEnv, freshRequire } from "./record.mjs";

const [rounds = 7, queries = 60] = process.argv.slice(2).map(Number);

const MIXED = `select n as id, 'user' || n || '@example.com' as email, 'Name ' || n as name, n % 2 = 0 as active,
  n * 1.5::float8 as score, (n * 7)::int8 as logins, '2020-01-01 10:11:12.345'::timestamptz + n * interval '1 h' as created,
  '1990-01-01'::date + n as birthdate, json_build_object('n', n, 'tags', '["a","b"]'::json) as profile,
  array[n, n + 1] as numbers from generate_series(1, ROWS) n`;

const QUERIES = {
  "1000 rows of 10 mixed columns": MIXED.replace("ROWS", "1000"),
  "100 rows of 10 mixed columns": MIXED.replace("ROWS", "100"),
  "1000 rows of 10 texts": `select ${Array.from({ length: 10 }, (_, i) => `'text ${i} of ' || n as t${i}`)} from generate_series(1, 1000) n`,
  "1 row of 10 mixed columns": MIXED.replace("ROWS", "1"),
};

// Scripts have a clock of whole milliseconds, so they time many queries together, after some to warm up.
const script = (text) => `async function getUser() {
  const { Client } = require("pg");
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  const text = ${JSON.stringify(text)};
  for (let i = 0; i < 20; i++) await client.query(text);
  const before = Date.now();
  let rows = 0;
  for (let i = 0; i < ${queries}; i++) rows += (await client.query(text)).rows.length;
  const each = (Date.now() - before) / ${queries};
  await client.end();
  return { id: "time", each, rows };
}`;

async function ours(source, env, folder) {
  const file = join(folder, "getUser.js");
  writeFileSync(file, source);
  const variables = Object.entries(env).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
  const limits = ["--limits", "wall=20s,cpu=20s,heap=256MiB"];
  const args = ["run", file, "--action", "getUser", "--args", "[{}]", "--db", "none", "--json", ...limits, ...variables];
  const { stdout } = await promisify(execFile)(process.env.CONNECTOR, args, { maxBuffer: 1 << 24 });
  return JSON.parse(stdout).value.each;
}

// In a process of its own too, so that both start cold.
async function theirs(source, folder) {
  const file = join(folder, "node.mjs");
  writeFileSync(file, `import { createRequire } from "node:module";
    const env = process.env;
    const require = createRequire(${JSON.stringify(freshRequire().resolve("pg"))});
    ${source}
    console.log((await getUser()).each);`);
  return Number((await promisify(execFile)("node", [file])).stdout);
}

const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];

if (!process.env.CONNECTOR) throw new Error("CONNECTOR is not set: the path of the connector binary");
const env = databaseEnv();
Object.assign(process.env, env);
const folder = mkdtempSync(join(tmpdir(), "connector-bench-"));
for (const [name, text] of Object.entries(QUERIES)) {
  const times = { ours: [], theirs: [] };
  for (let round = 0; round < rounds; round++) {
    times.ours.push(await ours(script(text), env, folder));
    times.theirs.push(await theirs(script(text), folder));
  }
  const [mine, other] = [median(times.ours), median(times.theirs)];
  console.log(`${name}: ours ${mine.toFixed(2)} ms, node-postgres ${other.toFixed(2)} ms, ${(other / mine).toFixed(2)} times as fast`);
}
rmSync(folder, { recursive: true });

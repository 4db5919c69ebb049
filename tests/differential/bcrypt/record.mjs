// Writes expected.json (cases under the real packages) and the vectors that the Rust tests read.

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

import { record } from "../common/runner.mjs";
import { cases } from "./cases.mjs";
import { vectors } from "./vectors.mjs";

const require = createRequire(import.meta.url);
await record(cases, require, new URL("expected.json", import.meta.url));

const lines = vectors(require).map((vector) => JSON.stringify(vector));
const file = new URL("../../../crates/modules/bcrypt/testdata/vectors.json", import.meta.url);
writeFileSync(file, `[\n${lines.join(",\n")}\n]\n`);
console.log(`${lines.length} vectors written`);

// One long-lived process that serves the author's file as a serverless function does: loaded once, called again and
// again. Runs under Node and under Deno.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { answerRounds, setup } from "./rounds.mjs";

const source = readFileSync(setup.script, "utf8");
const load = new Function("require", "env", `${source}\nreturn ${setup.action};`);
const call = load(createRequire(setup.modules), Object.freeze({ ...setup.env }));
await answerRounds((given) => call(...given, {}));

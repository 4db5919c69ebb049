// A process for one call: started, loaded, asked, gone.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const setup = JSON.parse(process.argv[2]);
const source = readFileSync(setup.script, "utf8");
const load = new Function("require", "env", `${source}\nreturn ${setup.action};`);
const call = load(createRequire(setup.modules), Object.freeze({ ...setup.env }));
const value = await call(...setup.calls[0], {});
process.stdout.write(`${JSON.stringify({ value })}\n`);

// One warm isolate of isolated-vm: arguments and result as copies, a memory limit, a time limit on each call. It has no
// modules, so only scripts without `require` can run.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { answerRounds, setup } from "./rounds.mjs";

const ivm = createRequire(setup.modules)("isolated-vm");
const isolate = new ivm.Isolate({ memoryLimit: 64 });
const context = await isolate.createContext();
await context.global.set("env", new ivm.ExternalCopy(setup.env).copyInto());
await context.eval(readFileSync(setup.script, "utf8"));
const call = await context.global.get(setup.action, { reference: true });
const options = { arguments: { copy: true }, result: { promise: true, copy: true }, timeout: 1000 };
await answerRounds((given) => call.apply(undefined, [...given, {}], options));

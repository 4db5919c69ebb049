// The trusted caller of a script's function: arguments in as JSON, the ending out as JSON, settled exactly once.

import { core, primordials } from "ext:core/mod.js";
import { op_realm_log, op_realm_settle } from "ext:core/ops";
import { wasTimerStarted } from "ext:connector_node/timers.js";
import { keep, setTimerLimit } from "ext:connector_realm/05_globals.js";
import { recordJson } from "ext:connector_realm/10_record.js";
import { require } from "ext:connector_realm/20_require.js";
import { adapt, AUTH0_NAMES } from "ext:connector_realm/25_auth0.js";

const {
  ArrayPrototypePush,
  JSONParse,
  JSONStringify,
  ReflectApply,
  String,
} = primordials;

const ACTIONS = [
  "login",
  "getUser",
  "searchUser",
  "createUser",
  "updateUser",
  "deleteUser",
  "listUsers",
  "validatePassword",
];

// The endings, as op_realm_settle numbers them.
const RETURNED = 0;
const UNDEFINED = 1;
const UNSERIALISABLE = 2;
const THREW = 3;
const FAILED_TO_LOAD = 4;

const functions = { __proto__: null };

/**
 * Runs the script's top level, with at most `timers` of them at once. `compiled` returns the functions it declared;
 * `dialect` says how they are called: any, contract or auth0. False when it threw.
 */
export function load(call, compiled, timers, dialect) {
  setTimerLimit(timers);
  const module = { exports: {} };
  let declared;
  try {
    declared = ReflectApply(compiled, module.exports, [require, module, module.exports]);
  } catch (error) {
    op_realm_settle(call, FAILED_TO_LOAD, recordJson(error));
    return false;
  }
  try {
    const exported = module.exports;
    const all = { __proto__: null };
    const collect = (names) => {
      for (let i = 0; i < names.length; i++) {
        const name = names[i];
        let found;
        if ((typeof exported === "object" && exported !== null) || typeof exported === "function") found = exported[name];
        if (typeof found !== "function" && typeof declared === "object" && declared !== null) found = declared[name];
        if (typeof found === "function") all[name] = found;
      }
    };
    collect(ACTIONS);
    if (dialect !== "contract") collect(AUTH0_NAMES);
    // `module.exports = async function (...) {}`: one nameless function serves whichever action is asked for.
    if (typeof exported === "function") all["*"] = exported;
    const adapted = dialect === "contract" ? { __proto__: null } : adapt(all, dialect === "auth0");
    for (let i = 0; i < ACTIONS.length; i++) {
      const name = ACTIONS[i];
      const found = adapted[name] ?? all[name];
      if (found !== undefined) functions[name] = found;
    }
    if (all["*"] !== undefined && dialect !== "auth0") functions["*"] = all["*"];
  } catch (error) {
    op_realm_settle(call, FAILED_TO_LOAD, recordJson(error));
    return false;
  }
  // A module's own ticks and promise jobs have run by the time anybody can call what it exports.
  core.runNextTicks();
  try {
    keep();
  } catch {
    // `process` can't even be looked at: there is no way back, so this isolate serves once.
  }
  return true;
}

/** As if nothing had been loaded yet: for the warm-up before the snapshot is made. */
export function forget() {
  // deno_core remembers when the next timer is due, also that of one that was cleared, by a clock of its own process. An
  // isolate that found such a time in its snapshot would one day let a timer wait for one that is not there.
  if (wasTimerStarted()) throw new Error("the warm-up started a timer");
  for (const name in functions) delete functions[name];
}

/** The contract functions found, as a JSON array of names; `*` stands for an exported nameless one. */
export function defined() {
  const names = [];
  for (const name in functions) ArrayPrototypePush(names, name);
  return JSONStringify(names);
}

/**
 * Calls the function, with at most `timers` of them at once. How it ends goes through op_realm_settle, once.
 *
 * What it queued runs before this returns, as Node runs it when a callback of the event loop has returned: ticks, then
 * promise jobs. Left to the event loop's next turn, they would come after any timer that has expired by then.
 */
export function invoke(call, name, argumentsJson, timers) {
  setTimerLimit(timers);
  settle(call, name, argumentsJson);
  core.runNextTicks();
}

async function settle(call, name, argumentsJson) {
  try {
    const value = await ReflectApply(functions[name] ?? functions["*"], undefined, JSONParse(argumentsJson));
    if (value === undefined) {
      op_realm_settle(call, UNDEFINED, "");
      return;
    }
    let json;
    try {
      json = JSONStringify(value);
    } catch (error) {
      op_realm_settle(call, UNSERIALISABLE, recordJson(error));
      return;
    }
    if (typeof json !== "string") {
      op_realm_settle(call, UNSERIALISABLE, recordJson(`a ${typeof value} has no JSON form`));
      return;
    }
    op_realm_settle(call, RETURNED, json);
  } catch (error) {
    op_realm_settle(call, THREW, recordJson(error));
  }
}

/** An exception nobody caught, from a timer or an event: it ends the invocation, as it would end a Node process. */
function reportException(error) {
  op_realm_settle(-1, THREW, recordJson(error));
}

/** A rejection nobody handled is worth a warning, no more: un-awaited `client.end()` is what most scripts do. */
function reportRejection(_promise, reason) {
  const record = JSONParse(recordJson(reason));
  op_realm_log("warn", `unhandled promise rejection: ${String(record.stack ?? record.message)}`);
  return true;
}

export function watchStrayErrors() {
  core.setReportExceptionCallback(reportException);
  core.setUnhandledPromiseRejectionHandler(reportRejection);
}

// How util.inspect shows errors: the stack, with the class's name put right and frames that the cause repeats left out.

import { prefix } from "ext:connector_node/inspect_names.js";
import { isError } from "ext:connector_node/util_types.js";

const FRAME = "\n    at";

function stackOf(err) {
  return err.stack ? String(err.stack) : Error.prototype.toString.call(err);
}

// The longest run (4 at least) of `lines` that stands in `others` too: where it begins and how long it is.
function commonRun(lines, others) {
  for (let at = 0; at < lines.length - 3; at++) {
    const there = others.indexOf(lines[at]);
    if (there === -1) continue;
    let length = 0;
    const room = Math.min(lines.length - at, others.length - there);
    while (length < room && lines[at + length] === others[there + length]) length += 1;
    if (length > 3) return { at, length };
  }
  return undefined;
}

function readCause(err) {
  try {
    return err.cause;
  } catch {
    return undefined;
  }
}

function withoutSharedFrames(printer, err, frames) {
  const cause = readCause(err);
  if (cause === null || cause === undefined || !isError(cause)) return frames;
  const stack = stackOf(cause);
  const start = stack.indexOf(FRAME);
  const run = start === -1 ? undefined : commonRun(frames, stack.slice(start + 1).split("\n"));
  if (run === undefined) return frames;
  const skipped = run.length - 2;
  const note = printer.style(`    ... ${skipped} lines matching cause stack trace ...`, "undefined");
  return frames.toSpliced(run.at + 1, skipped, note);
}

// A stack begins with what `name` was at birth; the class may be called otherwise, or have a tag.
function renamed(stack, className, name, tag) {
  let length = name.length;
  const follows = stack.length === length || stack[length] === ":" || stack[length] === "\n";
  const usual = name.endsWith("Error") && stack.startsWith(name) && follows;
  if (className !== null && !usual) return stack;

  let fallback = "Error";
  if (className === null) {
    const head = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n {4}at)/.exec(stack) ?? /^([a-z_A-Z0-9-]*Error)$/.exec(stack);
    const written = head?.[1] ?? "";
    length = written.length;
    fallback = written || "Error";
  }
  const wanted = prefix(className, tag, fallback).slice(0, -1);
  if (wanted === name) return stack;
  if (!wanted.includes(name)) return `${wanted} [${name}]${stack.slice(length)}`;
  return length === 0 ? `${wanted}: ${stack}` : `${wanted}${stack.slice(length)}`;
}

/**
 * The text before an error's braces. Drops from `keys` what that text already says, and adds `cause` and `errors`,
 * which aren't enumerable.
 */
export function errorHead(printer, err, className, tag, keys) {
  const name = err.name === null || err.name === undefined ? "Error" : String(err.name);
  let stack = stackOf(err);
  if (!printer.options.showHidden) {
    for (const key of ["name", "message", "stack"]) {
      const at = keys.indexOf(key);
      if (at !== -1 && stack.includes(err[key])) keys.splice(at, 1);
    }
  }
  if ("cause" in err && !keys.includes("cause")) keys.push("cause");
  if (Array.isArray(err.errors) && !keys.includes("errors")) keys.push("errors");
  stack = renamed(stack, className, name, tag);

  // Frames are looked for after the message, which may well contain something like them.
  let from = (err.message && stack.indexOf(err.message)) || -1;
  if (from !== -1) from += err.message.length;
  const start = stack.indexOf(FRAME, from);
  if (start === -1) {
    stack = `[${stack}]`;
  } else {
    const frames = withoutSharedFrames(printer, err, stack.slice(start + 1).split("\n"));
    stack = `${stack.slice(0, start)}\n${frames.join("\n")}`;
  }
  return printer.indentation === 0 ? stack : stack.replaceAll("\n", `\n${" ".repeat(printer.indentation)}`);
}

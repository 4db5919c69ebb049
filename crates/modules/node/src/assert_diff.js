// What an AssertionError says when nobody gave it a message: both values, line by line.

import { inspect } from "ext:connector_node/util_inspect.js";

const SHORT = 12; // characters of both values together that are shown as `a !== b`
const LINE = 80;
const MAX_LINES = 50;
const MAX_TEXT = 512;

const intros = {
  __proto__: null,
  deepStrictEqual: "Expected values to be strictly deep-equal:",
  strictEqual: "Expected values to be strictly equal:",
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
  deepEqual: "Expected values to be loosely deep-equal:",
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notIdentical: "Values have same structure but are not reference-equal:",
  notDeepEqualUnequal: "Expected values not to be loosely deep-equal:",
};

const isReference = (value) => (typeof value === "object" && value !== null) || typeof value === "function";

function show(value) {
  return inspect(value, {
    compact: false,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    showHidden: false,
    showProxy: false,
    sorted: true,
    getters: true,
  });
}

const cutLines = (lines) => (lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES - 4), "..."] : lines);
const cutText = (text, limit) => (text.length > limit ? `${text.slice(0, limit - 3)}...` : text);

// A comma at the end only says that something follows.
const alike = (a, b) => a === b || a === `${b},` || `${a},` === b;

// The common lines at both ends stay plain; what differs between them is compared place by place.
function compareLines(actual, expected) {
  const tail = [];
  while (actual.length > 0 && expected.length > 0 && actual.at(-1) === expected.at(-1)) {
    tail.unshift(`  ${actual.pop()}`);
    expected.pop();
  }
  const out = [];
  let missing = [];
  for (let i = 0; i < Math.max(actual.length, expected.length); i++) {
    const [a, b] = [actual[i], expected[i]];
    if (a !== undefined && b !== undefined && alike(a, b)) {
      out.push(...missing, `  ${a.endsWith(",") ? a : b}`);
      missing = [];
      continue;
    }
    if (a !== undefined) out.push(`+ ${a}`);
    if (b !== undefined) missing.push(`- ${b}`);
  }
  return [...out, ...missing, ...tail];
}

// Where two single lines part, if that isn't at their beginning.
function pointer(a, b) {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at > 2 ? `\n  ${" ".repeat(at)}^` : "";
}

function difference(actual, expected, operator, message) {
  const shown = show(actual);
  const actualLines = shown.split("\n");
  const expectedLines = show(expected).split("\n");
  const sameKind = typeof actual === typeof expected && isReference(actual) && isReference(expected);
  const intro = operator === "strictEqual" && sameKind ? "strictEqualObject" : operator;
  const head = message || intros[intro];

  let mark = "";
  if (actualLines.length === 1 && expectedLines.length === 1 && actualLines[0] !== expectedLines[0]) {
    const [[a], [b]] = [actualLines, expectedLines];
    const isValue = (value) => typeof value !== "object" || value === null;
    if (a.length + b.length <= SHORT) {
      if (isValue(actual) && isValue(expected) && (actual !== 0 || expected !== 0)) return `${head}\n\n${a} !== ${b}\n`;
    } else if (intro !== "strictEqualObject" && a.length + b.length < LINE) {
      mark = pointer(a, b);
    }
  }
  if (shown === expectedLines.join("\n")) return `${intros.notIdentical}\n\n${cutLines(actualLines).join("\n")}\n`;
  const lines = cutLines(compareLines(actualLines, expectedLines));
  return `${head}\n+ actual - expected\n\n${lines.join("\n")}${mark}`;
}

function inequality(actual, operator) {
  const lines = cutLines(show(actual).split("\n"));
  const intro = intros[operator === "notStrictEqual" && isReference(actual) ? "notStrictEqualObject" : operator];
  if (lines.length > 1) return `${intro}\n\n${lines.join("\n")}\n`;
  return `${intro}${lines[0].length > 5 ? "\n\n" : " "}${lines[0]}`;
}

function loose(actual, expected, operator) {
  const a = show(actual);
  const b = show(expected);
  const intro = intros[operator];
  if (operator === "notDeepEqual" && a === b) return cutText(`${intro}\n\n${a}`, 2 * MAX_TEXT);
  const [shownA, shownB] = [cutText(a, MAX_TEXT), cutText(b, MAX_TEXT)];
  if (operator === "deepEqual") return `${intro}\n\n${shownA}\n\nshould loosely deep-equal\n\n${shownB}`;
  const unequal = intros[`${operator}Unequal`];
  if (unequal) return `${unequal}\n\n${shownA}\n\nshould not loosely deep-equal\n\n${shownB}`;
  return `${shownA} ${operator} ${shownB}`;
}

/** The message for an operator; a given `message` stands before the difference where there is one. */
export function describeFailure(actual, expected, operator, message) {
  const strict = operator === "deepStrictEqual" || operator === "strictEqual";
  if (strict) return difference(actual, expected, operator, message);
  if (message !== undefined && message !== null) return String(message);
  if (operator === "notDeepStrictEqual" || operator === "notStrictEqual") return inequality(actual, operator);
  return loose(actual, expected, operator);
}

// The code inside template delimiters, cut into tokens.
//
// Templates cannot be compiled here (code generation from strings is off), so they are interpreted: tokens, a tree
// (expressions.js, statements.js), then closures (evaluate.js, run.js). What the language of templates has not is
// refused when the template is made.

const SPACE = /[^\S\n]+/y;
const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const PUNCTUATION = new RegExp(
  [
    ">>>=", "===", "!==", "**=", "<<=", ">>=", ">>>", "...", "&&=", "||=", "??=", "=>", "==", "!=", "<=", ">=", "&&",
    "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "**", "<<", ">>",
  ].map((text) => text.replace(/[*.+?|^]/g, "\\$&")).join("|") + "|[-+*/%<>=!&|^~?:;,.(){}[\\]]",
  "y",
);
const REGULAR_EXPRESSION = /\/((?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([a-z]*)/y;
const SIMPLE_ESCAPES = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v", 0: "\0" };

export function templateError(line, message) {
  return new SyntaxError(`_.template: line ${line}: ${message}; templates are interpreted, not compiled`);
}

/** Tokens `{type, value, line, after}`; `after` is true when a line ends before the token. */
export function tokenize(source, firstLine) {
  const tokens = [];
  let at = 0;
  let line = firstLine;
  let after = false;

  const match = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const push = (type, value) => {
    tokens.push({ type, value, line, after });
    after = false;
  };
  const skipTo = (end, size) => {
    const stop = end < 0 ? source.length : end + size;
    const passed = source.slice(at, stop).split("\n").length - 1;
    if (passed) after = true;
    line += passed;
    at = stop;
  };

  while (at < source.length) {
    const char = source[at];
    if (char === "\n") {
      line++;
      at++;
      after = true;
    } else if (match(SPACE)) {
      continue;
    } else if (source.startsWith("//", at)) {
      skipTo(source.indexOf("\n", at), 0);
    } else if (source.startsWith("/*", at)) {
      skipTo(source.indexOf("*/", at + 2), 2);
    } else if (char === '"' || char === "'" || char === "`") {
      const read = readQuoted(source, at, line);
      push(char === "`" ? "template" : "string", read.value);
      line += source.slice(at, read.end).split("\n").length - 1;
      at = read.end;
    } else {
      const number = /[\d.]/.test(char) && match(NUMBER);
      const name = !number && match(NAME);
      const expression = !number && !name && char === "/" && startsExpression(tokens) && match(REGULAR_EXPRESSION);
      const sign = !number && !name && !expression && match(PUNCTUATION);
      if (number) push("number", Number(number[0]));
      else if (name) push("name", name[0]);
      else if (expression) push("regexp", [expression[1], expression[2]]);
      else if (sign) push("sign", sign[0]);
      else throw templateError(line, `unexpected ${JSON.stringify(char)}`);
    }
  }
  return tokens;
}

// A slash begins a regular expression where a value is expected, not after one.
function startsExpression(tokens) {
  const before = tokens[tokens.length - 1];
  if (!before) return true;
  if (before.type === "name") return /^(?:return|typeof|in|of|case|void)$/.test(before.value);
  return before.type === "sign" && !/^[)\]}]$/.test(before.value);
}

// A quoted text. For backquotes the value is a list of texts and the sources between them.
function readQuoted(source, start, line) {
  const quote = source[start];
  const parts = [];
  let text = "";
  let at = start + 1;
  for (;;) {
    const char = source[at];
    if (char === undefined || (char === "\n" && quote !== "`")) {
      throw templateError(line, "a text has no closing quote");
    }
    if (char === quote) break;
    if (char === "\\") {
      const escape = readEscape(source, at + 1, line);
      text += escape.text;
      at = escape.end;
    } else if (quote === "`" && char === "$" && source[at + 1] === "{") {
      const end = closingBrace(source, at + 2, line);
      parts.push(text, { source: source.slice(at + 2, end), line });
      text = "";
      at = end + 1;
    } else {
      text += char;
      at++;
    }
  }
  return { value: quote === "`" ? [...parts, text] : text, end: at + 1 };
}

function closingBrace(source, start, line) {
  let depth = 1;
  for (let at = start; at < source.length; at++) {
    if (source[at] === "{") depth++;
    else if (source[at] === "}" && --depth === 0) return at;
    else if (/["'`]/.test(source[at])) at = readQuoted(source, at, line).end - 1;
  }
  throw templateError(line, "a ${ has no closing brace");
}

function readEscape(source, at, line) {
  const char = source[at];
  const unicode = /u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})/y;
  unicode.lastIndex = at;
  const found = unicode.exec(source);
  if (found) {
    const code = parseInt(found[1] || found[2] || found[3], 16);
    if (code > 0x10ffff) throw templateError(line, "an escape is beyond Unicode");
    return { text: String.fromCodePoint(code), end: unicode.lastIndex };
  }
  if (char === "u" || char === "x") throw templateError(line, "an escape is not complete");
  if (char === "\n") return { text: "", end: at + 1 };
  return { text: SIMPLE_ESCAPES[char] ?? char ?? "", end: at + 1 };
}

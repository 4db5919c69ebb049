// The cursor over a template's tokens that the parsers of expressions and statements share.

import { templateError } from "./tokens.js";

const REFUSED = new Set([
  "class", "await", "yield", "async", "super", "import", "export", "switch", "try", "catch", "finally", "with",
  "debugger", "enum", "case", "default",
]);

/** Words that cannot be names. */
export const RESERVED = new Set([
  ...REFUSED, "new", "if", "else", "for", "while", "do", "break", "continue", "return", "throw", "function", "var",
  "const", "in", "instanceof", "typeof", "void", "delete", "this", "true", "false", "null",
]);

export class Parser {
  constructor(tokens, lastLine) {
    this.tokens = tokens;
    this.at = 0;
    this.lastLine = lastLine;
  }

  // ---- tokens ----

  get token() {
    return this.tokens[this.at] || { type: "end", value: "the end", line: this.lastLine, after: true };
  }

  is(value) {
    const { type, value: found } = this.token;
    return (type === "sign" || type === "name") && found === value;
  }

  take(value) {
    if (!this.is(value)) return false;
    this.at++;
    return true;
  }

  expect(value) {
    if (!this.take(value)) throw this.unexpected(`${JSON.stringify(value)} expected before `);
  }

  unexpected(before = "unexpected ") {
    const { type, value, line } = this.token;
    if (type === "name" && REFUSED.has(value)) return templateError(line, `${JSON.stringify(value)} is not supported`);
    const what = type === "output" ? "text" : type === "end" ? value : JSON.stringify(String(value));
    return templateError(line, before + what);
  }

  name() {
    const { type, value } = this.token;
    if (type !== "name" || RESERVED.has(value)) throw this.unexpected();
    this.at++;
    return value;
  }
}

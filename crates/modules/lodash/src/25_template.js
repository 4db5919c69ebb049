// _.template: text with code in it. Interpreted, as this host compiles no code from strings.
//
// The language of templates is JavaScript without classes, `try`, `switch`, generators, tagged texts and `await`; a
// template that needs them is refused when it is made. The result has no `source`: there is none to show.

import { isIterateeCall } from "./00_types.js";
import { toString } from "./01_convert.js";
import { tokenize } from "./template/tokens.js";
import { assignIn, defaults } from "./07_merge.js";
import { currentLibrary } from "./06_iteratee.js";
import { TemplateParser } from "./template/statements.js";
import { compileTree } from "./template/run.js";

/** The delimiters a library starts with, and the names its templates see. */
export function templateSettings(lodash) {
  return {
    escape: /<%-([\s\S]+?)%>/g,
    evaluate: /<%([\s\S]+?)%>/g,
    interpolate: /<%=([\s\S]+?)%>/g,
    variable: "",
    imports: { _: lodash },
  };
}

const QUOTED_EXPRESSION = /\$\{([^\\}]*(?:\\.[^\\}]*)*)\}/g;
const NEVER = /($^)/;
const STANDARD_INTERPOLATE = templateSettings().interpolate.source;

function delimiters({ escape, evaluate, interpolate }) {
  const plain = interpolate || NEVER;
  // `${}` counts as long as the script has not set its own delimiters for values.
  const quoted = plain.source === STANDARD_INTERPOLATE ? QUOTED_EXPRESSION : NEVER;
  const sources = [escape || NEVER, plain, quoted, evaluate || NEVER].map(({ source }) => source);
  return new RegExp(`${sources.join("|")}|$`, "g");
}

/** Code tokens, with an `output` token for the text and values between two pieces of code. */
function toTokens(text, pattern) {
  const tokens = [];
  let parts = [];
  let index = 0;
  let line = 1;

  const skip = (end) => {
    line += text.slice(index, end).split("\n").length - 1;
    index = end;
  };
  const flush = () => {
    tokens.push({ type: "output", value: parts, line, after: true });
    parts = [];
  };
  text.replace(pattern, (match, escaped, plain, quoted, code, offset) => {
    if (offset > index) parts.push({ text: text.slice(index, offset) });
    skip(offset);
    const value = escaped || plain || quoted;
    if (escaped || plain || quoted) {
      const parser = new TemplateParser(tokenize(value, line), line);
      parts.push({ value: escaped ? parser.wholeArguments() : parser.whole(), escape: !!escaped });
    }
    if (code) {
      flush();
      tokens.push(...tokenize(code, line), { type: "sign", value: ";", line, after: true });
    }
    skip(offset + match.length);
    return match;
  });
  flush();
  return { tokens, line };
}

export function template(string, options, guard) {
  const settings = currentLibrary().templateSettings;
  const given = guard && isIterateeCall(string, options, guard) ? undefined : options;
  const chosen = defaults(assignIn({}, given), settings);
  const imports = defaults(assignIn({}, chosen.imports), settings.imports);
  const variable = chosen.variable || "";
  if (/[()=,{}[\]/\s]/.test(variable)) throw new Error("Invalid `variable` option passed into `_.template`");

  const { tokens, line } = toTokens(toString(string), delimiters(chosen));
  const tree = new TemplateParser(tokens, line).program();
  const run = compileTree(tree, imports, variable, (value) => imports._.escape(value));
  return function compiled(data) {
    return run(this, data);
  };
}

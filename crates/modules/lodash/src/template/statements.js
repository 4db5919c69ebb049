// Statements of the template language, and the text between them.

import { ExpressionParser } from "./expressions.js";
import { templateError } from "./tokens.js";

/** Parses a whole template: code tokens with `output` tokens, `{type, parts}`, between them. */
export class TemplateParser extends ExpressionParser {
  program() {
    const body = [];
    while (this.token.type !== "end") body.push(this.statement());
    return { type: "block", body };
  }

  statement() {
    const { type, value, line } = this.token;
    if (type === "output") {
      this.at++;
      return { type: "output", parts: value };
    }
    if (this.is("{")) return this.block();
    if (this.take(";")) return { type: "block", body: [] };
    if (type === "name") {
      const next = this.tokens[this.at + 1];
      const declares = value === "let" && next && (next.type === "name" || next.value === "[" || next.value === "{");
      if (value === "var" || value === "const" || declares) return this.ended(this.valued(this.declaration()));
      const rule = KEYWORDS[value];
      if (rule && Object.hasOwn(KEYWORDS, value)) {
        this.at++;
        return rule(this, line);
      }
    }
    return this.ended({ type: "expression", value: this.expression() });
  }

  // A statement ends with a semicolon, before a closing brace or text, or with its line.
  ended(node) {
    const { type, after } = this.token;
    if (!this.take(";") && !this.is("}") && type !== "end" && type !== "output" && !after) throw this.unexpected();
    return node;
  }

  block() {
    this.expect("{");
    const body = [];
    while (!this.take("}")) {
      if (this.token.type === "end") throw this.unexpected('"}" expected before ');
      body.push(this.statement());
    }
    return { type: "block", body };
  }

  declaration() {
    const kind = this.tokens[this.at++].value;
    const bindings = [];
    do bindings.push(this.binding());
    while (this.take(","));
    return { type: "declare", kind, bindings };
  }

  // Constants and patterns must be given a value where they are declared; a loop over a list gives it itself.
  valued(node) {
    const needs = ({ target }) => node.kind === "const" || target.type !== "name";
    if (node.bindings.some((binding) => needs(binding) && !binding.initial)) throw this.unexpected('"=" expected before ');
    return node;
  }

  parenthesized() {
    this.expect("(");
    return this.closed(")");
  }

  forStatement() {
    this.expect("(");
    this.noIn = true;
    let first;
    if (!this.is(";")) {
      const declares = this.is("var") || this.is("let") || this.is("const");
      first = declares ? this.declaration() : { type: "expression", value: this.expression() };
    }
    this.noIn = false;
    if (first && (this.is("of") || this.is("in"))) return this.forEach(first);
    if (first && first.type === "declare") this.valued(first);
    this.expect(";");
    const test = this.is(";") ? undefined : this.expression();
    this.expect(";");
    const next = this.is(")") ? undefined : this.expression();
    this.expect(")");
    return { type: "for", first, test, next, body: this.statement() };
  }

  forEach(first) {
    const { line } = this.token;
    const over = this.tokens[this.at++].value;
    const list = this.closed(")");
    const [binding] = first.type === "declare" ? first.bindings : [{ target: first.value }];
    const extra = first.type === "declare" && (first.bindings.length > 1 || binding.initial);
    if (extra || (first.type !== "declare" && !/^(?:name|member)$/.test(binding.target.type))) {
      throw templateError(line, `the variable of a for-${over} loop is not a plain one`);
    }
    return { type: "forEach", over, kind: first.kind, target: binding.target, list, body: this.statement() };
  }
}

const KEYWORDS = {
  if(parser) {
    const test = parser.parenthesized();
    const yes = parser.statement();
    return { type: "if", test, yes, no: parser.take("else") ? parser.statement() : undefined };
  },
  for: (parser) => parser.forStatement(),
  while(parser) {
    const test = parser.parenthesized();
    return { type: "for", test, body: parser.statement() };
  },
  do(parser) {
    const body = parser.statement();
    parser.expect("while");
    const test = parser.parenthesized();
    parser.take(";");
    return { type: "doWhile", test, body };
  },
  break: (parser) => parser.ended({ type: "break" }),
  continue: (parser) => parser.ended({ type: "continue" }),
  return(parser) {
    const { type, after } = parser.token;
    const bare = type === "end" || type === "output" || after || parser.is(";") || parser.is("}");
    return parser.ended({ type: "return", value: bare ? undefined : parser.expression() });
  },
  throw: (parser) => parser.ended({ type: "throw", value: parser.expression() }),
  function(parser) {
    const func = parser.functionRest();
    if (!func.name) throw parser.unexpected("a name is missing before ");
    return { type: "functionDeclaration", func };
  },
};

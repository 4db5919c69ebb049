// Tokens into a tree: the expressions of the template language.
//
// A node is `{type, ...}`. Precedence and meaning are JavaScript's; classes, generators and `await` are left out.

import { Parser, RESERVED } from "./parser.js";
import { templateError, tokenize } from "./tokens.js";

const LEVELS = {
  "??": 1, "||": 2, "&&": 3, "|": 4, "^": 5, "&": 6, "==": 7, "!=": 7, "===": 7, "!==": 7, "<": 8, ">": 8, "<=": 8,
  ">=": 8, in: 8, instanceof: 8, "<<": 9, ">>": 9, ">>>": 9, "+": 10, "-": 10, "*": 11, "/": 11, "%": 11, "**": 12,
};
const ASSIGNMENTS = /^(?:[-+*/%&|^]|\*\*|<<|>>>?|&&|\|\||\?\?)?=$/;
const CONSTANTS = { true: true, false: false, null: null };
export class ExpressionParser extends Parser {
  // ---- operators ----

  expression() {
    let node = this.assignment();
    while (this.take(",")) node = { type: "sequence", first: node, second: this.assignment() };
    return node;
  }

  assignment() {
    if (this.startsArrow()) return this.arrow();
    const node = this.conditional();
    const { type, value } = this.token;
    if (type !== "sign" || !ASSIGNMENTS.test(value)) return node;
    if (node.type !== "name" && node.type !== "member") throw this.unexpected();
    this.at++;
    return { type: "assign", target: node, operator: value.slice(0, -1), value: this.assignment() };
  }

  conditional() {
    const test = this.binary(1);
    if (!this.take("?")) return test;
    const yes = this.assignment();
    this.expect(":");
    return { type: "conditional", test, yes, no: this.assignment() };
  }

  binary(level) {
    const prefixed = /^(?:[-+!~]|typeof|void|delete)$/.test(this.token.value) && this.token.type !== "string";
    let left = this.unary();
    for (;;) {
      const { type, value } = this.token;
      if (value === "**" && prefixed && left.type === "unary") throw this.unexpected();
      const own = (type === "sign" || type === "name") && Object.hasOwn(LEVELS, value) ? LEVELS[value] : 0;
      if (own < level || own === 0 || (this.noIn && value === "in")) return left;
      this.at++;
      const right = this.binary(value === "**" ? own : own + 1);
      left = { type: "binary", operator: value, left, right };
    }
  }

  unary() {
    const { type, value } = this.token;
    if (type !== "sign" && type !== "name") return this.postfix();
    if (!/^(?:[-+!~]|\+\+|--|typeof|void|delete)$/.test(value)) return this.postfix();
    this.at++;
    const operand = this.unary();
    if (value === "++" || value === "--") return this.step(operand, value, true);
    if (value === "delete" && operand.type !== "member") throw this.unexpected();
    return { type: "unary", operator: value, operand };
  }

  postfix() {
    const node = this.call();
    const { type, value, after } = this.token;
    if (type !== "sign" || after || (value !== "++" && value !== "--")) return node;
    this.at++;
    return this.step(node, value, false);
  }

  step(target, operator, before) {
    if (target.type !== "name" && target.type !== "member") throw this.unexpected();
    return { type: "step", target, operator, before };
  }

  // ---- members, calls and values ----

  call() {
    let node = this.primary();
    for (;;) {
      const optional = this.take("?.");
      if (this.is("(")) node = { type: "call", callee: node, args: this.args(), optional };
      else if (this.take("[")) node = { type: "member", object: node, key: this.closed("]"), optional };
      else if (optional || this.take(".")) node = { type: "member", object: node, key: this.propertyName(), optional };
      else if (this.token.type === "template") throw templateError(this.token.line, "tagged texts are not supported");
      else return node;
    }
  }

  // `new` takes the members that follow it, but not the calls: those are of what it makes.
  construction() {
    let callee = this.primary();
    for (;;) {
      if (this.take(".")) callee = { type: "member", object: callee, key: this.propertyName() };
      else if (this.take("[")) callee = { type: "member", object: callee, key: this.closed("]") };
      else return { type: "construct", callee, args: this.is("(") ? this.args() : [] };
    }
  }

  propertyName() {
    if (this.token.type !== "name") throw this.unexpected();
    return { type: "constant", value: this.tokens[this.at++].value };
  }

  closed(end) {
    const outer = this.noIn;
    this.noIn = false;
    const node = this.expression();
    this.noIn = outer;
    this.expect(end);
    return node;
  }

  /** Comma-separated items up to `end`; the opening sign has been taken. */
  items(end, item) {
    const outer = this.noIn;
    this.noIn = false;
    const found = [];
    while (!this.take(end)) {
      found.push(item());
      if (!this.is(end)) this.expect(",");
    }
    this.noIn = outer;
    return found;
  }

  args() {
    this.expect("(");
    return this.items(")", () => this.spreadable());
  }

  spreadable() {
    return this.take("...") ? { type: "spread", value: this.assignment() } : this.assignment();
  }

  primary() {
    const { type, value } = this.token;
    if (type === "number" || type === "string") return this.constant(value);
    if (type === "regexp") return this.regexp(value);
    if (type === "template") return this.templateText(value);
    if (this.take("(")) return this.closed(")");
    if (this.take("[")) return { type: "array", items: this.items("]", () => this.spreadable()) };
    if (this.take("{")) return { type: "object", members: this.items("}", () => this.member()) };
    if (this.take("function")) return this.functionRest();
    if (this.take("this")) return { type: "this" };
    if (this.take("new")) return this.construction();
    if (type === "name" && Object.hasOwn(CONSTANTS, value)) return this.constant(CONSTANTS[value]);
    return { type: "name", name: this.name() };
  }

  constant(value) {
    this.at++;
    return { type: "constant", value };
  }

  regexp([source, flags]) {
    const { line } = this.token;
    this.at++;
    try {
      return { type: "regexp", source, flags: new RegExp(source, flags).flags };
    } catch (error) {
      throw templateError(line, error.message);
    }
  }

  templateText(parts) {
    this.at++;
    const nodes = parts.map((part) => {
      if (typeof part === "string") return { type: "constant", value: part };
      const inner = new ExpressionParser(tokenize(part.source, part.line), part.line);
      return inner.whole();
    });
    return { type: "text", parts: nodes };
  }

  /** What is escaped stands in the place of arguments: of several, the first is shown. */
  wholeArguments() {
    const items = [this.spreadable()];
    while (this.take(",")) items.push(this.spreadable());
    if (this.token.type !== "end") throw this.unexpected();
    const list = { type: "array", items };
    return items.length > 1 ? { type: "member", object: list, key: { type: "constant", value: 0 } } : items[0];
  }

  /** One expression and nothing after it. */
  whole() {
    const node = this.expression();
    if (this.token.type !== "end") throw this.unexpected();
    return node;
  }

  member() {
    if (this.take("...")) return { type: "spread", value: this.assignment() };
    const { type, value } = this.token;
    let key;
    if (this.take("[")) key = this.closed("]");
    else if (type === "name" || type === "string" || type === "number") key = this.constant(value);
    else throw this.unexpected();
    if (this.is("(")) return { type: "entry", key, value: this.functionRest() };
    if (this.take(":")) return { type: "entry", key, value: this.assignment() };
    if (type !== "name" || RESERVED.has(value)) throw this.unexpected();
    return { type: "entry", key, value: { type: "name", name: value } };
  }

  // ---- functions ----

  startsArrow() {
    if (this.token.type === "name" && !RESERVED.has(this.token.value)) {
      const next = this.tokens[this.at + 1];
      return !!next && next.type === "sign" && next.value === "=>";
    }
    if (!this.is("(")) return false;
    let depth = 0;
    for (let at = this.at; at < this.tokens.length; at++) {
      const { type, value } = this.tokens[at];
      if (type !== "sign") continue;
      if (/^[([{]$/.test(value)) depth++;
      else if (/^[)\]}]$/.test(value) && --depth === 0) {
        const next = this.tokens[at + 1];
        return !!next && next.type === "sign" && next.value === "=>";
      }
    }
    return false;
  }

  arrow() {
    const params = this.is("(") ? this.params() : [{ target: { type: "name", name: this.name() } }];
    this.expect("=>");
    const body = this.is("{") ? this.block() : { type: "return", value: this.assignment() };
    return { type: "function", params, body, arrow: true };
  }

  functionRest() {
    if (this.is("*")) throw templateError(this.token.line, "generators are not supported");
    const name = this.token.type === "name" ? this.name() : undefined;
    return { type: "function", name, params: this.params(), body: this.block() };
  }

  params() {
    this.expect("(");
    return this.items(")", () => this.take("...") ? { target: this.pattern(), rest: true } : this.binding());
  }

  /** A name or pattern with an optional default. */
  binding() {
    const target = this.pattern();
    return { target, initial: this.take("=") ? this.assignment() : undefined };
  }

  pattern() {
    if (this.take("[")) {
      return { type: "arrayPattern", items: this.items("]", () => this.is(",") ? undefined : this.restOrBinding()) };
    }
    if (this.take("{")) return { type: "objectPattern", items: this.items("}", () => this.patternMember()) };
    return { type: "name", name: this.name() };
  }

  restOrBinding() {
    return this.take("...") ? { target: this.pattern(), rest: true } : this.binding();
  }

  patternMember() {
    if (this.is("...")) throw templateError(this.token.line, "rest members in patterns are not supported");
    const { type, value } = this.token;
    if (type !== "name" && type !== "string") throw this.unexpected();
    this.at++;
    if (this.take(":")) return { key: value, ...this.binding() };
    if (type !== "name" || RESERVED.has(value)) throw this.unexpected();
    const initial = this.take("=") ? this.assignment() : undefined;
    return { key: value, target: { type: "name", name: value }, initial };
  }
}

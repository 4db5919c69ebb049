// Expressions of a template's tree: each node becomes a closure `(scope) => value`.

import { inner } from "./scope.js";
import { BREAK, CONTINUE, statement } from "./run.js";

// ---- operators ----

const BINARY = {
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "%": (a, b) => a % b,
  "**": (a, b) => a ** b, "==": (a, b) => a == b, "!=": (a, b) => a != b, "===": (a, b) => a === b,
  "!==": (a, b) => a !== b, "<": (a, b) => a < b, ">": (a, b) => a > b, "<=": (a, b) => a <= b, ">=": (a, b) => a >= b,
  "&": (a, b) => a & b, "|": (a, b) => a | b, "^": (a, b) => a ^ b, "<<": (a, b) => a << b, ">>": (a, b) => a >> b,
  ">>>": (a, b) => a >>> b, in: (a, b) => a in b, instanceof: (a, b) => a instanceof b,
};
// True when the left value alone decides.
const DECIDED = {
  "&&": (value) => !value, "||": (value) => !!value, "??": (value) => value !== null && value !== undefined,
};
const UNARY = {
  "-": (a) => -a, "+": (a) => +a, "!": (a) => !a, "~": (a) => ~a, void: () => undefined, typeof: (a) => typeof a,
};

// ---- by type of node ----

const EXPRESSIONS = {
  constant: ({ value }) => () => value,
  name: ({ name }) => (scope) => scope.read(name),
  this: () => (scope) => scope.read("this"),
  regexp: ({ source, flags }) => () => new RegExp(source, flags),
  sequence({ first, second }) {
    const [run, last] = [expression(first), expression(second)];
    return (scope) => (run(scope), last(scope));
  },
  text({ parts }) {
    const runs = parts.map(expression);
    return (scope) => runs.reduce((text, run) => text + String(run(scope)), "");
  },
  conditional({ test, yes, no }) {
    const [check, left, right] = [expression(test), expression(yes), expression(no)];
    return (scope) => check(scope) ? left(scope) : right(scope);
  },
  binary({ operator, left, right }) {
    const [first, second] = [expression(left), expression(right)];
    const decided = DECIDED[operator];
    if (!decided) return (scope) => BINARY[operator](first(scope), second(scope));
    return (scope) => {
      const value = first(scope);
      return decided(value) ? value : second(scope);
    };
  },
  unary({ operator, operand }) {
    if (operator === "delete") {
      const place = reference(operand);
      return (scope) => {
        const { object, key } = place(scope);
        return Reflect.deleteProperty(Object(object), key);
      };
    }
    const run = expression(operand);
    if (operator === "typeof" && operand.type === "name") {
      return (scope) => scope.holder(operand.name) || operand.name in globalThis ? typeof run(scope) : "undefined";
    }
    return (scope) => UNARY[operator](run(scope));
  },
  assign({ target, operator, value }) {
    const [place, run] = [reference(target), expression(value)];
    const decided = DECIDED[operator];
    return (scope) => {
      const where = place(scope);
      if (!operator) return where.write(run(scope));
      const current = where.read();
      if (decided) return decided(current) ? current : where.write(run(scope));
      return where.write(BINARY[operator](current, run(scope)));
    };
  },
  step({ target, operator, before }) {
    const place = reference(target);
    return (scope) => {
      const where = place(scope);
      let value = where.read();
      if (typeof value !== "bigint") value = Number(value);
      const unit = typeof value === "bigint" ? 1n : 1;
      const next = where.write(operator === "++" ? value + unit : value - unit);
      return before ? next : value;
    };
  },
  array({ items }) {
    const run = list(items);
    return (scope) => run(scope);
  },
  object({ members }) {
    const runs = members.map((member) => ({
      key: member.key && expression(member.key), value: expression(member.value),
    }));
    return (scope) => {
      const object = {};
      for (const { key, value } of runs) {
        if (!key) Object.assign(object, value(scope));
        else define(object, key(scope), value(scope));
      }
      return object;
    };
  },
  function: (node) => (scope) => makeFunction(node, scope),
  construct({ callee, args }) {
    const [run, given] = [expression(callee), list(args)];
    return (scope) => {
      const Constructor = run(scope);
      if (typeof Constructor !== "function") throw new TypeError(`${describe(callee)} is not a constructor`);
      return new Constructor(...given(scope));
    };
  },
  member: (node) => chained(node),
  call: (node) => chained(node),
};

function define(object, key, value) {
  Object.defineProperty(object, key, { configurable: true, enumerable: true, value, writable: true });
}

export function expression(node) {
  return EXPRESSIONS[node.type](node);
}

function chained(node) {
  const run = link(node);
  return (scope) => run(scope, {});
}

// One link of `a.b?.c(d)`. `chain.ended` tells the outer links that a `?.` met nothing; `chain.self` is what the value
// was a member of.
function link(node) {
  if (node.type !== "member" && node.type !== "call") {
    const run = expression(node);
    return (scope, chain) => {
      // A function found among the members of the data is called on the data.
      const holder = node.type === "name" ? scope.holder(node.name) : undefined;
      chain.self = holder && holder.object;
      return run(scope);
    };
  }
  const before = link(node.type === "member" ? node.object : node.callee);
  const args = node.type === "call" ? list(node.args) : undefined;
  const key = node.type === "member" ? expression(node.key) : undefined;
  const named = describe(node.type === "call" ? node.callee : node.object);
  return (scope, chain) => {
    const value = before(scope, chain);
    if (chain.ended) return undefined;
    if (node.optional && (value === null || value === undefined)) {
      chain.ended = true;
      return undefined;
    }
    const { self } = chain;
    chain.self = value;
    if (key) return value[key(scope)];
    if (typeof value !== "function") throw new TypeError(`${named} is not a function`);
    return Reflect.apply(value, self, args(scope));
  };
}

function describe(node) {
  if (node.type === "name") return node.name;
  if (node.type !== "member") return "(intermediate value)";
  const name = node.key.type === "constant" ? node.key.value : "(intermediate value)";
  return `${describe(node.object)}.${String(name)}`;
}

// Values with spread ones among them.
function list(nodes) {
  const runs = nodes.map((node) => ({ spread: node.type === "spread", run: expression(node) }));
  return (scope) => {
    const values = [];
    for (const { spread, run } of runs) {
      if (spread) values.push(...run(scope));
      else values.push(run(scope));
    }
    return values;
  };
}

EXPRESSIONS.spread = ({ value }) => expression(value);

/** A place that can be read and written: a name or a member. */
export function reference(node) {
  if (node.type === "name") {
    return (scope) => ({
      read: () => scope.read(node.name),
      write: (value) => (scope.write(node.name, value), value),
    });
  }
  const [owner, name] = [expression(node.object), expression(node.key)];
  return (scope) => {
    const object = owner(scope);
    const key = name(scope);
    return {
      object,
      key,
      read: () => object[key],
      write(value) {
        if (object === null || object === undefined) {
          throw new TypeError(`Cannot set properties of ${object} (setting '${String(key)}')`);
        }
        Reflect.set(Object(object), key, value);
        return value;
      },
    };
  };
}

// ---- functions and patterns ----

export function makeFunction({ name, params, body, arrow }, scope) {
  const bind = params.map((param) => binder(param));
  const run = statement(body);
  const call = (self, args, callee) => {
    const local = inner(scope);
    local.isFunction = true;
    if (!arrow) local.names.set("this", self).set("arguments", args);
    if (name) local.names.set(name, callee);
    bind.forEach((assign, index) => assign(local, "let", params[index].rest ? args.slice(index) : args[index]));
    const end = run(local);
    return end && end !== BREAK && end !== CONTINUE ? end.value : undefined;
  };
  if (arrow) return (...args) => call(undefined, args);
  return function made(...args) {
    return call(this, args, made);
  };
}

/** A closure `(scope, kind, value)` that gives a name or the names of a pattern their values. */
export function binder({ target, initial }) {
  const fallback = initial && expression(initial);
  const assign = patternBinder(target);
  return (scope, kind, value) => assign(scope, kind, value === undefined && fallback ? fallback(scope) : value);
}

export function patternBinder(target) {
  if (target.type === "name") return (scope, kind, value) => scope.declare(kind, target.name, value);
  if (target.type === "arrayPattern") {
    const binders = target.items.map((item) => item && { rest: item.rest, bind: binder(item) });
    return (scope, kind, value) => {
      const values = [...value];
      binders.forEach((item, index) => item && item.bind(scope, kind, item.rest ? values.slice(index) : values[index]));
    };
  }
  const binders = target.items.map((item) => ({ key: item.key, bind: binder(item) }));
  return (scope, kind, value) => {
    if (value === null || value === undefined) throw new TypeError(`Cannot destructure '${value}' as it is ${value}.`);
    for (const { key, bind } of binders) bind(scope, kind, value[key]);
  };
}

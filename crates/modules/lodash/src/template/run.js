// Statements of a template's tree, and the running of the whole: each node becomes a closure over the scope.

import { expression, makeFunction, patternBinder, reference } from "./evaluate.js";
import { inner, Scope } from "./scope.js";

// What a statement says to those around it, if anything; `return` hands on an object with the value.
export const BREAK = { name: "break" };
export const CONTINUE = { name: "continue" };

// ---- statements: closures (scope) => how they ended ----

const STATEMENTS = {
  expression({ value }) {
    const run = expression(value);
    return (scope) => void run(scope);
  },
  output({ parts }) {
    const runs = parts.map(({ text, value, escape }) => ({ text, escape, run: value && expression(value) }));
    return (scope) => {
      for (const { text, escape, run } of runs) {
        if (!run) scope.output.text += text;
        else scope.output.add(run(scope), escape);
      }
    };
  },
  block({ body }) {
    const functions = body.filter(({ type }) => type === "functionDeclaration");
    const runs = body.map(statement);
    return (outer) => {
      const scope = inner(outer);
      for (const { func } of functions) scope.declare("let", func.name, makeFunction(func, scope));
      for (const run of runs) {
        const end = run(scope);
        if (end) return end;
      }
      return undefined;
    };
  },
  functionDeclaration: () => () => undefined,
  declare({ kind, bindings }) {
    const runs = bindings.map(({ target, initial }) => {
      if (!initial && kind === "var" && target.type === "name") return (scope) => scope.hoist(target.name);
      const [assign, value] = [patternBinder(target), initial ? expression(initial) : () => undefined];
      return (scope) => assign(scope, kind, value(scope));
    });
    return (scope) => runs.forEach((run) => run(scope));
  },
  if({ test, yes, no }) {
    const [check, left, right] = [expression(test), statement(yes), no && statement(no)];
    return (scope) => check(scope) ? left(scope) : right && right(scope);
  },
  for({ first, test, next, body }) {
    const start = first && statement(first);
    const [check, step, run] = [test && expression(test), next && expression(next), statement(body)];
    return (outer) => {
      const scope = inner(outer);
      if (start) start(scope);
      while (!check || check(scope)) {
        const end = run(scope);
        if (end === BREAK) break;
        if (end && end !== CONTINUE) return end;
        if (step) step(scope);
      }
      return undefined;
    };
  },
  doWhile({ test, body }) {
    const [check, run] = [expression(test), statement(body)];
    return (scope) => {
      do {
        const end = run(scope);
        if (end === BREAK) break;
        if (end && end !== CONTINUE) return end;
      } while (check(scope));
      return undefined;
    };
  },
  forEach({ over, kind, target, list: source, body }) {
    const [values, run] = [expression(source), statement(body)];
    const place = kind ? undefined : reference(target);
    const assign = kind && patternBinder(target);
    return (outer) => {
      const found = values(outer);
      for (const value of over === "of" ? found : keysOf(found)) {
        const scope = inner(outer);
        if (kind) assign(scope, kind, value);
        else place(scope).write(value);
        const end = run(scope);
        if (end === BREAK) break;
        if (end && end !== CONTINUE) return end;
      }
      return undefined;
    };
  },
  break: () => () => BREAK,
  continue: () => () => CONTINUE,
  return({ value }) {
    const run = value && expression(value);
    return (scope) => ({ value: run ? run(scope) : undefined });
  },
  throw({ value }) {
    const run = expression(value);
    return (scope) => {
      throw run(scope);
    };
  },
};

function keysOf(object) {
  const keys = [];
  for (const key in object) keys.push(key);
  return keys;
}

export function statement(node) {
  return STATEMENTS[node.type](node);
}

/**
 * The function that runs a parsed template: `(self, data) => text`. `imports` are names every template sees;
 * `variable` is the name of the data, or empty when its members are names themselves.
 */
export function compileTree(tree, imports, variable, escape) {
  const run = statement(tree);
  return (self, data) => {
    const output = {
      text: "",
      add(value, escaped) {
        if (value !== null && value !== undefined) this.text += escaped ? escape(value) : value;
      },
    };
    const outer = new Scope(undefined, output);
    for (const key of Object.keys(imports)) outer.names.set(key, imports[key]);
    const local = inner(outer);
    local.isFunction = true;
    const holder = variable ? data : data || {};
    local.names.set("this", self).set(variable || "obj", holder);
    local.names.set("print", (...values) => {
      output.text += values.join("");
    });
    const end = run(variable ? local : new Scope(local, output, Object(holder)));
    return end && "value" in end ? end.value : output.text;
  };
}

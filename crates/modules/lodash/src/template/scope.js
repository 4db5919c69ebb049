// The names a template sees.

/** A set of names; with `object`, its members are names too, as in a `with` statement. */
export class Scope {
  constructor(up, output, object) {
    this.up = up;
    this.output = output;
    this.object = object;
    this.names = new Map();
    this.constants = undefined;
    this.isFunction = false;
  }

  holder(name) {
    for (let scope = this; scope; scope = scope.up) {
      if (scope.object === undefined ? scope.names.has(name) : offers(scope.object, name)) return scope;
    }
    return undefined;
  }

  read(name) {
    const scope = this.holder(name);
    if (scope) return scope.object === undefined ? scope.names.get(name) : scope.object[name];
    if (name in globalThis) return globalThis[name];
    throw new ReferenceError(`${name} is not defined`);
  }

  write(name, value) {
    const scope = this.holder(name);
    if (!scope) this.ofFunction().names.set(name, value);
    else if (scope.object !== undefined) Reflect.set(scope.object, name, value);
    else if (scope.constants && scope.constants.has(name)) throw new TypeError("Assignment to constant variable.");
    else scope.names.set(name, value);
  }

  /** The scope of the function around: where `var` and names never declared live. */
  ofFunction() {
    let scope = this;
    while (!scope.isFunction && scope.up) scope = scope.up;
    return scope;
  }

  /** Makes a `var` known to its function, without touching a value it has. */
  hoist(name) {
    const { names } = this.ofFunction();
    if (!names.has(name)) names.set(name, undefined);
  }

  declare(kind, name, value) {
    if (kind === "var") {
      this.hoist(name);
      this.write(name, value);
      return;
    }
    this.names.set(name, value);
    if (kind === "const") (this.constants ||= new Set()).add(name);
  }
}

function offers(object, name) {
  if (name === "this" || !(name in object)) return false;
  const hidden = object[Symbol.unscopables];
  return !(hidden && hidden[name]);
}

/** A scope inside another. */
export const inner = (scope) => new Scope(scope, scope.output);

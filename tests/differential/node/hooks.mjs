// Module hooks of ours.mjs.
let source;
let ops;

export function initialize(data) {
  source = data.source;
  ops = data.ops;
}

export function resolve(specifier, context, next) {
  if (specifier === "ext:core/ops") return { url: ops, shortCircuit: true };
  if (specifier === "ext:core/mod.js") return { url: new URL("./core_mod.mjs", ops).href, shortCircuit: true };
  if (specifier.startsWith("ext:connector_node/")) {
    return { url: new URL(specifier.slice("ext:connector_node/".length), source).href, shortCircuit: true };
  }
  return next(specifier, context);
}

export function load(url, context, next) {
  // The crate's files are ES modules without a package.json that would say so.
  return next(url, url.startsWith(source) ? { ...context, format: "module" } : context);
}

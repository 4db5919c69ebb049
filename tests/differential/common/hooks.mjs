// Resolves the specifiers that shims use: `ext:connector_<module>/<file>` to our files, Node's own pieces to stand-ins,
// `ext:core/ops` to the fake that the runner names.

const STAND_INS = new URL("./stand_ins/", import.meta.url);
const MODULES = new URL("../../../crates/modules/", import.meta.url);

let fakeOps;
let own;

export function initialize(data) {
  fakeOps = data.fakeOps;
  own = data.own ?? [];
}

export function resolve(specifier, context, next) {
  if (specifier === "ext:core/ops") {
    return { url: fakeOps, format: "module", shortCircuit: true };
  }
  const [, crate, file] = /^ext:connector_(\w+)\/(.+)$/.exec(specifier) ?? [];
  if (crate === undefined) {
    return next(specifier, context);
  }
  const ours = crate !== "node" || own.includes(file);
  const url = ours ? new URL(`${crate}/src/${file}`, MODULES) : new URL(file, STAND_INS);
  return { url: url.href, format: "module", shortCircuit: true };
}

// The library object: its names, their order, the functions' lengths, and that every name is tested.

export function checkLibrary(tally, method) {
  const { real, shim } = tally;
  const expect = (what, condition, detail) => {
    if (condition) tally.passed++;
    else {
      tally.failed++;
      console.log(`library: ${what}: ${detail}`);
    }
  };
  const names = Object.keys(real);
  expect("names and their order", Object.keys(shim).join() === names.join(), Object.keys(shim).join());
  const methods = Object.keys(real.prototype).sort().join();
  expect(
    "wrapper methods",
    Object.keys(shim.prototype).sort().join() === methods,
    Object.keys(shim.prototype).sort().join(),
  );
  for (const name of names) {
    expect(`type of ${name}`, typeof shim[name] === typeof real[name], typeof shim[name]);
    expect(
      `length of ${name}`,
      shim[name].length === real[name].length,
      `${shim[name].length}, not ${real[name].length}`,
    );
    expect(`cases for ${name}`, tally.perFunction.has(name) || name === "_", "none");
    const single = typeof real[name] === "function" && name !== "_" ? shim[name] : undefined;
    expect(`method(${name})`, method(name) === single, String(method(name)));
  }
  for (const name of ["fp", "contains", "prototype", "constructor", "__proto__", "", undefined, 1]) {
    expect(`method(${String(name)})`, method(name) === undefined, "is there");
  }
}

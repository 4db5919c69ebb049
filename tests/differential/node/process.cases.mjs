// The process object, as far as it's the same for every process.
export default {
  "env": (require, { process }, h) => {
    const { env } = process;
    const out = [];
    env.CONNECTOR_T = 5;
    out.push(env.CONNECTOR_T, typeof env.CONNECTOR_T, "CONNECTOR_T" in env, Object.keys(env).includes("CONNECTOR_T"), env.hasOwnProperty("CONNECTOR_T"), delete env.CONNECTOR_T, env.CONNECTOR_T, "CONNECTOR_T" in env, delete env.CONNECTOR_T);
    for (const value of [undefined, null, true, {}, [1, 2], 1n, "", { toString: () => "own" }]) {
      env.CONNECTOR_T = value;
      out.push(env.CONNECTOR_T);
    }
    out.push(h.attempt(() => env.CONNECTOR_T = Symbol("s")), h.attempt(() => env[Symbol("s")] = "x"), env[Symbol.iterator], Symbol("s") in env, typeof env.toString, env.nope);
    out.push(h.attempt(() => Object.defineProperty(env, "CONNECTOR_U", { value: 1 })), h.attempt(() => Object.defineProperty(env, "CONNECTOR_U", { get: () => 1, configurable: true, enumerable: true })));
    Object.defineProperty(env, "CONNECTOR_U", { value: 7, writable: true, enumerable: true, configurable: true });
    out.push(env.CONNECTOR_U, Object.getOwnPropertyDescriptor(env, "CONNECTOR_U"), { ...env }.CONNECTOR_U, JSON.parse(JSON.stringify(env)).CONNECTOR_U);
    delete env.CONNECTOR_T;
    delete env.CONNECTOR_U;
    return out;
  },
  "members": (require, { process }) => {
    return [process.version, process.versions.node, process.platform, process.arch, process.release.name, typeof process.pid, typeof process.ppid, Array.isArray(process.argv), Array.isArray(process.execArgv), typeof process.argv0, typeof process.title,
      process.exitCode, typeof process.uptime(), typeof process.stdout.write, typeof process.stderr.write, Object.keys(process.memoryUsage()), typeof process.memoryUsage.rss(), Object.prototype.toString.call(process), process.constructor.name,
      process instanceof require("events"), typeof process.on, typeof process.emitWarning, process.umask()];
  },
  "hrtime": (require, { process }, h) => {
    const [s, n] = process.hrtime();
    const diff = process.hrtime([s, n]);
    return [Number.isInteger(s), n >= 0 && n < 1e9, diff[0] === 0, diff.length, typeof process.hrtime.bigint(), ...[5, "x", {}, [1], [1, 2, 3]].map((value) => h.attempt(() => process.hrtime(value)))];
  },
  "nextTick": async (require, { process }, h) => {
    const log = [];
    await new Promise((resolve) => setTimeout(resolve, 1));
    process.nextTick((...args) => log.push(args), 1, 2);
    await new Promise((resolve) => setTimeout(resolve, 1));
    return [log, process.nextTick.length > 0, h.attempt(() => process.nextTick())];
  },
  "events": (require, { process }) => {
    const log = [];
    const listen = (...args) => log.push(args);
    process.on("mine", listen);
    process.once("mine", () => log.push("once"));
    return [process.emit("mine", 1), process.emit("mine", 2), process.listenerCount("mine"), process.off("mine", listen) === process, process.emit("mine"), log];
  },
  "emitWarning": async (require, { process }, h) => {
    const got = [];
    const listen = (warning) => got.push([warning.name, warning.message, warning.code, warning.detail, Object.keys(warning), warning.stack.split("\n")[0]]);
    process.on("warning", listen);
    process.emitWarning("plain");
    process.emitWarning("typed", "CustomWarning");
    process.emitWarning("coded", "CustomWarning", "C1");
    process.emitWarning("object", { type: "T", code: "C2", detail: "more" });
    process.emitWarning("object", {});
    process.emitWarning("fn", function () {});
    process.emitWarning("dep", "DeprecationWarning", "DEP");
    process.emitWarning(Object.assign(new Error("err"), { name: "Named", code: "C3" }));
    const errors = [undefined, 5, {}, null].map((value) => h.attempt(() => process.emitWarning(value)));
    errors.push(h.attempt(() => process.emitWarning("x", 5)), h.attempt(() => process.emitWarning("x", "T", 5)), h.attempt(() => process.emitWarning("x", [])), h.attempt(() => process.emitWarning("x", null)));
    const before = got.length;
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.noDeprecation = true;
    process.emitWarning("hidden", "DeprecationWarning");
    delete process.noDeprecation;
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.removeListener("warning", listen);
    return [before, got, errors];
  },
};

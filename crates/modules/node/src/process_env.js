// process.env: a plain object to look at, but whatever is assigned becomes a string.

import { codedError } from "ext:connector_node/errors.js";

function toText(value) {
  if (typeof value === "symbol") throw new TypeError("Cannot convert a Symbol value to a string");
  return `${value}`;
}

const handler = {
  set(target, key, value) {
    target[toText(key)] = toText(value);
    return true;
  },

  defineProperty(target, key, descriptor) {
    if (!("value" in descriptor)) {
      const text = "'process.env' does not accept an accessor(getter/setter) descriptor";
      throw codedError(TypeError, "ERR_INVALID_OBJECT_DEFINE_PROPERTY", text);
    }
    if (!descriptor.configurable || !descriptor.writable || !descriptor.enumerable) {
      const text = "'process.env' only accepts a configurable, writable, and enumerable data descriptor";
      throw codedError(TypeError, "ERR_INVALID_OBJECT_DEFINE_PROPERTY", text);
    }
    const value = toText(descriptor.value);
    return Reflect.defineProperty(target, toText(key), { ...descriptor, value });
  },
};

/** An empty environment. Setting TZ in it changes nothing: dates are in UTC always. */
export function createEnv() {
  return new Proxy({}, handler);
}

/** Assigns every own enumerable property of `values`. */
export function fillEnv(env, values) {
  return Object.assign(env, values);
}

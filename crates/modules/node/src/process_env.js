// process.env: a plain object to look at, but whatever is assigned becomes a string.

function toText(value) {
  if (typeof value === "symbol") throw new TypeError("Cannot convert a Symbol value to a string");
  return `${value}`;
}

function refusal(text) {
  return Object.assign(new TypeError(text), { code: "ERR_INVALID_OBJECT_DEFINE_PROPERTY" });
}

const handler = {
  set(target, key, value) {
    target[toText(key)] = toText(value);
    return true;
  },

  defineProperty(target, key, descriptor) {
    if (!("value" in descriptor)) {
      throw refusal("'process.env' does not accept an accessor(getter/setter) descriptor");
    }
    if (!descriptor.configurable || !descriptor.writable || !descriptor.enumerable) {
      throw refusal("'process.env' only accepts a configurable, writable, and enumerable data descriptor");
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

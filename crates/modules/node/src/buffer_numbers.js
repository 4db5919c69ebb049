// Buffer's number methods: read/write (U)Int8 to BigInt64, (U)IntLE/BE of 1 to 6 bytes, Float and Double, with Node's
// range errors. `installNumbers(prototype)` puts them onto Buffer's prototype.
import { codedError, invalidArgType, outOfRange, validateNumber } from "ext:connector_node/errors.js";

/** RangeError ERR_BUFFER_OUT_OF_BOUNDS; with a name, that argument is blamed. */
export function outOfBounds(name = undefined) {
  const text = name === undefined
    ? "Attempt to access memory outside buffer bounds"
    : `"${name}" is outside of buffer bounds`;
  return codedError(RangeError, "ERR_BUFFER_OUT_OF_BOUNDS", text);
}

/** The error for an offset (or `byteLength`) that isn't within 0 (1) and `last`. */
function badPlace(value, last, name = "offset") {
  if (Math.floor(value) !== value) {
    validateNumber(value, name);
    return outOfRange(name, "an integer", value);
  }
  if (last < 0) return outOfBounds();
  return outOfRange(name, `>= ${name === "offset" ? 0 : 1} and <= ${last}`, value);
}

/** Throws unless `size` bytes can be reached at `offset`. */
function checkPlace(buffer, offset, size) {
  validateNumber(offset, "offset");
  if (buffer[offset] === undefined || buffer[offset + size - 1] === undefined) {
    throw badPlace(offset, buffer.length - size);
  }
}

/** Throws unless `value` is within min and max; the text names powers of two for more than four bytes. */
function checkValue(value, min, max, size) {
  if (value >= min && value <= max) return;
  // NaN is let through: it's written as 0.
  if (!(value > max || value < min)) return;
  const n = typeof min === "bigint" ? "n" : "";
  let range = `>= ${min}${n} and <= ${max}${n}`;
  if (size > 4) {
    const bits = size * 8;
    range = min == 0
      ? `>= 0${n} and < 2${n} ** ${bits}${n}`
      : `>= -(2${n} ** ${bits - 1}${n}) and < 2${n} ** ${bits - 1}${n}`;
  }
  throw outOfRange("value", range, value);
}

function readUnsigned(buffer, offset, size, little) {
  let value = 0;
  if (little) for (let i = size - 1; i >= 0; i--) value = value * 256 + buffer[offset + i];
  else for (let i = 0; i < size; i++) value = value * 256 + buffer[offset + i];
  return value;
}

function readSigned(buffer, offset, size, little) {
  const value = readUnsigned(buffer, offset, size, little);
  const limit = 2 ** (size * 8);
  return value >= limit / 2 ? value - limit : value;
}

function put(buffer, value, offset, size, little) {
  // The value's fraction goes, a negative one becomes its two's complement.
  let rest = Math.trunc(value) || 0;
  if (size > 4) {
    // As in Node, where the high part is rounded down on its own: -0.5 is written as ff..ff 00000000.
    const high = Math.floor(value * 2 ** -32) || 0;
    put(buffer, high, little ? offset + 4 : offset, size - 4, little);
    put(buffer, rest % 2 ** 32, little ? offset : offset + size - 4, 4, little);
    return offset + size;
  }
  if (rest < 0) rest += 2 ** (size * 8);
  for (let i = 0; i < size; i++) {
    buffer[little ? offset + i : offset + size - 1 - i] = rest;
    rest = Math.floor(rest / 256);
  }
  return offset + size;
}

const bounds = (size, signed) => {
  const bits = size * 8;
  return signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
};

/** `readInt16LE` and its kind; one byte has no order in its name. */
function fixedReader(size, signed, little) {
  if (size === 1) {
    return function (offset = 0) {
      validateNumber(offset, "offset");
      const value = this[offset];
      if (value === undefined) throw badPlace(offset, this.length - 1);
      return signed ? (value << 24) >> 24 : value;
    };
  }
  const read = signed ? readSigned : readUnsigned;
  return function (offset = 0) {
    checkPlace(this, offset, size);
    return read(this, offset, size, little);
  };
}

function fixedWriter(size, signed, little) {
  const [min, max] = bounds(size, signed);
  return function (value, offset = 0) {
    const number = +value;
    // Node looks at a single byte's offset first, at all others' value first.
    if (size === 1) validateNumber(offset, "offset");
    checkValue(number, min, max, size);
    checkPlace(this, offset, size);
    return put(this, number, offset, size, little);
  };
}

function checkSize(size) {
  if (size !== 1 && size !== 2 && size !== 3 && size !== 4 && size !== 5 && size !== 6) {
    throw badPlace(size, 6, "byteLength");
  }
}

/** `readIntBE(offset, byteLength)` and its kind. */
function sizedReader(signed, little) {
  const read = signed ? readSigned : readUnsigned;
  return function (offset, byteLength) {
    if (offset === undefined) throw invalidArgType("offset", "number", offset);
    checkSize(byteLength);
    checkPlace(this, offset, byteLength);
    return read(this, offset, byteLength, little);
  };
}

function sizedWriter(signed, little) {
  return function (value, offset, byteLength) {
    checkSize(byteLength);
    const number = +value;
    if (byteLength === 1) validateNumber(offset, "offset");
    const [min, max] = bounds(byteLength, signed);
    checkValue(number, min, max, byteLength);
    checkPlace(this, offset, byteLength);
    return put(this, number, offset, byteLength, little);
  };
}

const HALF = 0x1_0000_0000n;

function bigReader(signed, little) {
  return function (offset = 0) {
    checkPlace(this, offset, 8);
    const first = BigInt(readUnsigned(this, offset, 4, little));
    const second = BigInt(readUnsigned(this, offset + 4, 4, little));
    const value = little ? second * HALF + first : first * HALF + second;
    return signed ? BigInt.asIntN(64, value) : value;
  };
}

function bigWriter(signed, little) {
  const min = signed ? -(2n ** 63n) : 0n;
  const max = signed ? 2n ** 63n - 1n : 2n ** 64n - 1n;
  return function (value, offset = 0) {
    checkValue(value, min, max, 8);
    checkPlace(this, offset, 8);
    const low = Number(value & 0xffffffffn);
    const high = Number((value >> 32n) & 0xffffffffn);
    put(this, little ? low : high, offset, 4, little);
    return put(this, little ? high : low, offset + 4, 4, little);
  };
}

// A float's bytes are seen through a scratch buffer, whose order is that of all machines V8 runs on: little.
const float64 = new Float64Array(1);
const float32 = new Float32Array(float64.buffer, 0, 1);
const scratch = new Uint8Array(float64.buffer);

function floatReader(size, little) {
  const number = size === 4 ? float32 : float64;
  return function (offset = 0) {
    checkPlace(this, offset, size);
    for (let i = 0; i < size; i++) scratch[little ? i : size - 1 - i] = this[offset + i];
    return number[0];
  };
}

function floatWriter(size, little) {
  const number = size === 4 ? float32 : float64;
  return function (value, offset = 0) {
    const wanted = +value;
    checkPlace(this, offset, size);
    // V8 has several NaNs; Node's bytes are those of the common one.
    number[0] = Number.isNaN(wanted) ? NaN : wanted;
    for (let i = 0; i < size; i++) this[offset + i] = scratch[little ? i : size - 1 - i];
    return offset + size;
  };
}

/** Puts all number methods onto `prototype`, under both spellings where Node has two (`readUInt8`, `readUint8`). */
export function installNumbers(prototype) {
  const add = (names, method) => {
    Object.defineProperty(method, "name", { value: names[0], configurable: true });
    for (const name of names) prototype[name] = method;
  };
  for (const [verb, fixed, sized, big, float] of [
    ["read", fixedReader, sizedReader, bigReader, floatReader],
    ["write", fixedWriter, sizedWriter, bigWriter, floatWriter],
  ]) {
    for (const order of ["LE", "BE"]) {
      const little = order === "LE";
      for (const signed of [false, true]) {
        const kinds = signed ? ["Int"] : ["UInt", "Uint"];
        const named = (tail) => kinds.map((kind) => `${verb}${kind}${tail}`);
        if (little) add(named("8"), fixed(1, signed, true));
        add(named(`16${order}`), fixed(2, signed, little));
        add(named(`32${order}`), fixed(4, signed, little));
        add(named(order), sized(signed, little));
        const bigKinds = signed ? ["BigInt"] : ["BigUInt", "BigUint"];
        add(bigKinds.map((kind) => `${verb}${kind}64${order}`), big(signed, little));
      }
      add([`${verb}Float${order}`], float(4, little));
      add([`${verb}Double${order}`], float(8, little));
    }
  }
}

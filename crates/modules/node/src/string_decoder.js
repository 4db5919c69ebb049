// require('string_decoder'): text from bytes that come in pieces.
import { invalidArgType } from "ext:connector_node/errors.js";
import { Buffer } from "ext:connector_node/buffer.js";
import {
  BASE64,
  BASE64URL,
  UTF16LE,
  UTF8,
  encodingNames,
  knownEncoding,
  readText,
} from "ext:connector_node/buffer_encodings.js";

const state = Symbol("kNativeDecoder");

/** A function, not a class: old code calls it on its own `this`. */
export function StringDecoder(encoding) {
  const number = encoding === undefined || encoding === null || encoding === "" ? UTF8 : knownEncoding(encoding);
  this.encoding = encodingNames[number];
  // `held` bytes of `last` belong to a character that `missing` more would complete.
  this[state] = { number, last: Buffer.alloc(4), held: 0, missing: 0 };
}

/** How many bytes the UTF-8 character that starts with `lead` has; 0 when none starts so. */
function sizeOf(lead) {
  if ((lead & 0xe0) === 0xc0) return 2;
  if ((lead & 0xf0) === 0xe0) return 3;
  if ((lead & 0xf8) === 0xf0) return 4;
  return 0;
}

/** Sets how many of the last of `bytes` (from `start` on) must be kept, and how many more their character needs. */
function measureTail(self, bytes, start) {
  const count = bytes.length - start;
  const last = bytes[bytes.length - 1];
  if (self.number === UTF8) {
    if (last < 0x80) return;
    for (let held = 1; held <= 4 && held <= count; held++) {
      const byte = bytes[bytes.length - held];
      if ((byte & 0xc0) === 0x80) continue;
      const size = sizeOf(byte);
      if (held < size) {
        self.held = held;
        self.missing = size - held;
      }
      return;
    }
  } else if (self.number === UTF16LE) {
    if (count % 2 === 1) self.held = self.missing = 1;
    else if ((last & 0xfc) === 0xd8) self.held = self.missing = 2;
  } else {
    self.held = count % 3;
    if (self.held > 0) self.missing = 3 - self.held;
  }
}

function decode(self, bytes) {
  const { number, last } = self;
  if (number !== UTF8 && number !== UTF16LE && number !== BASE64 && number !== BASE64URL) {
    return readText(bytes, 0, bytes.length, number);
  }
  let start = 0;
  let before = "";
  if (self.missing > 0) {
    while (self.missing > 0 && start < bytes.length) {
      if (number === UTF8 && (bytes[start] & 0xc0) !== 0x80) {
        // Not what the character needs: it ends here, broken, and this byte starts another.
        self.missing = 0;
        break;
      }
      last[self.held++] = bytes[start++];
      self.missing--;
    }
    if (self.missing > 0) return "";
    before = readText(last, 0, self.held, number);
    self.held = 0;
  }
  if (start === bytes.length) return before;
  measureTail(self, bytes, start);
  const end = bytes.length - self.held;
  for (let i = 0; i < self.held; i++) last[i] = bytes[end + i];
  return before + readText(bytes, start, end, number);
}

/** The text that is sure by now. */
StringDecoder.prototype.write = function write(buf) {
  if (typeof buf === "string") return buf;
  if (!ArrayBuffer.isView(buf)) throw invalidArgType("buf", ["Buffer", "TypedArray", "DataView"], buf);
  const bytes = buf instanceof Uint8Array ? buf : new Uint8Array(buf.buffer, buf.byteOffset, buf.byteLength);
  return decode(this[state], bytes);
};

/** What is left, broken or not; afterwards the decoder can be used anew. */
StringDecoder.prototype.end = function end(buf) {
  const text = buf === undefined ? "" : this.write(buf);
  const self = this[state];
  const held = self.number === UTF16LE ? self.held & ~1 : self.held;
  const rest = readText(self.last, 0, held, self.number);
  self.held = 0;
  self.missing = 0;
  return text + rest;
};

StringDecoder.prototype.text = function text(buf, offset) {
  const self = this[state];
  self.held = 0;
  self.missing = 0;
  return this.write(buf.slice(offset));
};

for (const [name, get] of [
  ["lastChar", (self) => self.last],
  ["lastNeed", (self) => self.missing],
  ["lastTotal", (self) => self.held + self.missing],
]) {
  Object.defineProperty(StringDecoder.prototype, name, {
    configurable: true,
    enumerable: true,
    get() {
      return get(this[state]);
    },
  });
}

export default { StringDecoder };

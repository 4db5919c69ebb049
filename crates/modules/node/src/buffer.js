// require('buffer') and the global Buffer.
import { invalidArgType, validateNumber } from "ext:connector_node/errors.js";
import { Buffer, checkSize, fromText, isUint8Array } from "ext:connector_node/buffer_class.js";
import { shown } from "ext:connector_node/buffer_methods.js";
import {
  ASCII,
  LATIN1,
  UTF16LE,
  encodingNumber,
  kMaxLength,
  kStringMaxLength,
  readText,
} from "ext:connector_node/buffer_encodings.js";
import { isAscii, isUtf8 } from "ext:connector_node/buffer_checks.js";
import { atob, btoa } from "ext:connector_node/encoding.js";

/** The deprecated constructor of unpooled buffers. */
function SlowBuffer(length) {
  checkSize(length);
  return Buffer.allocUnsafeSlow(length);
}
Object.setPrototypeOf(SlowBuffer.prototype, Uint8Array.prototype);
Object.setPrototypeOf(SlowBuffer, Uint8Array);

/** Bytes in one encoding as bytes in another: utf8, utf16le, latin1 and ascii; what the latter two lack becomes `?`. */
function transcode(source, fromEncoding, toEncoding) {
  if (!isUint8Array(source)) throw invalidArgType("source", ["Buffer", "Uint8Array"], source);
  if (source.length === 0) return Buffer.alloc(0);
  const from = encodingNumber(fromEncoding);
  const to = encodingNumber(toEncoding);
  if (from === undefined || to === undefined || from > ASCII || to > ASCII) {
    const error = new Error("Unable to transcode Buffer [U_ILLEGAL_ARGUMENT_ERROR]");
    error.code = "U_ILLEGAL_ARGUMENT_ERROR";
    error.errno = 1;
    throw error;
  }
  let text = readText(source, 0, source.length, from === ASCII ? LATIN1 : from);
  // To UTF-16 Node takes ASCII for Latin-1, to all else it doesn't.
  if (from === ASCII && to !== UTF16LE) text = text.replace(/[\x80-\xff]/g, "\ufffd");
  if (to === LATIN1) return fromText(text.replace(/[^\0-\xff]/gu, "?"), LATIN1);
  if (to === ASCII) return fromText(text.replace(/[^\0-\x7f]/gu, "?"), ASCII);
  return fromText(text, to);
}

const buffer = {
  Buffer,
  SlowBuffer,
  transcode,
  isUtf8,
  isAscii,
  kMaxLength,
  kStringMaxLength,
  btoa,
  atob,
};
Object.defineProperties(buffer, {
  constants: {
    value: Object.defineProperties({}, {
      MAX_LENGTH: { value: kMaxLength, enumerable: true },
      MAX_STRING_LENGTH: { value: kStringMaxLength, enumerable: true },
    }),
    enumerable: true,
  },
  INSPECT_MAX_BYTES: {
    get() {
      return shown.bytes;
    },
    set(value) {
      validateNumber(value, "INSPECT_MAX_BYTES", 0);
      shown.bytes = value;
    },
    configurable: true,
    enumerable: true,
  },
});

export default buffer;
export { Buffer, SlowBuffer, atob, btoa, isAscii, isUtf8, kMaxLength, kStringMaxLength, transcode };

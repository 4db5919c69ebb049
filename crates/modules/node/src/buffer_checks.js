// buffer.isUtf8 and isAscii.
import { op_node_text_is_utf8 } from "ext:core/ops";
import { invalidArgType } from "ext:connector_node/errors.js";

function bytesOf(input) {
  if (ArrayBuffer.isView(input) && !(input instanceof DataView)) {
    return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  }
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  throw invalidArgType("input", ["ArrayBuffer", "Buffer", "TypedArray"], input);
}

export function isUtf8(input) {
  const bytes = bytesOf(input);
  return op_node_text_is_utf8(bytes, 0, bytes.length);
}

export function isAscii(input) {
  for (const byte of bytesOf(input)) {
    if (byte > 0x7f) return false;
  }
  return true;
}

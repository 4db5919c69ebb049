// Stands for crates/modules/node/src/text.rs.
const encodings = ["utf8", "utf16le", "latin1", "ascii", "hex", "base64", "base64url"];

const view = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export function op_node_text_byte_length(text) {
  return Buffer.byteLength(text);
}

export function op_node_text_write(text, target, start, end, encoding) {
  return view(target.subarray(start, end)).write(text, encodings[encoding]);
}

export function op_node_text_utf16_length(source, start, end) {
  return view(source).toString("utf8", start, end).length;
}

export function op_node_text_read(source, start, end, encoding) {
  return view(source).toString(encodings[encoding], start, end);
}

export function op_node_text_is_utf8(source, start, end) {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(source.subarray(start, end));
    return true;
  } catch {
    return false;
  }
}

export function op_node_text_utf8_tail(source, start, end) {
  const bytes = source.subarray(start, end);
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const tail = bytes.subarray(bytes.length - back);
    const [lead, second = 0x80] = tail;
    if ((lead & 0xc0) === 0x80) continue;
    const needs = lead >= 0xc2 && lead <= 0xdf ? 2 : (lead & 0xf0) === 0xe0 ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
    const low = { 0xe0: 0xa0, 0xf0: 0x90 }[lead] ?? 0x80;
    const high = { 0xed: 0x9f, 0xf4: 0x8f }[lead] ?? 0xbf;
    if (needs <= back) return 0;
    return back === 1 || (second >= low && second <= high) ? back : 0;
  }
  return 0;
}

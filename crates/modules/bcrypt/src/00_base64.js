// bcrypt's base64 as bcryptjs 3.0.3 offers it to scripts, odd cases included.

const ALPHABET = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** The first `length` of `bytes` as text, without padding. */
export function encodeBase64(bytes, length) {
  if (length <= 0 || length > bytes.length) {
    throw Error("Illegal len: " + length);
  }
  let text = "";
  let bits = 0;
  let held = 0;
  for (let at = 0; at < length; at++) {
    bits = (bits << 8) | (bytes[at] & 0xff);
    held += 8;
    for (; held >= 6; held -= 6) {
      text += ALPHABET[(bits >> (held - 6)) & 0x3f];
    }
    bits &= 0xff;
  }
  return held === 0 ? text : text + ALPHABET[(bits << (6 - held)) & 0x3f];
}

/** Up to `length` bytes out of `text`, as an array of numbers. */
export function decodeBase64(text, length) {
  if (length <= 0) {
    throw Error("Illegal len: " + length);
  }
  const bytes = [];
  const values = Array.from({ length: text.length }, (_, at) => ALPHABET.indexOf(text.charAt(at)));
  // A group begins only if two characters are left, and ends early at a stranger, the length, or the text's end.
  for (let at = 0; at < values.length - 1 && bytes.length < length; at += 4) {
    const [a, b, c, d] = values.slice(at, at + 4);
    if (a === -1 || b === -1) {
      break;
    }
    bytes.push((a << 2) | (b >> 4));
    if (bytes.length >= length || c === undefined || c === -1) {
      break;
    }
    bytes.push(((b & 0x0f) << 4) | (c >> 2));
    if (bytes.length >= length || d === undefined) {
      break;
    }
    // A stranger in the fourth place isn't noticed by the original: it sets all 16 bits.
    bytes.push(d === -1 ? 0xffff : ((c & 0x03) << 6) | d);
  }
  return bytes;
}

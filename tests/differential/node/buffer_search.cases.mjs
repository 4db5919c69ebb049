// Buffer's indexOf, lastIndexOf and includes.
export default {
  "needles in generated haystacks": (require, { Buffer }, { random }) => {
    const r = random(21);
    const out = [];
    for (let i = 0; i < 4000; i++) {
      const few = Array.from({ length: r.below(24) }, () => r.pick([97, 98, 0]));
      const hay = Buffer.from(few);
      const needle = Array.from({ length: r.below(5) }, () => r.pick([97, 98, 0]));
      const bytes = r.pick([Buffer, Uint8Array]).from(needle);
      const text = String.fromCharCode(...needle);
      const offset = r.pick([undefined, 0, r.below(26), -r.below(26), r.below(26) + 0.5]);
      const encoding = r.pick([undefined, "utf8", "latin1", "ascii", "utf16le", "ucs2"]);
      const value = r.pick([bytes, text, r.pick([97, 98, 0, 353, -159])]);
      out.push(hay.indexOf(value, offset, encoding), hay.lastIndexOf(value, offset, encoding), hay.includes(value, offset, encoding));
    }
    return out;
  },
  "texts of every encoding": (require, { Buffer }, { random }) => {
    const r = random(22);
    const out = [];
    for (let i = 0; i < 2000; i++) {
      const text = r.text(4 + r.below(12));
      const encoding = r.pick(["utf8", "latin1", "ascii", "utf16le", "hex", "base64", "base64url"]);
      const at = r.below(text.length);
      const hay = encoding === "hex" || encoding.startsWith("base64") ? Buffer.from(text) : Buffer.from(text, encoding);
      let part = text.slice(at, at + 1 + r.below(3));
      if (encoding === "hex" || encoding.startsWith("base64")) part = Buffer.from(part).toString(encoding);
      out.push(hay.indexOf(part, encoding), hay.indexOf(part, r.below(6), encoding), hay.lastIndexOf(part, encoding), hay.lastIndexOf(part, -r.below(6), encoding), hay.includes(part, 1, encoding));
    }
    return out;
  },
  "arguments of all kinds": (require, { Buffer }, { attempt }) => {
    const hay = Buffer.from("this is a buffer, this is");
    const out = [];
    const offsets = [undefined, null, 0, 3, 24, 25, 26, -1, -25, -26, 1.7, -1.7, NaN, Infinity, -Infinity, "3", "utf8", "hex", "nope", {}, [], [5], true, 2 ** 40, -(2 ** 40)];
    const values = ["is", "", "zz", 105, 105.9, 256 + 105, -151, NaN, Infinity, Buffer.from("is"), new Uint8Array([105, 115]), new Uint8Array(0), null, undefined, {}, [], true, new Uint16Array([1]), 105n];
    for (const value of values) {
      for (const offset of offsets) {
        for (const method of ["indexOf", "lastIndexOf", "includes"]) {
          for (const encoding of [undefined, "latin1", "nope", null, 5, ""]) {
            const result = attempt(() => hay[method](value, offset, encoding));
            out.push(result instanceof Error ? `${result.name} ${result.code} ${result.message}` : result);
          }
        }
      }
      out.push(attempt(() => hay.indexOf(value)), attempt(() => hay.lastIndexOf(value)), attempt(() => Buffer.alloc(0).indexOf(value)), attempt(() => Buffer.alloc(0).lastIndexOf(value, 3)));
    }
    return out;
  },
};

// Buffer's numbers: every method, on generated values and offsets, and on arguments that aren't right.
export default {
  "reading everything everywhere": (require, { Buffer }, { random }) => {
    const r = random(11);
    const names = Object.keys(Buffer.prototype).filter((name) => name.startsWith("read")).sort();
    const out = [];
    for (let round = 0; round < 20; round++) {
      const buf = Buffer.from(r.bytes(16));
      if (round < 4) buf.fill([0, 0xff, 0x80, 0x7f][round]);
      for (const name of names) {
        for (let offset = 0; offset <= 8; offset++) {
          if (/Int[LB]E$|int[LB]E$/.test(name)) for (let size = 1; size <= 6; size++) out.push(buf[name](offset, size));
          else out.push(buf[name](offset));
        }
      }
    }
    return out;
  },
  "writing generated numbers": (require, { Buffer }, { random }) => {
    const r = random(12);
    const names = Object.keys(Buffer.prototype).filter((name) => /^write./.test(name)).sort();
    const out = [];
    for (let round = 0; round < 60; round++) {
      for (const name of names) {
        const sized = /Int[LB]E$|int[LB]E$/.test(name);
        const size = sized ? 1 + r.below(6) : 0;
        const unsigned = /UI|Ui/.test(name);
        const bits = sized ? size * 8 : Number(/\d+/.exec(name)?.[0] ?? 0);
        let value;
        if (name.includes("Big")) {
          value = BigInt.asUintN(64, (BigInt(r.below(2 ** 32)) << 32n) | BigInt(r.below(2 ** 32)));
          if (!unsigned) value = BigInt.asIntN(64, value);
        } else if (bits === 0) {
          value = r.pick([0, -0, 1.1, -2.5e-40, 3.4e38, 3.5e38, -1e300, NaN, Infinity, -Infinity, 5e-324, r.below(2 ** 32) / 7]);
        } else {
          value = Math.floor((r.below(2 ** 32) / 2 ** 32) * 2 ** bits) - (unsigned ? 0 : 2 ** (bits - 1));
          if (r.below(4) === 0) value = Math.trunc(value / 2) + 0.7;
        }
        const buf = Buffer.alloc(16, 46);
        const offset = r.below(9);
        const end = sized ? buf[name](value, offset, size) : buf[name](value, offset);
        out.push(`${name} ${value} ${end} ${buf.toString("hex")}`);
      }
    }
    return out;
  },
  "limits of each kind": (require, { Buffer }) => {
    const out = [];
    const say = (fn) => {
      try {
        return fn();
      } catch (error) {
        return `${error.name} ${error.code} ${error.message}`;
      }
    };
    const near = [0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, 32768, -32768, -32769, 65535, 65536, 2 ** 23, -(2 ** 23) - 1, 2 ** 24 - 1, 2 ** 24,
      2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 32 - 1, 2 ** 32, 2 ** 39, 2 ** 40, -(2 ** 40), 2 ** 47, 2 ** 48 - 1, 2 ** 48, 2 ** 53, 1e21, NaN,
      Infinity, -Infinity, 0.5, -0.5, 255.5, "12", "x", null, undefined, true, {}, [7], 1n, Symbol("s")];
    const big = [0n, 1n, -1n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n), -(2n ** 63n) - 1n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 100n, 5, "5", null, undefined, 1.5, NaN];
    for (const name of Object.keys(Buffer.prototype).filter((n) => /^write./.test(n)).sort()) {
      for (const value of name.includes("Big") ? big : near) {
        const sizes = /Int[LB]E$|int[LB]E$/.test(name) ? [1, 2, 3, 4, 5, 6] : [undefined];
        for (const size of sizes) {
          const buf = Buffer.alloc(8, 46);
          out.push(say(() => (size === undefined ? buf[name](value) : buf[name](value, 0, size))), buf.toString("hex"));
        }
      }
    }
    return out;
  },
  "offsets that aren't right": (require, { Buffer }, { attempt }) => {
    const out = [];
    const offsets = [undefined, null, 0, 1, 7, 8, 9, -1, 1.5, NaN, Infinity, -Infinity, "1", {}, [], true, 2 ** 33, -(2 ** 40), 1n, Symbol("s"), () => 1];
    for (const name of Object.keys(Buffer.prototype).filter((n) => /^(read|write)./.test(n)).sort()) {
      const writes = name.startsWith("write");
      const value = name.includes("Big") ? 1n : 1;
      for (const buf of [Buffer.alloc(8), Buffer.alloc(0), Buffer.alloc(1)]) {
        for (const offset of offsets) {
          const args = writes ? [value, offset] : [offset];
          const sizes = /Int[LB]E$|int[LB]E$/.test(name) ? [undefined, null, 0, 1, 3, 6, 7, -1, 1.5, "2", NaN, {}] : [undefined];
          for (const size of sizes) {
            const result = attempt(() => buf[name](...args, size));
            out.push(result instanceof Error ? `${result.name} ${result.code} ${result.message}` : result);
          }
        }
      }
    }
    out.push(attempt(() => Buffer.alloc(4).readUInt8(9)), attempt(() => Buffer.alloc(4).writeInt32BE(2 ** 31)), attempt(() => Buffer.alloc(1).readInt32LE(0)));
    return out;
  },
  "a float's bits": (require, { Buffer }, { random }) => {
    const r = random(13);
    const out = [];
    for (let i = 0; i < 1000; i++) {
      const buf = Buffer.from(r.bytes(8));
      const at = r.below(5);
      out.push(buf.readDoubleLE(), buf.readDoubleBE(), buf.readFloatLE(at), buf.readFloatBE(at));
    }
    return out;
  },
};

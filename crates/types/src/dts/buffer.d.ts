// require('buffer') and the global Buffer.

type BufferEncoding =
  | 'utf8' | 'utf-8' | 'utf16le' | 'utf-16le' | 'ucs2' | 'ucs-2' | 'latin1' | 'binary' | 'ascii' | 'base64' | 'base64url'
  | 'hex';

/** Bytes in any of the shapes that take them. */
type Bytes = ArrayBufferLike | ArrayBufferView;

interface BufferConstructor {
  readonly prototype: Buffer;
  readonly poolSize: number;
  readonly BYTES_PER_ELEMENT: 1;
  /** @deprecated Use Buffer.from, or Buffer.alloc. */
  new (value: string | number | ArrayLike<number> | ArrayBufferLike, encoding?: BufferEncoding | number, length?: number): Buffer;
  /** The bytes of a text. */
  from(text: string, encoding?: BufferEncoding): Buffer;
  /** Shares the memory. */
  from(memory: ArrayBufferLike, byteOffset?: number, length?: number): Buffer;
  /** A copy. */
  from(bytes: ArrayLike<number> | Iterable<number> | { type: 'Buffer'; data: number[] }): Buffer;
  from(value: { valueOf(): string | object }, encoding?: BufferEncoding): Buffer;
  copyBytesFrom(view: ArrayBufferView, offset?: number, length?: number): Buffer;
  of(...bytes: number[]): Buffer;
  /** So many bytes, zero unless `fill` says. */
  alloc(size: number, fill?: string | number | Uint8Array, encoding?: BufferEncoding): Buffer;
  allocUnsafe(size: number): Buffer;
  allocUnsafeSlow(size: number): Buffer;
  isBuffer(value: any): value is Buffer;
  isEncoding(name: string): name is BufferEncoding;
  /** How many bytes a text takes. */
  byteLength(value: string | Bytes, encoding?: BufferEncoding): number;
  concat(list: readonly Uint8Array[], totalLength?: number): Buffer;
  compare(a: Uint8Array, b: Uint8Array): -1 | 0 | 1;
}

/** Bytes, with encodings and numbers. */
interface Buffer extends Uint8Array<ArrayBuffer> {
  readonly parent: ArrayBuffer;
  readonly offset: number;
  /** The bytes as text. */
  toString(encoding?: BufferEncoding, start?: number, end?: number): string;
  toJSON(): { type: 'Buffer'; data: number[] };
  inspect(): string;
  equals(other: Uint8Array): boolean;
  compare(
    other: Uint8Array, otherStart?: number, otherEnd?: number, start?: number, end?: number,
  ): -1 | 0 | 1;
  copy(target: Uint8Array, targetStart?: number, start?: number, end?: number): number;
  /** Shares the memory. */
  slice(start?: number, end?: number): Buffer;
  /** Shares the memory. */
  subarray(start?: number, end?: number): Buffer;
  /** How many bytes were written. */
  write(text: string, encoding?: BufferEncoding): number;
  write(text: string, offset: number, encoding?: BufferEncoding): number;
  write(text: string, offset: number, length: number, encoding?: BufferEncoding): number;
  fill(value: string | number | Uint8Array, encoding?: BufferEncoding): this;
  fill(value: string | number | Uint8Array, offset?: number, end?: number, encoding?: BufferEncoding): this;
  indexOf(value: string | number | Uint8Array, from?: number | BufferEncoding, encoding?: BufferEncoding): number;
  lastIndexOf(value: string | number | Uint8Array, from?: number | BufferEncoding, encoding?: BufferEncoding): number;
  includes(value: string | number | Uint8Array, from?: number | BufferEncoding, encoding?: BufferEncoding): boolean;
  /** Turns the bytes of each pair around, in place. */
  swap16(): this;
  swap32(): this;
  swap64(): this;

  readUInt8(offset?: number): number;
  readUint8(offset?: number): number;
  readUInt16LE(offset?: number): number;
  readUint16LE(offset?: number): number;
  readUInt16BE(offset?: number): number;
  readUint16BE(offset?: number): number;
  readUInt32LE(offset?: number): number;
  readUint32LE(offset?: number): number;
  readUInt32BE(offset?: number): number;
  readUint32BE(offset?: number): number;
  readUIntLE(offset: number, byteLength: number): number;
  readUintLE(offset: number, byteLength: number): number;
  readUIntBE(offset: number, byteLength: number): number;
  readUintBE(offset: number, byteLength: number): number;
  readBigUInt64LE(offset?: number): bigint;
  readBigUint64LE(offset?: number): bigint;
  readBigUInt64BE(offset?: number): bigint;
  readBigUint64BE(offset?: number): bigint;
  readInt8(offset?: number): number;
  readInt16LE(offset?: number): number;
  readInt16BE(offset?: number): number;
  readInt32LE(offset?: number): number;
  readInt32BE(offset?: number): number;
  readIntLE(offset: number, byteLength: number): number;
  readIntBE(offset: number, byteLength: number): number;
  readBigInt64LE(offset?: number): bigint;
  readBigInt64BE(offset?: number): bigint;
  readFloatLE(offset?: number): number;
  readFloatBE(offset?: number): number;
  readDoubleLE(offset?: number): number;
  readDoubleBE(offset?: number): number;

  // Each write returns the offset behind what it wrote.
  writeUInt8(value: number, offset?: number): number;
  writeUint8(value: number, offset?: number): number;
  writeUInt16LE(value: number, offset?: number): number;
  writeUint16LE(value: number, offset?: number): number;
  writeUInt16BE(value: number, offset?: number): number;
  writeUint16BE(value: number, offset?: number): number;
  writeUInt32LE(value: number, offset?: number): number;
  writeUint32LE(value: number, offset?: number): number;
  writeUInt32BE(value: number, offset?: number): number;
  writeUint32BE(value: number, offset?: number): number;
  writeUIntLE(value: number, offset: number, byteLength: number): number;
  writeUintLE(value: number, offset: number, byteLength: number): number;
  writeUIntBE(value: number, offset: number, byteLength: number): number;
  writeUintBE(value: number, offset: number, byteLength: number): number;
  writeBigUInt64LE(value: bigint, offset?: number): number;
  writeBigUint64LE(value: bigint, offset?: number): number;
  writeBigUInt64BE(value: bigint, offset?: number): number;
  writeBigUint64BE(value: bigint, offset?: number): number;
  writeInt8(value: number, offset?: number): number;
  writeInt16LE(value: number, offset?: number): number;
  writeInt16BE(value: number, offset?: number): number;
  writeInt32LE(value: number, offset?: number): number;
  writeInt32BE(value: number, offset?: number): number;
  writeIntLE(value: number, offset: number, byteLength: number): number;
  writeIntBE(value: number, offset: number, byteLength: number): number;
  writeBigInt64LE(value: bigint, offset?: number): number;
  writeBigInt64BE(value: bigint, offset?: number): number;
  writeFloatLE(value: number, offset?: number): number;
  writeFloatBE(value: number, offset?: number): number;
  writeDoubleLE(value: number, offset?: number): number;
  writeDoubleBE(value: number, offset?: number): number;
}

declare var Buffer: BufferConstructor;

declare module 'buffer' {
  const buffer: {
    Buffer: BufferConstructor;
    SlowBuffer: (size: number) => Buffer;
    transcode(source: Uint8Array, from: BufferEncoding, to: BufferEncoding): Buffer;
    isUtf8(bytes: Bytes): boolean;
    isAscii(bytes: Bytes): boolean;
    kMaxLength: number;
    kStringMaxLength: number;
    INSPECT_MAX_BYTES: number;
    constants: { MAX_LENGTH: number; MAX_STRING_LENGTH: number };
    atob: typeof atob;
    btoa: typeof btoa;
  };
  export = buffer;
}

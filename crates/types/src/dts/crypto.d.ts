// require('crypto'): symmetric cryptography. What needs key pairs is refused at run time, so it is not listed here.

declare module 'crypto' {
  type BinaryEncoding = 'base64' | 'base64url' | 'hex' | 'latin1' | 'binary';
  type Data = string | ArrayBufferView;
  type Key = string | Bytes | KeyObject | CryptoKey;
  type Callback<T> = (error: Error | null, value: T) => void;
  type AuthOptions = { authTagLength?: number };
  type ScryptOptions = {
    N?: number; r?: number; p?: number; cost?: number; blockSize?: number; parallelization?: number; maxmem?: number;
  };

  export class Hash {
    update(data: Data, inputEncoding?: BufferEncoding): this;
    /** The digest, once: as bytes, or as text. */
    digest(): Buffer;
    digest(encoding: BinaryEncoding): string;
    copy(options?: { outputLength?: number }): Hash;
  }
  export class Hmac {
    update(data: Data, inputEncoding?: BufferEncoding): this;
    digest(): Buffer;
    digest(encoding: BinaryEncoding): string;
  }
  /** A secret key that is not shown. */
  export class KeyObject {
    readonly type: 'secret';
    readonly symmetricKeySize?: number;
    equals(other: KeyObject): boolean;
    export(options?: { format?: 'buffer' }): Buffer;
    export(options: { format: 'jwk' }): Record<string, any>;
    static from(key: CryptoKey): KeyObject;
  }
  export class Cipheriv {
    update(data: ArrayBufferView): Buffer;
    update(data: string, inputEncoding?: BufferEncoding): Buffer;
    update(data: Data, inputEncoding: BufferEncoding | undefined, outputEncoding: BufferEncoding): string;
    final(): Buffer;
    final(outputEncoding: BufferEncoding): string;
    setAutoPadding(on?: boolean): this;
    setAAD(data: Data, options?: { plaintextLength?: number }): this;
    getAuthTag(): Buffer;
  }
  export class Decipheriv {
    update(data: ArrayBufferView): Buffer;
    update(data: string, inputEncoding?: BufferEncoding): Buffer;
    update(data: Data, inputEncoding: BufferEncoding | undefined, outputEncoding: BufferEncoding): string;
    final(): Buffer;
    final(outputEncoding: BufferEncoding): string;
    setAutoPadding(on?: boolean): this;
    setAAD(data: Data, options?: { plaintextLength?: number }): this;
    setAuthTag(tag: string | ArrayBufferView, encoding?: BufferEncoding): this;
  }
  export const constants: Readonly<Record<string, number>>;

  export function createHash(algorithm: string, options?: { outputLength?: number }): Hash;
  export function createHmac(algorithm: string, key: Key, options?: object): Hmac;
  /** A digest in one go; hex unless said otherwise. */
  export function hash(algorithm: string, data: Data, outputEncoding?: BinaryEncoding): string;
  export function hash(algorithm: string, data: Data, outputEncoding: 'buffer'): Buffer;
  export function createCipheriv(algorithm: string, key: Key, iv: string | Bytes | null, options?: AuthOptions): Cipheriv;
  export function createDecipheriv(algorithm: string, key: Key, iv: string | Bytes | null, options?: AuthOptions): Decipheriv;
  export function createSecretKey(key: Bytes): KeyObject;
  export function createSecretKey(key: string, encoding: BufferEncoding): KeyObject;
  export function generateKey(type: 'hmac' | 'aes', options: { length: number }, callback: Callback<KeyObject>): void;
  export function generateKeySync(type: 'hmac' | 'aes', options: { length: number }): KeyObject;

  export function randomBytes(size: number): Buffer;
  export function randomBytes(size: number, callback: Callback<Buffer>): void;
  export function randomFill<T extends Bytes>(target: T, callback: Callback<T>): void;
  export function randomFill<T extends Bytes>(target: T, offset: number, callback: Callback<T>): void;
  export function randomFill<T extends Bytes>(target: T, offset: number, size: number, callback: Callback<T>): void;
  export function randomFillSync<T extends Bytes>(target: T, offset?: number, size?: number): T;
  /** A whole number below `max`. */
  export function randomInt(max: number): number;
  export function randomInt(min: number, max: number): number;
  export function randomInt(max: number, callback: Callback<number>): void;
  export function randomInt(min: number, max: number, callback: Callback<number>): void;
  export function randomUUID(options?: { disableEntropyCache?: boolean }): string;
  export function getRandomValues<T extends ArrayBufferView>(array: T): T;

  export function pbkdf2(
    password: string | Bytes, salt: string | Bytes, iterations: number, length: number, digest: string,
    callback: Callback<Buffer>,
  ): void;
  export function pbkdf2Sync(
    password: string | Bytes, salt: string | Bytes, iterations: number, length: number, digest: string,
  ): Buffer;
  export function scrypt(
    password: string | Bytes, salt: string | Bytes, length: number, callback: Callback<Buffer>,
  ): void;
  export function scrypt(
    password: string | Bytes, salt: string | Bytes, length: number, options: ScryptOptions, callback: Callback<Buffer>,
  ): void;
  export function scryptSync(
    password: string | Bytes, salt: string | Bytes, length: number, options?: ScryptOptions,
  ): Buffer;
  export function hkdf(
    digest: string, key: Key, salt: string | Bytes, info: string | Bytes, length: number, callback: Callback<ArrayBuffer>,
  ): void;
  export function hkdfSync(
    digest: string, key: Key, salt: string | Bytes, info: string | Bytes, length: number,
  ): ArrayBuffer;
  /** Whether two secrets of the same length are equal, in time that does not tell where they differ. */
  export function timingSafeEqual(a: Bytes, b: Bytes): boolean;

  export function getHashes(): string[];
  export function getCiphers(): string[];
  export function getCurves(): string[];
  export function getFips(): 0 | 1;
  export function getCipherInfo(
    nameOrNid: string | number, options?: { keyLength?: number; ivLength?: number },
  ): { name: string; nid: number; mode: string; keyLength: number; blockSize?: number; ivLength?: number } | undefined;
  export const subtle: SubtleCrypto;
  export const webcrypto: Crypto;
  export { Cipheriv as Cipher, Decipheriv as Decipher };
}

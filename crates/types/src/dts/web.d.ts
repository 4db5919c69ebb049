// The globals that browsers have too.

/** Text to UTF-8. */
interface TextEncoder {
  readonly encoding: 'utf-8';
  encode(text?: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, target: Uint8Array): { read: number; written: number };
}
declare var TextEncoder: { readonly prototype: TextEncoder; new (): TextEncoder };

/** UTF-8, UTF-16 or Latin-1 to text. */
interface TextDecoder {
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  decode(bytes?: Bytes, options?: { stream?: boolean }): string;
}
declare var TextDecoder: {
  readonly prototype: TextDecoder;
  new (label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean }): TextDecoder;
};

/** An address in its parts, each of which can be set. */
interface URL {
  hash: string;
  host: string;
  hostname: string;
  href: string;
  readonly origin: string;
  password: string;
  pathname: string;
  port: string;
  protocol: string;
  search: string;
  readonly searchParams: URLSearchParams;
  username: string;
  toString(): string;
  toJSON(): string;
}
declare var URL: {
  readonly prototype: URL;
  new (address: string | URL, base?: string | URL): URL;
  canParse(address: string | URL, base?: string | URL): boolean;
  parse(address: string | URL, base?: string | URL): URL | null;
};

/** The part of an address behind its question mark. */
interface URLSearchParams {
  readonly size: number;
  append(name: string, value: any): void;
  delete(name: string, value?: any): void;
  get(name: string): string | null;
  getAll(name: string): string[];
  has(name: string, value?: any): boolean;
  set(name: string, value: any): void;
  sort(): void;
  forEach(callback: (value: string, name: string, parent: URLSearchParams) => void, thisArg?: any): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  [Symbol.iterator](): IterableIterator<[string, string]>;
  toString(): string;
}
declare var URLSearchParams: {
  readonly prototype: URLSearchParams;
  new (init?: string | URLSearchParams | Record<string, any> | Iterable<readonly [string, any]>): URLSearchParams;
};

interface Event {
  readonly type: string;
  readonly target: EventTarget | null;
  readonly currentTarget: EventTarget | null;
  readonly srcElement: EventTarget | null;
  readonly bubbles: boolean;
  readonly cancelable: boolean;
  readonly composed: boolean;
  readonly defaultPrevented: boolean;
  readonly eventPhase: number;
  readonly isTrusted: boolean;
  readonly timeStamp: number;
  returnValue: boolean;
  cancelBubble: boolean;
  composedPath(): EventTarget[];
  initEvent(type: string, bubbles?: boolean, cancelable?: boolean): void;
  preventDefault(): void;
  stopPropagation(): void;
  stopImmediatePropagation(): void;
}
declare var Event: {
  readonly prototype: Event;
  new (type: string, options?: { bubbles?: boolean; cancelable?: boolean; composed?: boolean }): Event;
  readonly NONE: 0;
  readonly CAPTURING_PHASE: 1;
  readonly AT_TARGET: 2;
  readonly BUBBLING_PHASE: 3;
};

type EventListenerOrObject = ((event: Event) => void) | { handleEvent(event: Event): void };

interface EventTarget {
  addEventListener(
    type: string, listener: EventListenerOrObject | null,
    options?: boolean | { once?: boolean; capture?: boolean; passive?: boolean; signal?: AbortSignal },
  ): void;
  removeEventListener(
    type: string, listener: EventListenerOrObject | null, options?: boolean | { capture?: boolean },
  ): void;
  dispatchEvent(event: Event): boolean;
}
declare var EventTarget: { readonly prototype: EventTarget; new (): EventTarget };

interface AbortSignal extends EventTarget {
  readonly aborted: boolean;
  readonly reason: any;
  onabort: ((event: Event) => void) | null;
  throwIfAborted(): void;
}
declare var AbortSignal: {
  readonly prototype: AbortSignal;
  abort(reason?: any): AbortSignal;
  timeout(milliseconds: number): AbortSignal;
  any(signals: Iterable<AbortSignal>): AbortSignal;
};

interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: any): void;
}
declare var AbortController: { readonly prototype: AbortController; new (): AbortController };

/** Whole milliseconds only: clocks are coarse here on purpose. */
interface Performance {
  now(): number;
  readonly timeOrigin: number;
  toJSON(): { timeOrigin: number };
}
declare var performance: Performance;

declare function atob(text: string): string;
declare function btoa(text: string): string;
declare function structuredClone<T>(value: T, options?: { transfer?: any[] }): T;
declare function queueMicrotask(callback: () => void): void;

interface CryptoKey {
  readonly type: 'secret' | 'public' | 'private';
  readonly extractable: boolean;
  readonly algorithm: { name: string; [key: string]: any };
  readonly usages: string[];
}

type AlgorithmName = string | { name: string; [key: string]: any };

/** Digests, HMAC, AES and key derivation. Asymmetric keys are refused. */
interface SubtleCrypto {
  encrypt(algorithm: AlgorithmName, key: CryptoKey, data: Bytes): Promise<ArrayBuffer>;
  decrypt(algorithm: AlgorithmName, key: CryptoKey, data: Bytes): Promise<ArrayBuffer>;
  sign(algorithm: AlgorithmName, key: CryptoKey, data: Bytes): Promise<ArrayBuffer>;
  verify(algorithm: AlgorithmName, key: CryptoKey, signature: Bytes, data: Bytes): Promise<boolean>;
  digest(algorithm: AlgorithmName, data: Bytes): Promise<ArrayBuffer>;
  generateKey(algorithm: AlgorithmName, extractable: boolean, usages: string[]): Promise<CryptoKey>;
  deriveKey(
    algorithm: AlgorithmName, base: CryptoKey, derived: AlgorithmName, extractable: boolean, usages: string[],
  ): Promise<CryptoKey>;
  deriveBits(algorithm: AlgorithmName, base: CryptoKey, length: number): Promise<ArrayBuffer>;
  importKey(
    format: 'raw' | 'jwk', data: Bytes | Record<string, any>, algorithm: AlgorithmName, extractable: boolean,
    usages: string[],
  ): Promise<CryptoKey>;
  exportKey(format: 'raw', key: CryptoKey): Promise<ArrayBuffer>;
  exportKey(format: 'jwk', key: CryptoKey): Promise<Record<string, any>>;
  wrapKey(format: 'raw' | 'jwk', key: CryptoKey, by: CryptoKey, algorithm: AlgorithmName): Promise<ArrayBuffer>;
  unwrapKey(
    format: 'raw' | 'jwk', wrapped: Bytes, by: CryptoKey, algorithm: AlgorithmName, keyAlgorithm: AlgorithmName,
    extractable: boolean, usages: string[],
  ): Promise<CryptoKey>;
}

/** The Web Crypto API. `require('crypto')` is Node's. */
interface Crypto {
  readonly subtle: SubtleCrypto;
  getRandomValues<T extends ArrayBufferView>(array: T): T;
  randomUUID(): `${string}-${string}-${string}-${string}-${string}`;
}
declare var crypto: Crypto;

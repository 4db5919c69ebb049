// require('util') and require('util/types').

declare module 'util' {
  interface InspectOptions {
    depth?: number | null;
    colors?: boolean;
    compact?: boolean | number;
    breakLength?: number;
    showHidden?: boolean;
    showProxy?: boolean;
    sorted?: boolean | ((a: string, b: string) => number);
    getters?: boolean | 'get' | 'set';
    maxArrayLength?: number | null;
    maxStringLength?: number | null;
    numericSeparator?: boolean;
    customInspect?: boolean;
  }

  /** A value as text for people to read. */
  export const inspect: {
    (value: any, options?: InspectOptions): string;
    (value: any, showHidden?: boolean, depth?: number | null, colors?: boolean): string;
    readonly custom: unique symbol;
    defaultOptions: InspectOptions;
    colors: Record<string, [number, number]>;
    styles: Record<string, any>;
  };
  export function format(format?: any, ...values: any[]): string;
  export function formatWithOptions(options: InspectOptions, format?: any, ...values: any[]): string;
  export function styleText(style: string | string[], text: string): string;
  export function stripVTControlCharacters(text: string): string;
  export function toUSVString(text: string): string;

  /** A function with a callback as last argument, as one that returns a promise. */
  export const promisify: {
    <A extends any[], T>(original: (...args: [...A, (error: any, value: T) => void]) => void): (...args: A) => Promise<T>;
    (original: Function): (...args: any[]) => Promise<any>;
    readonly custom: unique symbol;
  };
  export function callbackify<A extends any[], T>(
    original: (...args: A) => Promise<T>,
  ): (...args: [...A, (error: any, value: T) => void]) => void;
  export function deprecate<F extends Function>(original: F, message: string, code?: string): F;
  export function debuglog(section: string): ((...values: any[]) => void) & { readonly enabled: boolean };
  export const debug: typeof debuglog;
  /** @deprecated Use `class … extends`. */
  export function inherits(constructor: Function, parent: Function): void;
  export function isDeepStrictEqual(a: any, b: any): boolean;
  export function aborted(signal: AbortSignal, resource: object): Promise<void>;
  /** @deprecated Use `Object.assign`. */
  export function _extend(target: object, source: object): any;

  /** @deprecated Use `Array.isArray`. */
  export function isArray(value: any): value is any[];
  /** @deprecated */ export function isBoolean(value: any): value is boolean;
  /** @deprecated */ export function isBuffer(value: any): value is Buffer;
  /** @deprecated */ export function isNull(value: any): value is null;
  /** @deprecated */ export function isNullOrUndefined(value: any): value is null | undefined;
  /** @deprecated */ export function isNumber(value: any): value is number;
  /** @deprecated */ export function isString(value: any): value is string;
  /** @deprecated */ export function isSymbol(value: any): value is symbol;
  /** @deprecated */ export function isUndefined(value: any): value is undefined;
  /** @deprecated */ export function isRegExp(value: any): value is RegExp;
  /** @deprecated */ export function isObject(value: any): boolean;
  /** @deprecated */ export function isDate(value: any): value is Date;
  /** @deprecated */ export function isError(value: any): value is Error;
  /** @deprecated */ export function isFunction(value: any): value is Function;
  /** @deprecated */ export function isPrimitive(value: any): boolean;

  export import types = require('util/types');
  const TextEncoderHere: typeof globalThis.TextEncoder;
  const TextDecoderHere: typeof globalThis.TextDecoder;
  export { TextDecoderHere as TextDecoder, TextEncoderHere as TextEncoder };
}

declare module 'util/types' {
  export function isExternal(value: any): boolean;
  export function isDate(value: any): value is Date;
  export function isArgumentsObject(value: any): value is IArguments;
  export function isBigIntObject(value: any): boolean;
  export function isBooleanObject(value: any): value is Boolean;
  export function isNumberObject(value: any): value is Number;
  export function isStringObject(value: any): value is String;
  export function isSymbolObject(value: any): boolean;
  export function isBoxedPrimitive(value: any): boolean;
  export function isNativeError(value: any): value is Error;
  export function isRegExp(value: any): value is RegExp;
  export function isAsyncFunction(value: any): boolean;
  export function isGeneratorFunction(value: any): value is GeneratorFunction;
  export function isGeneratorObject(value: any): value is Generator;
  export function isPromise(value: any): value is Promise<any>;
  export function isMap(value: any): value is Map<any, any>;
  export function isSet(value: any): value is Set<any>;
  export function isMapIterator(value: any): boolean;
  export function isSetIterator(value: any): boolean;
  export function isWeakMap(value: any): value is WeakMap<any, any>;
  export function isWeakSet(value: any): value is WeakSet<any>;
  export function isArrayBuffer(value: any): value is ArrayBuffer;
  export function isSharedArrayBuffer(value: any): boolean;
  export function isAnyArrayBuffer(value: any): value is ArrayBufferLike;
  export function isDataView(value: any): value is DataView;
  export function isProxy(value: any): boolean;
  export function isModuleNamespaceObject(value: any): boolean;
  export function isArrayBufferView(value: any): value is ArrayBufferView;
  export function isTypedArray(value: any): boolean;
  export function isUint8Array(value: any): value is Uint8Array;
  export function isUint8ClampedArray(value: any): value is Uint8ClampedArray;
  export function isUint16Array(value: any): value is Uint16Array;
  export function isUint32Array(value: any): value is Uint32Array;
  export function isInt8Array(value: any): value is Int8Array;
  export function isInt16Array(value: any): value is Int16Array;
  export function isInt32Array(value: any): value is Int32Array;
  export function isFloat32Array(value: any): value is Float32Array;
  export function isFloat64Array(value: any): value is Float64Array;
  export function isBigInt64Array(value: any): value is BigInt64Array;
  export function isBigUint64Array(value: any): value is BigUint64Array;
  export function isKeyObject(value: any): boolean;
  export function isCryptoKey(value: any): value is CryptoKey;
}

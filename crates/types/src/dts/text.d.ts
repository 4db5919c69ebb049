// Small built-ins about text: path, os, querystring, string_decoder.

declare module 'path' {
  interface ParsedPath {
    root: string;
    dir: string;
    base: string;
    ext: string;
    name: string;
  }
  interface Path {
    basename(path: string, suffix?: string): string;
    dirname(path: string): string;
    extname(path: string): string;
    format(parts: Partial<ParsedPath>): string;
    isAbsolute(path: string): boolean;
    join(...parts: string[]): string;
    normalize(path: string): string;
    parse(path: string): ParsedPath;
    relative(from: string, to: string): string;
    resolve(...parts: string[]): string;
    toNamespacedPath(path: string): string;
    readonly sep: string;
    readonly delimiter: string;
    readonly posix: Path;
    readonly win32: any;
  }
  const path: Path;
  export = path;
}

declare module 'path/posix' {
  import path = require('path');
  export = path;
}

declare module 'os' {
  export const EOL: '\n';
  export const devNull: string;
  export function arch(): string;
  export function endianness(): 'LE';
  export function platform(): 'linux';
  export function type(): string;
  export function tmpdir(): string;
}

declare module 'querystring' {
  type Parsed = Record<string, string | string[] | undefined>;
  type ParseOptions = { maxKeys?: number; decodeURIComponent?: (text: string) => string };
  type StringifyOptions = { encodeURIComponent?: (text: string) => string };
  export function parse(text: string, separator?: string | null, equals?: string | null, options?: ParseOptions): Parsed;
  export const decode: typeof parse;
  export function stringify(
    values?: object, separator?: string | null, equals?: string | null, options?: StringifyOptions,
  ): string;
  export const encode: typeof stringify;
  export function escape(text: string): string;
  export function unescape(text: string): string;
  export function unescapeBuffer(text: string, decodeSpaces?: boolean): Buffer;
}

declare module 'string_decoder' {
  /** Bytes to text where a character may be split between two chunks. */
  export class StringDecoder {
    constructor(encoding?: BufferEncoding);
    write(chunk: string | Uint8Array): string;
    end(chunk?: string | Uint8Array): string;
    text(chunk: Uint8Array, offset: number): string;
    readonly encoding: string;
    readonly lastChar: Buffer;
    readonly lastNeed: number;
    readonly lastTotal: number;
  }
}

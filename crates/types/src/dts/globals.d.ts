// The globals of Node that scripts find. There is no file system, no network but the modules' own, no __dirname.

/** Finds one of the modules that `connector modules` lists; `name@version` and `node:name` are accepted. */
declare function require(name: string): any;

/** Auth0's name for `env`: its scripts find their settings there. */
declare const configuration: Env;

/** Auth0's error for wrong credentials: the outcome is invalid_password. */
declare class WrongUsernameOrPasswordError extends Error {
  constructor(username: string, message?: string);
  username: string;
}

/** Auth0's error for refused input; the code `user_exists` makes the outcome already_exists. */
declare class ValidationError extends Error {
  constructor(code: string, message?: string);
  code: string;
}

/** Auth0's error for a user who may not go on. */
declare class UnauthorizedError extends Error {}

declare var module: { exports: any };
declare var exports: any;
declare var global: typeof globalThis;

/** Lines of the console become part of the outcome. */
interface Console {
  log(...values: any[]): void;
  info(...values: any[]): void;
  warn(...values: any[]): void;
  error(...values: any[]): void;
  debug(...values: any[]): void;
  trace(...values: any[]): void;
  dir(value: any, options?: object): void;
  dirxml(...values: any[]): void;
  table(rows: any, columns?: readonly string[]): void;
  assert(condition?: any, ...values: any[]): void;
  clear(): void;
  count(label?: string): void;
  countReset(label?: string): void;
  group(...values: any[]): void;
  groupCollapsed(...values: any[]): void;
  groupEnd(): void;
  time(label?: string): void;
  timeLog(label?: string, ...values: any[]): void;
  timeEnd(label?: string): void;
}
declare var console: Console;

declare module 'console' {
  const value: Console;
  export = value;
}

/** What setTimeout and setInterval return. */
interface Timeout {
  ref(): this;
  unref(): this;
  hasRef(): boolean;
  refresh(): this;
  close(): this;
  [Symbol.toPrimitive](): number;
}

/** What setImmediate returns. */
interface Immediate {
  ref(): this;
  unref(): this;
  hasRef(): boolean;
}

declare function setTimeout<A extends any[]>(callback: (...args: A) => void, milliseconds?: number, ...args: A): Timeout;
declare function setInterval<A extends any[]>(callback: (...args: A) => void, milliseconds?: number, ...args: A): Timeout;
declare function setImmediate<A extends any[]>(callback: (...args: A) => void, ...args: A): Immediate;
declare function clearTimeout(timer?: Timeout | string | number | null): void;
declare function clearInterval(timer?: Timeout | string | number | null): void;
declare function clearImmediate(timer?: Immediate | null): void;

declare module 'timers' {
  const timers: {
    setTimeout: typeof setTimeout;
    setInterval: typeof setInterval;
    setImmediate: typeof setImmediate;
    clearTimeout: typeof clearTimeout;
    clearInterval: typeof clearInterval;
    clearImmediate: typeof clearImmediate;
    promises: typeof import('timers/promises');
  };
  export = timers;
}

declare module 'timers/promises' {
  type Options = { ref?: boolean; signal?: AbortSignal };
  export function setTimeout<T = void>(milliseconds?: number, value?: T, options?: Options): Promise<T>;
  export function setImmediate<T = void>(value?: T, options?: Options): Promise<T>;
  export function setInterval<T = void>(milliseconds?: number, value?: T, options?: Options): AsyncIterableIterator<T>;
  export const scheduler: {
    wait(milliseconds: number, options?: Options): Promise<void>;
    yield(): Promise<void>;
  };
}

/** A stand-in for Node's stream: what is written becomes console lines. */
interface OutputStream {
  readonly fd: number;
  readonly isTTY: false;
  readonly writable: true;
  write(chunk: string | Uint8Array, callback?: (error: null) => void): boolean;
  write(chunk: string | Uint8Array, encoding?: string, callback?: (error: null) => void): boolean;
  end(): void;
}

/**
 * What a script may know of its process. `exit`, `abort`, `kill` and `chdir` are refused, so they are not listed:
 * return from the function, or throw.
 */
interface Process extends NodeEvents {
  /** The script's own env, changeable; the global `env` is the same and frozen. */
  env: Record<string, string | undefined>;
  readonly version: string;
  readonly versions: Record<string, string>;
  readonly arch: string;
  readonly platform: string;
  readonly release: { name: string; lts: string };
  title: string;
  argv: string[];
  argv0: string;
  execArgv: string[];
  execPath: string;
  readonly pid: number;
  readonly ppid: number;
  exitCode: number | string | undefined;
  readonly features: Record<string, boolean>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  nextTick<A extends any[]>(callback: (...args: A) => void, ...args: A): void;
  hrtime: { (previous?: [number, number]): [number, number]; bigint(): bigint };
  uptime(): number;
  memoryUsage: {
    (): { rss: number; heapTotal: number; heapUsed: number; external: number; arrayBuffers: number };
    rss(): number;
  };
  cwd(): string;
  umask(): number;
  emitWarning(warning: string | Error, type?: string | { type?: string; code?: string; detail?: string }, code?: string): void;
}
type NodeEvents = import('events');
declare var process: Process;

declare module 'process' {
  const value: Process;
  export = value;
}

declare module 'perf_hooks' {
  export const performance: Performance;
}

interface ErrorConstructor {
  /** Gives `target` a stack that begins above `above`. */
  captureStackTrace(target: object, above?: Function): void;
  stackTraceLimit: number;
}

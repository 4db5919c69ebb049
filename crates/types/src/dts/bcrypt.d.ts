// require('bcrypt') and require('bcryptjs'). Asynchronous hashing runs beside the script; the Sync ones hold it up.

declare module 'bcrypt' {
  type Data = string | Buffer;

  /** The hash of a password. `salt`: the cost (10 is usual), or a salt. */
  export function hash(data: Data, salt: string | number): Promise<string>;
  export function hash(
    data: Data, salt: string | number, callback: (error: Error | undefined, hashed: string) => void,
  ): void;
  export function hashSync(data: Data, salt: string | number): string;
  /** Whether a hash is this password's. */
  export function compare(data: Data, hashed: string): Promise<boolean>;
  export function compare(
    data: Data, hashed: string, callback: (error: Error | undefined, same: boolean) => void,
  ): void;
  export function compareSync(data: Data, hashed: string): boolean;
  export function genSalt(rounds?: number, minor?: 'a' | 'b'): Promise<string>;
  export function genSalt(callback: (error: Error | undefined, salt: string) => void): void;
  export function genSalt(rounds: number, callback: (error: Error | undefined, salt: string) => void): void;
  export function genSalt(
    rounds: number, minor: 'a' | 'b', callback: (error: Error | undefined, salt: string) => void,
  ): void;
  export function genSaltSync(rounds?: number, minor?: 'a' | 'b'): string;
  /** The cost of a hash. */
  export function getRounds(hashed: string): number;
}

declare module 'bcryptjs' {
  type Done<T> = (error: Error | null, value?: T) => void;
  type Progress = (done: number) => void;

  export function hash(password: string, salt: string | number): Promise<string>;
  export function hash(password: string, salt: string | number, callback: Done<string>, progress?: Progress): void;
  export function hashSync(password: string, salt?: string | number): string;
  export function compare(password: string, hashed: string): Promise<boolean>;
  export function compare(password: string, hashed: string, callback: Done<boolean>, progress?: Progress): void;
  export function compareSync(password: string, hashed: string): boolean;
  export function genSalt(rounds?: number, seedLength?: number): Promise<string>;
  export function genSalt(callback: Done<string>): void;
  export function genSalt(rounds: number, callback: Done<string>): void;
  export function genSalt(rounds: number, seedLength: number, callback: Done<string>): void;
  export function genSaltSync(rounds?: number, seedLength?: number): string;
  export function getRounds(hashed: string): number;
  export function getSalt(hashed: string): string;
  /** Whether a password is longer than the 72 bytes that count. */
  export function truncates(password: string): boolean;
  export function setRandomFallback(random: ((length: number) => number[]) | null): void;
  export function encodeBase64(bytes: ArrayLike<number>, length: number): string;
  export function decodeBase64(text: string, length: number): number[];
}

// require('assert').

declare module 'assert' {
  type Message = string | Error;
  type Expected = RegExp | Function | object | Error;

  class AssertionError extends Error {
    constructor(options: { message?: string; actual?: any; expected?: any; operator?: string; stackStartFn?: Function });
    actual: any;
    expected: any;
    operator: string;
    generatedMessage: boolean;
    code: 'ERR_ASSERTION';
  }

  interface Assert {
    (value: any, message?: Message): asserts value;
    ok(value: any, message?: Message): asserts value;
    equal(actual: any, expected: any, message?: Message): void;
    notEqual(actual: any, expected: any, message?: Message): void;
    deepEqual(actual: any, expected: any, message?: Message): void;
    notDeepEqual(actual: any, expected: any, message?: Message): void;
    strictEqual<T>(actual: any, expected: T, message?: Message): asserts actual is T;
    notStrictEqual(actual: any, expected: any, message?: Message): void;
    deepStrictEqual<T>(actual: any, expected: T, message?: Message): asserts actual is T;
    notDeepStrictEqual(actual: any, expected: any, message?: Message): void;
    match(text: string, pattern: RegExp, message?: Message): void;
    doesNotMatch(text: string, pattern: RegExp, message?: Message): void;
    throws(block: () => any, expected?: Expected | string, message?: Message): void;
    doesNotThrow(block: () => any, expected?: Expected | string, message?: Message): void;
    rejects(block: Promise<any> | (() => Promise<any>), expected?: Expected | string, message?: Message): Promise<void>;
    doesNotReject(block: Promise<any> | (() => Promise<any>), expected?: Expected | string, message?: Message): Promise<void>;
    ifError(value: any): asserts value is null | undefined;
    fail(message?: Message): never;
    AssertionError: typeof AssertionError;
    strict: Assert;
  }
  const assert: Assert;
  export = assert;
}

declare module 'assert/strict' {
  import assert = require('assert');
  const strict: typeof assert.strict;
  export = strict;
}

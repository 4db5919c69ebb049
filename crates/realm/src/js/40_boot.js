// The entry of the realm: what stands in the startup snapshot, and what happens to a fresh isolate before any script.

import { primordials } from "ext:core/mod.js";
import { installGlobals, rewind, setEnv } from "ext:connector_realm/05_globals.js";
import { defined, forget, invoke, load, watchStrayErrors } from "ext:connector_realm/30_dispatch.js";

const {
  ArrayBuffer,
  ArrayBufferIsView,
  ArrayBufferPrototype,
  FunctionPrototype,
  ObjectDefineProperty,
  ReflectConstruct,
  ReflectDeleteProperty,
  SymbolSpecies,
  TypeError,
} = primordials;

// In parentheses, V8 compiles a function with its file: what each isolate calls first is in the snapshot as bytecode.

// Resizable buffers are mapped directly, past the allocator that counts a script's buffers.
const guardArrayBuffer = (function () {
  const Guarded = function ArrayBuffer_(length, options) {
    if (new.target === undefined) throw new TypeError("Constructor ArrayBuffer requires 'new'");
    if (options !== undefined && options !== null && options.maxByteLength !== undefined) {
      throw new TypeError("resizable ArrayBuffers are not available to scripts");
    }
    return ReflectConstruct(ArrayBuffer, [length], new.target);
  };
  ObjectDefineProperty(Guarded, "name", { __proto__: null, value: "ArrayBuffer", configurable: true });
  ObjectDefineProperty(Guarded, "length", { __proto__: null, value: 1, configurable: true });
  ObjectDefineProperty(Guarded, "prototype", { __proto__: null, value: ArrayBufferPrototype, writable: false });
  ObjectDefineProperty(Guarded, "isView", {
    __proto__: null,
    value: ArrayBufferIsView,
    writable: true,
    configurable: true,
  });
  ObjectDefineProperty(Guarded, SymbolSpecies, {
    __proto__: null,
    get() {
      return this;
    },
    configurable: true,
  });
  ObjectDefineProperty(ArrayBufferPrototype, "constructor", {
    __proto__: null,
    value: Guarded,
    writable: true,
    configurable: true,
  });
  ReflectDeleteProperty(ArrayBufferPrototype, "resize");
  ObjectDefineProperty(globalThis, "ArrayBuffer", {
    __proto__: null,
    value: Guarded,
    writable: true,
    configurable: true,
  });
});

// deno_core calls an asynchronous op as `op.call(...)`: whoever replaced `call` would be handed the op itself.
function guardCall() {
  ObjectDefineProperty(FunctionPrototype, "call", { __proto__: null, writable: false, configurable: false });
}

// Called once in each isolate. deno_core needs some of these while it loads the snapshot, and V8 makes WebAssembly
// anew with each context, so they can't go earlier.
const scrub = (function () {
  const gone = [
    "Deno",
    "__bootstrap",
    "__connector",
    "WebAssembly",
    "SharedArrayBuffer",
    "Atomics",
  ];
  for (let i = 0; i < gone.length; i++) ReflectDeleteProperty(globalThis, gone[i]);
  guardArrayBuffer();
  watchStrayErrors();
});

installGlobals();
guardCall();

globalThis.__connector = { __proto__: null, scrub, setEnv, load, defined, invoke, rewind, forget };

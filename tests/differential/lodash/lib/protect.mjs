// Keeps the built-ins as they are.

import { Buffer } from "node:buffer";

import { Base, Derived } from "./values.mjs";

/** Paths may lead into what all objects share: nothing there may change, or one case would spoil the next. */
export function protectBuiltins() {
  const classes = [
    Object,
    Array,
    Function,
    String,
    Number,
    Boolean,
    Symbol,
    Date,
    RegExp,
    Map,
    Set,
    Error,
    TypeError,
    ArrayBuffer,
    DataView,
    Uint8Array,
    Float64Array,
    Int16Array,
    Object.getPrototypeOf(Uint8Array),
    Buffer,
    Base,
    Derived,
  ];
  for (const { prototype } of classes) {
    for (const key of Reflect.ownKeys(prototype)) {
      const property = Object.getOwnPropertyDescriptor(prototype, key);
      if (property.configurable) Object.defineProperty(prototype, key, { ...property, configurable: false });
      for (const part of [property.value, property.get, property.set]) {
        if (typeof part === "function") Object.freeze(part);
      }
    }
  }
}

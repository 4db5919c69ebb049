// events.once and events.on: an emitter's (or event target's) events as a promise and as an async iterator.

import { AbortError, invalidArgType, validateAbortSignal, validateInteger } from "ext:connector_node/errors.js";
import { addAbortListener, isEventTarget, listenersOf } from "ext:connector_node/event_target.js";

function listen(emitter, name, listener, options = undefined) {
  if (typeof emitter.on === "function") {
    if (options?.once) emitter.once(name, listener);
    else emitter.on(name, listener);
  } else if (typeof emitter.addEventListener === "function") {
    emitter.addEventListener(name, listener, options);
  } else {
    throw invalidArgType("emitter", "EventEmitter", emitter);
  }
}

function unlisten(emitter, name, listener) {
  if (typeof emitter.removeListener === "function") emitter.removeListener(name, listener);
  else if (typeof emitter.removeEventListener === "function") emitter.removeEventListener(name, listener);
  else throw invalidArgType("emitter", "EventEmitter", emitter);
}

function checkSignal(signal) {
  validateAbortSignal(signal, "options.signal");
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
}

/** Resolves to the arguments of the next `name` event; rejects on 'error' and when `options.signal` aborts. */
export async function once(emitter, name, options = {}) {
  const signal = options?.signal;
  checkSignal(signal);
  return new Promise((resolve, reject) => {
    let abortHandle;
    const settle = (done, value) => {
      unlisten(emitter, name, onEvent);
      if (typeof emitter.removeListener === "function") emitter.removeListener("error", onError);
      abortHandle?.[Symbol.dispose]();
      done(value);
    };
    const onEvent = (...args) => settle(resolve, args);
    const onError = (err) => settle(reject, err);
    listen(emitter, name, onEvent, { once: true });
    if (name !== "error" && typeof emitter.once === "function") emitter.once("error", onError);
    if (signal) {
      abortHandle = addAbortListener(signal, () => {
        settle(reject, new AbortError(undefined, { cause: signal.reason }));
      });
    }
  });
}

const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

/** An async iterator over the arguments of every `event`; ends by a `close` event, `return()`, an error or abort. */
export function on(emitter, event, options = {}) {
  const signal = options.signal;
  checkSignal(signal);
  const highWaterMark = options.highWaterMark ?? options.highWatermark ?? Number.MAX_SAFE_INTEGER;
  validateInteger(highWaterMark, "options.highWaterMark", 1);
  const lowWaterMark = options.lowWaterMark ?? options.lowWatermark ?? 1;
  validateInteger(lowWaterMark, "options.lowWaterMark", 1);

  const events = [];
  const waiting = [];
  const attached = [];
  let paused = false;
  let failure = null;
  let finished = false;

  const attach = (name, listener) => {
    listen(emitter, name, listener);
    attached.push([name, listener]);
  };
  const finish = () => {
    abortHandle?.[Symbol.dispose]();
    while (attached.length > 0) unlisten(emitter, ...attached.pop());
    finished = true;
    while (waiting.length > 0) waiting.shift().resolve({ value: undefined, done: true });
    return Promise.resolve({ value: undefined, done: true });
  };
  const fail = (err) => {
    if (waiting.length > 0) waiting.shift().reject(err);
    else failure = { err };
    finish();
  };

  attach(event, (...args) => {
    if (waiting.length > 0) return void waiting.shift().resolve({ value: args, done: false });
    events.push(args);
    if (!paused && events.length > highWaterMark) {
      paused = true;
      emitter.pause();
    }
  });
  if (event !== "error" && typeof emitter.on === "function") attach("error", fail);
  for (const name of options.close ?? []) attach(name, finish);
  const abortHandle = signal
    ? addAbortListener(signal, () => fail(new AbortError(undefined, { cause: signal.reason })))
    : undefined;

  return Object.setPrototypeOf({
    next() {
      if (events.length > 0) {
        const value = events.shift();
        if (paused && events.length < lowWaterMark) {
          emitter.resume();
          paused = false;
        }
        return Promise.resolve({ value, done: false });
      }
      if (failure) {
        const { err } = failure;
        failure = null;
        return Promise.reject(err);
      }
      if (finished) return finish();
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    return() {
      return finish();
    },
    throw(err) {
      if (!(err instanceof Error)) throw invalidArgType("EventEmitter.AsyncIterator", "Error", err);
      fail(err);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  }, AsyncIteratorPrototype);
}

/** A copy of the listeners of an emitter or event target. */
export function getEventListeners(target, type) {
  if (typeof target.listeners === "function") return target.listeners(type);
  if (isEventTarget(target)) return listenersOf(target, type);
  throw invalidArgType("emitter", ["EventEmitter", "EventTarget"], target);
}

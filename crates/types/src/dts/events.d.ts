// require('events').

declare module 'events' {
  type Name = string | symbol;
  type Listener = (...args: any[]) => void;

  /** Calls listeners by the names of events. */
  class EventEmitter {
    constructor(options?: { captureRejections?: boolean });
    on(event: Name, listener: Listener): this;
    addListener(event: Name, listener: Listener): this;
    prependListener(event: Name, listener: Listener): this;
    /** For the next event only. */
    once(event: Name, listener: Listener): this;
    prependOnceListener(event: Name, listener: Listener): this;
    off(event: Name, listener: Listener): this;
    removeListener(event: Name, listener: Listener): this;
    removeAllListeners(event?: Name): this;
    /** Calls the listeners at once; false when there are none. An `error` event without listeners throws. */
    emit(event: Name, ...args: any[]): boolean;
    listeners(event: Name): Function[];
    rawListeners(event: Name): Function[];
    listenerCount(event: Name, listener?: Function): number;
    eventNames(): Name[];
    setMaxListeners(count: number): this;
    getMaxListeners(): number;

    static defaultMaxListeners: number;
    static captureRejections: boolean;
  }

  namespace EventEmitter {
    export { EventEmitter };
    export const errorMonitor: unique symbol;
    export const captureRejectionSymbol: unique symbol;
    export const usingDomains: boolean;
    /** A promise of the arguments of the next such event. */
    export function once(emitter: EventEmitter | EventTarget, event: Name, options?: { signal?: AbortSignal }): Promise<any[]>;
    /** The arguments of every such event, one after another. */
    export function on(
      emitter: EventEmitter, event: Name, options?: { signal?: AbortSignal; close?: string[] },
    ): AsyncIterableIterator<any[]>;
    export function getEventListeners(emitter: EventEmitter | EventTarget, event: Name): Function[];
    export function getMaxListeners(emitter: EventEmitter | EventTarget): number;
    export function setMaxListeners(count?: number, ...targets: (EventEmitter | EventTarget)[]): void;
    export function listenerCount(emitter: EventEmitter, event: Name): number;
    export function addAbortListener(signal: AbortSignal, listener: (event: Event) => void): object;
  }

  export = EventEmitter;
}

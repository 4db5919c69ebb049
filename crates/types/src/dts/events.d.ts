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

    static EventEmitter: typeof EventEmitter;
    static defaultMaxListeners: number;
    static readonly errorMonitor: unique symbol;
    static readonly captureRejectionSymbol: unique symbol;
    static captureRejections: boolean;
    static usingDomains: boolean;
    /** A promise of the arguments of the next such event. */
    static once(emitter: EventEmitter | EventTarget, event: Name, options?: { signal?: AbortSignal }): Promise<any[]>;
    /** The arguments of every such event, one after another. */
    static on(
      emitter: EventEmitter, event: Name, options?: { signal?: AbortSignal; close?: string[] },
    ): AsyncIterableIterator<any[]>;
    static getEventListeners(emitter: EventEmitter | EventTarget, event: Name): Function[];
    static getMaxListeners(emitter: EventEmitter | EventTarget): number;
    static setMaxListeners(count?: number, ...targets: (EventEmitter | EventTarget)[]): void;
    static listenerCount(emitter: EventEmitter, event: Name): number;
    static addAbortListener(signal: AbortSignal, listener: (event: Event) => void): { [Symbol.dispose]?(): void };
  }

  export = EventEmitter;
}

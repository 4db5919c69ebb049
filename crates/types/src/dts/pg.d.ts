// require('pg') and its companions. Results come as text from the server and are parsed by type: int8 and numeric stay
// strings, timestamps become Dates, json becomes values.

declare module 'pg' {
  import EventEmitter = require('events');

  type Done<T> = (error: Error, result: T) => void;

  /** TLS, as node-postgres takes it. */
  interface TlsOptions {
    rejectUnauthorized?: boolean;
    ca?: string | Buffer | (string | Buffer)[];
    cert?: string | Buffer | (string | Buffer)[];
    key?: string | Buffer | (string | Buffer)[];
    passphrase?: string;
    servername?: string;
    minVersion?: string;
    maxVersion?: string;
    checkServerIdentity?: (host: string, certificate: any) => Error | undefined;
  }

  /** Where and as whom to connect. What is missing comes from PG* variables, then from `defaults`. */
  interface ClientConfig {
    connectionString?: string | undefined;
    host?: string | undefined;
    port?: number | string | undefined;
    user?: string | undefined;
    password?: string | ((settings: any) => string | Promise<string>) | undefined;
    database?: string | undefined;
    ssl?: boolean | TlsOptions | undefined;
    sslnegotiation?: 'postgres' | 'direct' | undefined;
    application_name?: string | undefined;
    fallback_application_name?: string | undefined;
    options?: string | undefined;
    client_encoding?: string | undefined;
    /** Milliseconds; 0 waits as long as the invocation may. */
    connectionTimeoutMillis?: number | undefined;
    /** Milliseconds, enforced by the server. */
    statement_timeout?: number | false | undefined;
    /** Milliseconds, enforced by the client. */
    query_timeout?: number | false | undefined;
    lock_timeout?: number | false | undefined;
    idle_in_transaction_session_timeout?: number | false | undefined;
    keepAlive?: boolean | undefined;
    keepAliveInitialDelayMillis?: number | undefined;
    types?: TypeParsers | undefined;
    Promise?: PromiseConstructor | undefined;
    enableChannelBinding?: boolean | undefined;
    scramMaxIterations?: number | undefined;
    /** Sends queries without waiting for the answers to those before. */
    pipeline?: boolean | undefined;
    binary?: boolean | undefined;
  }

  interface PoolConfig extends ClientConfig {
    max?: number | undefined;
    min?: number | undefined;
    idleTimeoutMillis?: number | null | undefined;
    allowExitOnIdle?: boolean | undefined;
    maxUses?: number | undefined;
    maxLifetimeSeconds?: number | undefined;
    onConnect?: ((client: ClientBase) => void | Promise<void>) | undefined;
    verify?: ((client: PoolClient, callback: (error?: Error) => void) => void) | undefined;
    log?: ((...values: any[]) => void) | undefined;
    Client?: (new (config?: any) => any) | undefined;
  }

  /** A query with its options. */
  interface QueryConfig<V extends readonly any[] = any[]> {
    text: string;
    /** Values for $1, $2 and so on. Always bind: never build SQL from values. */
    values?: V | undefined;
    /** Prepares the statement under this name, once a session. */
    name?: string | undefined;
    rowMode?: 'array' | string | undefined;
    types?: TypeParsers | undefined;
    queryMode?: 'extended' | 'simple' | undefined;
    query_timeout?: number | undefined;
    rows?: number | undefined;
    portal?: string | undefined;
    binary?: boolean | undefined;
  }
  interface QueryArrayConfig<V extends readonly any[] = any[]> extends QueryConfig<V> {
    rowMode: 'array';
  }

  interface FieldDef {
    name: string;
    tableID: number;
    columnID: number;
    dataTypeID: number;
    dataTypeSize: number;
    dataTypeModifier: number;
    format: string;
  }

  /** What a statement gave. */
  export class Result<R = any> {
    constructor(rowMode?: string, types?: TypeParsers);
    /** SELECT, UPDATE … */
    command: string;
    /** How many rows were found or changed; null for statements that have no rows. */
    rowCount: number | null;
    oid: number;
    rows: R[];
    fields: FieldDef[];
    rowAsArray: boolean;
    addCommandComplete(message: { text: string }): void;
    addFields(fields: FieldDef[]): void;
    parseRow(cells: (string | null)[]): R;
    addRow(row: R): void;
  }
  type Row = Record<string, any>;
  type QueryResult<R = Row> = Result<R>;

  /** What `client.query` sends and hands back itself: a Query, a Cursor. */
  interface Submittable {
    submit(connection: Connection): any;
  }

  /** A query as an object: its rows come as `row` events. */
  export class Query extends EventEmitter implements Submittable {
    constructor(text: string | QueryConfig, values?: readonly any[] | Done<any>, callback?: Done<any>);
    text: string;
    values?: any[];
    name?: string;
    submit(connection: Connection): Error | null;
    requiresPreparation(): boolean;
  }

  class ClientBase extends EventEmitter {
    /** Opens the session. Once in a client's life. */
    connect(): Promise<this>;
    connect(callback: (error: Error | null, client?: this) => void): void;
    query<T extends Submittable>(query: T): T;
    query<R extends any[] = any[]>(config: QueryArrayConfig, values?: readonly any[]): Promise<QueryResult<R>>;
    query<R = Row>(text: string | QueryConfig, values?: readonly any[]): Promise<QueryResult<R>>;
    query<R = Row>(text: string | QueryConfig, callback: Done<QueryResult<R>>): void;
    query<R = Row>(text: string | QueryConfig, values: readonly any[], callback: Done<QueryResult<R>>): void;
    on(event: 'drain' | 'end' | 'connect', listener: () => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    on(event: 'notice', listener: (notice: Notice) => void): this;
    on(event: 'notification', listener: (message: Notification) => void): this;
    on(event: string | symbol, listener: (...args: any[]) => void): this;
    cancel(client: ClientBase, query: Submittable): void;
    escapeIdentifier(text: string): string;
    escapeLiteral(text: string): string;
    setTypeParser: SetTypeParser;
    getTypeParser: GetTypeParser;
    /** I idle, T in a transaction, E in a failed one. */
    getTransactionStatus(): 'I' | 'T' | 'E' | null;
    getStartupConf(): Record<string, string>;
    ref(): void;
    unref(): void;
    readonly host: string;
    readonly port: number;
    readonly user?: string;
    readonly database?: string;
    password: ClientConfig['password'] | null;
    readonly processID: number | null;
    readonly connectionParameters: any;
    readonly connection: Connection;
    readonly activeQuery: Submittable | null;
    readonly queryQueue: Submittable[];
  }

  /** A database session. End it in a `finally`. */
  export class Client extends ClientBase {
    constructor(config?: string | ClientConfig);
    end(): Promise<void>;
    end(callback: (error?: Error) => void): void;
    static Query: typeof Query;
  }

  /** A client that a pool lends: release it, do not end it. */
  interface PoolClient extends ClientBase {
    /** Gives it back; an error, or true, closes it instead. */
    release(error?: Error | boolean): void;
  }

  /** Sessions that are opened on demand and used again. */
  export class Pool extends EventEmitter {
    constructor(config?: PoolConfig);
    connect(): Promise<PoolClient>;
    connect(callback: (error: Error | undefined, client: PoolClient | undefined, release: (error?: any) => void) => void): void;
    query<R extends any[] = any[]>(config: QueryArrayConfig, values?: readonly any[]): Promise<QueryResult<R>>;
    query<R = Row>(text: string | QueryConfig, values?: readonly any[]): Promise<QueryResult<R>>;
    query<R = Row>(text: string | QueryConfig, callback: Done<QueryResult<R>>): void;
    query<R = Row>(text: string | QueryConfig, values: readonly any[], callback: Done<QueryResult<R>>): void;
    end(): Promise<void>;
    end(callback: () => void): void;
    on(event: 'connect' | 'acquire' | 'remove', listener: (client: PoolClient) => void): this;
    on(event: 'release', listener: (error: Error | undefined, client: PoolClient) => void): this;
    on(event: 'error', listener: (error: Error, client: PoolClient) => void): this;
    on(event: string | symbol, listener: (...args: any[]) => void): this;
    readonly options: PoolConfig;
    readonly totalCount: number;
    readonly idleCount: number;
    readonly waitingCount: number;
    readonly expiredCount: number;
    readonly ending: boolean;
    readonly ended: boolean;
  }

  /** The wire beneath a client. Scripts seldom need it. */
  export class Connection extends EventEmitter {
    constructor(config?: object);
    parsedStatements: Record<string, string>;
    [name: string]: any;
  }

  interface ServerFields {
    severity: string | undefined;
    /** SQLSTATE: 23505 is a unique violation. */
    code: string | undefined;
    detail: string | undefined;
    hint: string | undefined;
    position: string | undefined;
    internalPosition: string | undefined;
    internalQuery: string | undefined;
    where: string | undefined;
    schema: string | undefined;
    table: string | undefined;
    column: string | undefined;
    dataType: string | undefined;
    constraint: string | undefined;
    file: string | undefined;
    line: string | undefined;
    routine: string | undefined;
  }

  /** An error that the server sent. */
  export class DatabaseError extends Error implements ServerFields {
    constructor(message: string, length: number, name: string);
    readonly length: number;
    severity: string | undefined;
    code: string | undefined;
    detail: string | undefined;
    hint: string | undefined;
    position: string | undefined;
    internalPosition: string | undefined;
    internalQuery: string | undefined;
    where: string | undefined;
    schema: string | undefined;
    table: string | undefined;
    column: string | undefined;
    dataType: string | undefined;
    constraint: string | undefined;
    file: string | undefined;
    line: string | undefined;
    routine: string | undefined;
  }
  interface Notice extends ServerFields {
    message: string | undefined;
    length: number;
    name: 'notice';
  }
  interface Notification {
    processId: number;
    channel: string;
    payload?: string;
  }

  type Format = 'text' | 'binary';
  type Parser = (value: string) => any;
  interface GetTypeParser {
    (oid: number, format?: Format): Parser;
  }
  interface SetTypeParser {
    (oid: number, parser: Parser): void;
    (oid: number, format: Format, parser: Parser): void;
  }
  interface TypeParsers {
    getTypeParser: GetTypeParser;
  }
  /** Which function makes a value of a column's text, by type. */
  export const types: {
    getTypeParser: GetTypeParser;
    setTypeParser: SetTypeParser;
    arrayParser: { create(source: string, transform?: (text: string) => any): { parse(): any[] } };
    /** Type OIDs by their names. */
    builtins: Record<string, number>;
  };
  export class TypeOverrides implements TypeParsers {
    constructor(types?: TypeParsers);
    getOverrides(format: Format): Record<number, Parser>;
    getTypeParser: GetTypeParser;
    setTypeParser: SetTypeParser;
  }

  /** What a client's configuration falls back to. */
  export const defaults: {
    host: string;
    user: string | undefined;
    database: string | undefined;
    password: ClientConfig['password'] | null;
    connectionString: string | undefined;
    port: number;
    rows: number;
    binary: boolean;
    max: number;
    idleTimeoutMillis: number;
    client_encoding: string;
    ssl: boolean | TlsOptions;
    sslnegotiation: 'postgres' | 'direct' | undefined;
    application_name: string | undefined;
    fallback_application_name: string | undefined;
    options: string | undefined;
    parseInputDatesAsUTC: boolean;
    statement_timeout: number | false;
    lock_timeout: number | false;
    idle_in_transaction_session_timeout: number | false;
    query_timeout: number | false;
    connect_timeout: number;
    keepalives: number;
    keepalives_idle: number;
    /** Assigning true makes int8 numbers, which lose digits beyond 2 ** 53. */
    parseInt8: boolean;
  };

  /** A name for SQL, quoted. */
  export function escapeIdentifier(text: string): string;
  /** A text for SQL, quoted. Better: bind it. */
  export function escapeLiteral(text: string): string;
  export const utils: {
    prepareValue(value: any): any;
    normalizeQueryConfig(config: string | QueryConfig, values?: any, callback?: any): QueryConfig;
    escapeIdentifier(text: string): string;
    escapeLiteral(text: string): string;
  };
  export const _pools: any[];
  export const native: null;

  /** @deprecated Use Pool. */
  export function connect(
    callback: (error: Error | null, client: PoolClient, done: (error?: any) => void) => void,
  ): void;
  /** @deprecated Use Pool. */
  export function connect(
    config: string | PoolConfig | undefined,
    callback: (error: Error | null, client: PoolClient, done: (error?: any) => void) => void,
  ): void;
  /** @deprecated Use Pool. */
  export function end(): void;

  export type {
    ClientBase, ClientConfig, FieldDef, Notice, Notification, PoolClient, PoolConfig, QueryArrayConfig, QueryConfig, QueryResult,
    Submittable, TlsOptions,
  };
}

declare module 'pg-pool' {
  import pg = require('pg');
  class Pool extends pg.Pool {
    constructor(config?: pg.PoolConfig, Client?: new (config?: any) => any);
    Client: new (config?: any) => any;
  }
  export = Pool;
}

declare module 'pg-cursor' {
  import pg = require('pg');
  import EventEmitter = require('events');
  /** `client.query(new Cursor(text, values))`: rows a few at a time. */
  class Cursor<R = any> extends EventEmitter {
    constructor(text: string, values?: readonly any[], config?: { rowMode?: 'array'; types?: object });
    submit(connection: pg.Connection): void;
    read(rows: number): Promise<R[]>;
    read(rows: number, callback: (error: Error | null, rows: R[], result: pg.Result<R>) => void): void;
    close(): Promise<void>;
    close(callback: (error?: Error) => void): void;
    end(callback: (error?: Error) => void): void;
  }
  export = Cursor;
}

declare module 'pg-types' {
  import pg = require('pg');
  const types: typeof pg.types;
  export = types;
}

declare module 'pg-connection-string' {
  import pg = require('pg');
  type Options = { useLibpqCompat?: boolean };
  interface ConnectionOptions {
    host: string | null;
    port?: string | null;
    user?: string;
    password?: string;
    database: string | null | undefined;
    client_encoding?: string;
    ssl?: boolean | string | pg.TlsOptions;
    application_name?: string;
    fallback_application_name?: string;
    options?: string;
    [key: string]: any;
  }
  const parse: {
    (text: string, options?: Options): ConnectionOptions;
    parse(text: string, options?: Options): ConnectionOptions;
    toClientConfig(options: ConnectionOptions): pg.ClientConfig;
    parseIntoClientConfig(text: string): pg.ClientConfig;
  };
  export = parse;
}

// How a client can be told where to connect, and what it shows of that.

import { bare, named } from "./make.mjs";

// What a constructed client shows; `tests` of it say the same for a connected one.
const shown = `(client) => [
  client.user, client.database, client.host, client.port, client.password, client.ssl, client.binary, client.pipeline,
  client.processID, client.secretKey,
  Object.getOwnPropertyDescriptor(client, "password"), { ...client.connectionParameters },
  client.connectionParameters.password, JSON.stringify(client.connectionParameters).includes("hidden"),
]`;

const CONSTRUCTED = [
  "undefined", "null", "''", "{}", "'postgres://u:hidden@h:5433/db'",
  "{ connectionString: 'postgres://u:hidden@h:5433/db' }",
  "{ host: 'h', port: '5433', user: 'u', password: 'hidden', database: 'd' }",
  "{ connectionString: 'postgres://u@h', port: 7, database: 'k', password: 'pp' }",
  "{ connectionString: '' , host: 'h' }", "{ connectionString: null, host: 'h' }",
  "{ connectionString: 'postgres://u:p@h/db?ssl=true' }",
  "{ connectionString: 'postgres://u:p@h/db?sslmode=disable', ssl: true }",
  "{ connectionString: 'postgres://u:p@h/db', ssl: { rejectUnauthorized: false } }",
  "{ connectionString: 'postgres://u:p@h/db?sslmode=require' }",
  "{ connectionString: 'postgres://u:p@h/db?sslmode=no-verify' }",
  "{ connectionString: 'postgres://u:p@h/db?sslmode=require&uselibpqcompat=true' }", "{ ssl: 'no-verify' }",
  "{ ssl: 'true' }", "{ ssl: { key: 'hidden', ca: 'c' } }", "{ port: 'x' }", "{ port: '12x' }", "{ port: 0 }",
  "{ user: '', host: '', database: '' }",
  "{ application_name: 'a', fallback_application_name: 'b', options: '-c x=y' }",
  "{ statement_timeout: '5', lock_timeout: 6, query_timeout: 7, idle_in_transaction_session_timeout: 8 }",
  "{ connectionTimeoutMillis: 1500, keepAlive: true, keepAliveInitialDelayMillis: 2500 }",
  "{ host: '/var/run/postgresql' }", "'/tmp mydb'", "'socket:/tmp?db=x'", "{ sslnegotiation: 'direct', ssl: true }",
  "{ sslnegotiation: 'direct' }", "{ sslnegotiation: 'bogus' }", "'postgres://u:p#x@h/db'",
  "'postgres://u:p@h:99999/db'", "{ connectionString: 5 }", "'postgres://u%40x:p%2Fq@h/d%20b'",
  "'postgres://user@host.com:pw@h/db'", "'h'", "'host=localhost user=x'", "{ binary: true, pipeline: true }",
  "{ user: 'u', unknown: 1, max: 5 }",
  "'postgres://u:p@h/db?application_name=x&options=-c%20a%3Db&statement_timeout=500'", "5", "true", "[]", "() => 1",
];

const CONNECTED = [
  ["separate values", "config"],
  ["the port as text", "{ ...config, port: String(config.port) }"],
  ["a URL", "uri"],
  ["a URL in an object", "{ connectionString: uri }"],
  ["a URL with a query", "uri + '?application_name=from%20url'"],
  ["application_name", "{ ...config, application_name: 'mine' }"],
  ["fallback_application_name", "{ ...config, fallback_application_name: 'fallback' }"],
  ["both names", "{ ...config, application_name: 'mine', fallback_application_name: 'fallback' }"],
  ["options", "{ ...config, options: '-c work_mem=5MB -c search_path=pg_catalog' }"],
  ["statement_timeout as text", "{ ...config, statement_timeout: '1234' }"],
  ["statement_timeout with a fraction", "{ ...config, statement_timeout: 1234.9 }"],
  ["lock and idle timeouts", "{ ...config, lock_timeout: 2000, idle_in_transaction_session_timeout: 3000 }"],
  ["timeouts that are off", "{ ...config, statement_timeout: 0, lock_timeout: false, query_timeout: 0 }"],
  ["client_encoding", "{ ...config, client_encoding: 'utf8' }"],
  ["keepAlive", "{ ...config, keepAlive: true, keepAliveInitialDelayMillis: 1000 }"],
  ["ssl false", "{ ...config, ssl: false }"],
  ["sslmode=disable", "uri + '?sslmode=disable'"],
  ["password as a function", "{ ...config, password: () => config.password }"],
  ["password as an async function", "{ ...config, password: async () => config.password }"],
  ["unknown options", "{ ...config, nope: 1, max: 3, idleTimeoutMillis: 1 }"],
  ["binary", "{ ...config, binary: true }"],
  ["pipeline", "{ ...config, pipeline: true }"],
  ["types", "{ ...config, types: { getTypeParser: (oid) => (text) => 'own ' + oid + ' ' + text } }"],
  ["sslnegotiation postgres", "{ ...config, sslnegotiation: 'postgres' }"],
  ["a frozen object", "Object.freeze({ ...config })"],
  ["an inherited object", "Object.create(config)"],
  ["null prototype", "Object.assign(Object.create(null), config)"],
  ["database absent, user's name", "{ ...config, database: undefined }"],
  ["the alias postgresql://", "uri.replace('postgres:', 'postgresql:')"],
  ["any other scheme", "uri.replace('postgres:', 'whatever:')"],
  ["a URL object", "new URL(uri)"],
  [
    "a connection string and other options",
    "{ connectionString: uri, application_name: 'beside', host: 'ignored.invalid', port: 1 }",
  ],
  ["options in a URL", "uri + '?options=-c%20work_mem%3D6MB&statement_timeout=777'"],
  ["replication off", "{ ...config, replication: false }"],
];

export default named("configuration", [
  ...CONSTRUCTED.map((source) =>
    bare(`new Client(${source})`, {
      toString: () => `({ pg, attempt }) => {
      delete process.env.USER;
      pg.defaults.user = "somebody";
      const shown = ${shown};
      return attempt(() => shown(new pg.Client(${source})));
    }`,
    }),
  ),

  ...CONNECTED.map(([what, source]) =>
    bare(`connected with ${what}`, {
      toString: () => `({ pg, config, uri, attempt }) => attempt(async () => {
      const client = new pg.Client(${source});
      await client.connect();
      const names = [
        "application_name", "work_mem", "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout",
        "client_encoding", "search_path",
      ];
      const settings = names.map((name) => "current_setting('" + name + "') as " + name).join(", ");
      const { rows } = await client.query(
        "select " + settings + ", current_user = $1 as me, current_database() as here, 5::int8 as five",
        [config.user],
      );
      await client.end();
      return rows;
    })`,
    }),
  ),

  bare("everything from the environment", async ({ pg, config, attempt }) => {
    Object.assign(process.env, {
      PGHOST: config.host,
      PGPORT: String(config.port),
      PGUSER: config.user,
      PGPASSWORD: config.password,
      PGDATABASE: config.database,
      PGAPPNAME: "from env",
      PGOPTIONS: "-c work_mem=7MB",
    });
    return attempt(async () => {
      const client = new pg.Client();
      await client.connect();
      const { rows } = await client.query(
        "select current_setting('application_name') a, current_setting('work_mem') b",
      );
      await client.end();
      return rows;
    });
  }),
  bare("the environment beneath the configuration", async ({ pg, config, attempt }) => {
    Object.assign(process.env, {
      PGHOST: "ignored.invalid",
      PGPORT: "1",
      PGUSER: "ignored",
      PGPASSWORD: "ignored",
      PGDATABASE: "ignored",
      PGAPPNAME: "ignored",
      PGSSLMODE: "require",
    });
    return attempt(async () => {
      const client = new pg.Client({ ...config, application_name: "mine", ssl: false });
      await client.connect();
      const { rows } = await client.query("select current_setting('application_name') a");
      await client.end();
      return rows;
    });
  }),
  bare("the environment is read when a client is made", ({ pg }) => {
    process.env.PGHOST = "one";
    const first = new pg.Client();
    process.env.PGHOST = "two";
    return [first.host, new pg.Client().host, new pg.Client({ host: "three" }).host];
  }),
  bare("PGSSLMODE", ({ pg }) =>
    ["disable", "prefer", "require", "verify-ca", "verify-full", "no-verify", "allow", ""].map((mode) => {
      process.env.PGSSLMODE = mode;
      return [
        mode,
        new pg.Client().ssl,
        new pg.Client({ ssl: false }).ssl,
        new pg.Client({ ssl: null }).ssl,
        new pg.Client("postgres://h/d?ssl=0").ssl,
      ];
    }),
  ),
  bare("defaults are live", ({ pg }) => {
    Object.assign(pg.defaults, {
      host: "h",
      port: 7,
      user: "u",
      database: "d",
      password: "p",
      application_name: "a",
      statement_timeout: 5,
      ssl: true,
      query_timeout: 9,
    });
    const client = new pg.Client();
    return [
      client.host, client.port, client.user, client.database, client.password, client.ssl,
      { ...client.connectionParameters },
    ];
  }),
  bare("nothing of the password shows", ({ pg, require }) => {
    const { inspect } = require("util");
    const client = new pg.Client({ user: "u", password: "hidden", host: "h", ssl: { key: "hidden", ca: "x" } });
    const pool = new pg.Pool({ user: "u", password: "hidden", ssl: { key: "hidden" } });
    return [
      inspect(client, { depth: 9 }).includes("hidden"),
      inspect(pool, { depth: 9 }).includes("hidden"),
      String(client),
      String(pool),
      client.password, client.ssl.key, pool.options.password, pool.options.ssl.key,
    ];
  }),
  bare("the password function sees the parameters", async ({ pg, config, note, log }) => {
    const client = new pg.Client({
      ...config,
      password: (parameters) => {
        note(parameters.constructor.name, parameters.user, parameters.host, parameters.database);
        return config.password;
      },
    });
    await client.connect();
    note(client.password === config.password, client.connectionParameters.password === config.password);
    await client.end();
    return log;
  }),
  bare("the given object isn't changed", ({ pg }) => {
    const config = { host: "h", password: "p", ssl: { rejectUnauthorized: false } };
    new pg.Client(config);
    return [config, Object.keys(config)];
  }),
  bare("pg-connection-string", ({ require }) => {
    const parse = require("pg-connection-string");
    return [
      parse("postgres://u:p@h:1/d?x=y"),
      parse.parse("socket:/tmp?db=d"),
      parse.toClientConfig({ port: "5", ssl: true, user: null }),
      parse.parseIntoClientConfig("postgres://u:p@h/d?ssl=0"),
      parse.parse("/tmp d"),
      typeof parse.default,
    ];
  }),
]);

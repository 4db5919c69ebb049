// ConnectionParameters: who wins among configuration, connection string, environment and defaults.

import pg from "pg";
import Theirs from "pg/lib/connection-parameters.js";
import { outcome } from "../compare.mjs";
import { serialise } from "../serialise.mjs";

const VARIABLES = [
  "PGUSER", "PGPASSWORD", "PGHOST", "PGPORT", "PGDATABASE", "PGOPTIONS", "PGAPPNAME", "PGCLIENT_ENCODING",
  "PGSSLMODE", "PGSSLNEGOTIATION", "PGBINARY", "PGREPLICATION", "PGCONNECT_TIMEOUT",
];

// Values worth trying, by option.
const OPTIONS = {
  user: ["u", "", null, 0, 5],
  password: ["p", "", null, 0, () => "late"],
  host: ["h", "", null, "/tmp", "/var/run/pg", "::1"],
  port: [1234, "1234", "12x", "x", "", 0, null, 1.5, -1, 99999, NaN],
  database: ["d", "", null, 0],
  options: ["-c a=b", "", null],
  application_name: ["app", "", null],
  fallback_application_name: ["fall", ""],
  client_encoding: ["latin1", "", null],
  ssl: [
    true, false, "true", "false", "require", "no-verify", "", 0, 1, null, undefined,
    {},
    { rejectUnauthorized: false },
    { key: "k", cert: "c" },
    { key: "" },
  ],
  sslnegotiation: ["postgres", "direct", "bogus", "", null],
  binary: [true, false, 1],
  replication: ["database", true, ""],
  statement_timeout: [500, "500", 0, false, "x"],
  lock_timeout: [500, 0],
  idle_in_transaction_session_timeout: [500, "7"],
  query_timeout: [500, 0, "9"],
  connectionTimeoutMillis: [0, 999, 1000, 2500, "3000", null, "x"],
  keepAlive: [true, false, "true", 1],
  keepAliveInitialDelayMillis: [0, 999, 2500, "5000", NaN],
  connectionString: [
    "postgres://cu:cp@ch:9/cd", "postgres://cu@ch", "postgres://", "postgres://ch?ssl=true",
    "postgres://ch?sslmode=disable", "postgres://ch?sslmode=require",
    "postgres://ch/db?application_name=a&statement_timeout=5&options=x", "/tmp sock", "socket:/tmp?db=x", "", null, 5,
    "postgres://h:x/db", "postgres://ch?sslnegotiation=direct",
    "postgres://ch?query_timeout=3&connectionTimeoutMillis=2000&keepAlive=true", "h",
  ],
  unknown: [1],
};

const ENVIRONMENT = {
  PGUSER: ["eu", ""],
  PGPASSWORD: ["ep", ""],
  PGHOST: ["eh", "/run/pg", ""],
  PGPORT: ["777", "x", ""],
  PGDATABASE: ["ed", ""],
  PGOPTIONS: ["-c e=1"],
  PGAPPNAME: ["eapp"],
  PGCLIENT_ENCODING: ["sql_ascii"],
  PGSSLMODE: ["disable", "prefer", "require", "verify-ca", "verify-full", "no-verify", "allow", ""],
  PGSSLNEGOTIATION: ["postgres", "direct", "odd", ""],
  PGBINARY: ["1"],
  PGREPLICATION: ["on"],
  PGCONNECT_TIMEOUT: ["3", "", "x"],
  PGFALLBACK_APPLICATION_NAME: ["x"],
  PGSTATEMENT_TIMEOUT: ["1"],
  PGSSL: ["true"],
};

const DEFAULTS = {
  user: ["du", undefined],
  password: ["dp"],
  host: ["dh", undefined],
  port: [999, "888"],
  database: ["dd"],
  ssl: [true, { rejectUnauthorized: false }],
  sslnegotiation: ["direct"],
  application_name: ["dapp"],
  fallback_application_name: ["dfall"],
  options: ["-c d=1"],
  client_encoding: ["utf8"],
  binary: [true],
  statement_timeout: [11],
  lock_timeout: [12],
  idle_in_transaction_session_timeout: [13],
  query_timeout: [14],
  connect_timeout: [15],
  connectionString: ["postgres://x@y/z"],
};

// All that one can see of the result, the hidden password and the caller's own object included.
function shown(Class, config) {
  return outcome(() => {
    const given = config !== null && typeof config === "object" ? { ...config } : config;
    if (given?.ssl && typeof given.ssl === "object") given.ssl = { ...given.ssl };
    const parameters = new Class(given);
    return [
      parameters,
      parameters.password,
      parameters.ssl?.key,
      Object.getOwnPropertyDescriptor(parameters, "password"),
      parameters.ssl && typeof parameters.ssl === "object" ? Object.keys(parameters.ssl) : null,
      given,
      Object.keys(given?.ssl ?? {}),
    ];
  });
}

function chooser(seed) {
  let state = seed >>> 0;
  return (count) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * count);
  };
}

function choose(random, table, chance) {
  const chosen = {};
  for (const [name, values] of Object.entries(table)) {
    if (random(100) < chance) chosen[name] = values[random(values.length)];
  }
  return chosen;
}

export default async function run(score) {
  const { ConnectionParameters: Ours } = await import("ext:connector_pg/connection_parameters.js");
  const { default: ourDefaults, resetDefaults } = await import("ext:connector_pg/defaults.js");
  const theirDefaults = {
    ...Object.fromEntries(
      Object.entries(Object.getOwnPropertyDescriptors(pg.defaults))
        .filter(([, d]) => "value" in d)
        .map(([k, d]) => [k, d.value]),
    ),
  };
  const before = { ...process.env };

  const compare = (config, environment = {}, defaults = {}) => {
    for (const name of [...VARIABLES, ...Object.keys(ENVIRONMENT)]) delete process.env[name];
    Object.assign(process.env, environment);
    resetDefaults();
    if (theirDefaults.user !== undefined) ourDefaults.user = theirDefaults.user;
    Object.assign(pg.defaults, theirDefaults, defaults);
    Object.assign(ourDefaults, defaults);
    const beneath = `env ${serialise(environment)} defaults ${serialise(defaults)}`;
    const what = `new ConnectionParameters(${serialise(config)}) ${beneath}`;
    score.same(what, shown(Ours, config), shown(Theirs, config));
  };

  for (const config of [
    undefined, null, "", "postgres://u:p@h:1/d", "/tmp x", "/tmp", 0, 5, true,
    {},
    [],
    () => 1,
    "postgres://h:x/",
  ])
    compare(config);
  // One at a time, and every pair of option and variable.
  for (const [name, values] of Object.entries(OPTIONS)) for (const value of values) compare({ [name]: value });
  for (const [name, values] of Object.entries(ENVIRONMENT)) for (const value of values) compare({}, { [name]: value });
  for (const [name, values] of Object.entries(DEFAULTS)) for (const value of values) compare({}, {}, { [name]: value });
  for (const [option, values] of Object.entries(OPTIONS)) {
    for (const value of values) {
      for (const [name, settings] of Object.entries(ENVIRONMENT))
        for (const setting of settings) compare({ [option]: value }, { [name]: setting });
    }
  }
  // A connection string beside every option.
  for (const connectionString of OPTIONS.connectionString) {
    for (const [option, values] of Object.entries(OPTIONS)) {
      if (option !== "connectionString") for (const value of values) compare({ [option]: value, connectionString });
    }
  }
  const random = chooser(7);
  for (let i = 0; i < 3000; i++)
    compare(choose(random, OPTIONS, 25), choose(random, ENVIRONMENT, 25), choose(random, DEFAULTS, 15));

  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
  Object.assign(pg.defaults, theirDefaults);
  resetDefaults();
}

// Where and as whom a client connects: configuration over environment over `pg.defaults`.

import { process } from "ext:connector_node/process.js";
import parse from "ext:connector_pg/connection_string.js";
import defaults from "ext:connector_pg/defaults.js";

// Falsy values fall through: '' and 0 are as good as not said.
function chosen(config, key, variable) {
  return config[key] || (variable && process.env[variable]) || defaults[key];
}

function sslFromEnvironment() {
  switch (process.env.PGSSLMODE) {
    case "disable":
      return false;
    case "prefer":
    case "require":
    case "verify-ca":
    case "verify-full":
      return true;
    case "no-verify":
      return { rejectUnauthorized: false };
    default:
      return defaults.ssl;
  }
}

function sslOf(config) {
  const ssl = config.ssl === undefined ? sslFromEnvironment() : config.ssl;
  if (ssl === "true") return true;
  if (ssl === "no-verify") return { rejectUnauthorized: false };
  // A private key shouldn't show when somebody prints the client.
  if (ssl && ssl.key) Object.defineProperty(ssl, "key", { enumerable: false });
  return ssl;
}

/**
 * The resolved settings of one client, read from `process.env` when constructed. A connection string's parse result,
 * its empty parts included, is laid over the options beside it. The password is an own, non-enumerable property.
 *
 * Throws what reading the connection string throws, and for a bad `sslnegotiation`.
 */
export class ConnectionParameters {
  constructor(given) {
    let config = typeof given === "string" ? parse(given) : given || {};
    if (config.connectionString) config = Object.assign({}, config, parse(config.connectionString));

    this.user = chosen(config, "user", "PGUSER");
    this.database = chosen(config, "database", "PGDATABASE");
    if (this.database === undefined) this.database = this.user;
    this.port = parseInt(chosen(config, "port", "PGPORT"), 10);
    this.host = chosen(config, "host", "PGHOST");
    Object.defineProperty(this, "password", {
      configurable: true,
      enumerable: false,
      writable: true,
      value: chosen(config, "password", "PGPASSWORD"),
    });

    this.binary = chosen(config, "binary", "PGBINARY");
    this.options = chosen(config, "options", "PGOPTIONS");
    this.ssl = sslOf(config);
    this.sslnegotiation = chosen(config, "sslnegotiation", "PGSSLNEGOTIATION");
    if (this.sslnegotiation !== undefined && this.sslnegotiation !== "postgres" && this.sslnegotiation !== "direct") {
      throw new Error(
        `Invalid sslnegotiation value: "${this.sslnegotiation}". Valid values are "postgres" and "direct".`,
      );
    }
    if (this.sslnegotiation === "direct" && !this.ssl) {
      throw new Error("sslnegotiation=direct requires SSL to be enabled");
    }

    this.client_encoding = chosen(config, "client_encoding", "PGCLIENT_ENCODING");
    this.replication = chosen(config, "replication", "PGREPLICATION");
    // A directory instead of a host name: its socket.
    this.isDomainSocket = (this.host || "").indexOf("/") === 0;

    this.application_name = chosen(config, "application_name", "PGAPPNAME");
    this.fallback_application_name = chosen(config, "fallback_application_name");
    this.statement_timeout = chosen(config, "statement_timeout");
    this.lock_timeout = chosen(config, "lock_timeout");
    this.idle_in_transaction_session_timeout = chosen(config, "idle_in_transaction_session_timeout");
    this.query_timeout = chosen(config, "query_timeout");

    this.connect_timeout = config.connectionTimeoutMillis === undefined
      ? process.env.PGCONNECT_TIMEOUT || 0
      : Math.floor(config.connectionTimeoutMillis / 1000);
    if (typeof config.keepAlive === "boolean") this.keepalives = config.keepAlive ? 1 : 0;
    if (typeof config.keepAliveInitialDelayMillis === "number") {
      this.keepalives_idle = Math.floor(config.keepAliveInitialDelayMillis / 1000);
    }
  }
}

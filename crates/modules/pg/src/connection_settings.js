// What the Rust half is told about a connection: everything resolved, nothing left to look up.

import { Buffer } from "ext:connector_node/buffer.js";
import { process } from "ext:connector_node/process.js";

const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-fA-F]*:[0-9a-fA-F:.]*\]?)$/;

/** An Error of what node-postgres can do and this host doesn't offer. */
export function unsupported(message) {
  return Object.assign(new Error(message), { code: "CONNECTOR_UNSUPPORTED" });
}

function pem(value, name) {
  if (typeof value === "string") return value;
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("latin1");
  const error = new TypeError(`The "ssl.${name}" property must be PEM text in a string or Buffer`);
  error.code = "ERR_INVALID_ARG_TYPE";
  throw error;
}

const pems = (value, name) => (Array.isArray(value) ? value : [value]).map((one) => pem(one, name));

// Several certificates or keys, where Node takes several, are one text to us.
const joined = (value, name) => value ? pems(value, name).join("\n") : null;

/** The `ssl` option -> TLS settings, or null for a plain connection. Throws for values that upstream breaks on. */
export function tlsSettings(ssl, host, negotiation) {
  if (!ssl) return null;
  if (ssl !== true && typeof ssl !== "object") {
    throw unsupported(
      `ssl: ${typeof ssl === "string" ? JSON.stringify(ssl) : String(ssl)} is not a value that can be used; ` +
        "use true, false or an object such as { rejectUnauthorized: false }",
    );
  }
  const given = ssl === true ? {} : ssl;
  if (given.pfx) throw unsupported("ssl.pfx is not supported; use ssl.cert and ssl.key");
  const trusting = process.env.NODE_TLS_REJECT_UNAUTHORIZED === "0";
  const isAddress = ADDRESS.test(host);
  return {
    reject_unauthorized: given.rejectUnauthorized === undefined ? !trusting : given.rejectUnauthorized !== false,
    ca: given.ca ? pems(given.ca, "ca") : null,
    cert: joined(given.cert, "cert"),
    key: joined(given.key, "key"),
    passphrase: Boolean(given.passphrase),
    servername: isAddress ? given.servername || null : host,
    ask_identity: typeof given.checkServerIdentity === "function",
    direct: negotiation === "direct",
    min_version: given.minVersion || null,
    max_version: given.maxVersion || null,
  };
}

const milliseconds = (value) => String(parseInt(value, 10));

/** The startup packet's parameters, in upstream's order. */
export function startupParameters(parameters) {
  const pairs = [["user", parameters.user || ""]];
  const add = (name, value, text = String) => {
    if (value) pairs.push([name, text(value)]);
  };
  add("database", parameters.database);
  add("application_name", parameters.application_name || parameters.fallback_application_name);
  add("statement_timeout", parameters.statement_timeout, milliseconds);
  add("lock_timeout", parameters.lock_timeout, milliseconds);
  add("idle_in_transaction_session_timeout", parameters.idle_in_transaction_session_timeout, milliseconds);
  add("options", parameters.options);
  pairs.push(["client_encoding", "UTF8"]);
  return pairs;
}

/** A port as Node's sockets check it; throws their RangeError. */
export function checkPort(port) {
  if (Number.isInteger(port) && port >= 0 && port < 65536) return port;
  const error = new RangeError(`Port should be >= 0 and < 65536. Received type ${typeof port} (${port}).`);
  error.code = "ERR_SOCKET_BAD_PORT";
  throw error;
}

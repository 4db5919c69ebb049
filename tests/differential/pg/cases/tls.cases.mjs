// TLS: what the values of `ssl` and `sslmode` mean, and what a server that can't be trusted gives. The server's
// certificate is made out to `localhost` by an authority that nobody knows (TLS_AUTHORITY), which also signed a client
// certificate (TLS_CERT, TLS_KEY).

import { bare, named } from "./make.mjs";

// Expressions over `config`, `uri` and `tls` for the constructor's argument.
const VALUES = [
  "{ ...config }", "{ ...config, ssl: false }", "{ ...config, ssl: true }", "{ ...config, ssl: 'true' }",
  "{ ...config, ssl: {} }", "{ ...config, ssl: { rejectUnauthorized: true } }",
  "{ ...config, ssl: { rejectUnauthorized: undefined } }", "{ ...config, ssl: { rejectUnauthorized: false } }",
  "{ ...config, ssl: 'no-verify' }", "{ ...config, ssl: { rejectUnauthorized: false, ca: tls.authority } }",
  "{ ...config, ssl: { ca: tls.authority } }", "{ ...config, ssl: { ca: Buffer.from(tls.authority) } }",
  "{ ...config, ssl: { ca: [tls.authority] } }", "{ ...config, ssl: { ca: [tls.cert, tls.authority] } }",
  "{ ...config, ssl: { ca: tls.cert } }", "{ ...config, ssl: { ca: tls.authority, minVersion: 'TLSv1.3' } }",
  "{ ...config, ssl: { ca: tls.authority, maxVersion: 'TLSv1.2' } }",
  "{ ...config, host: 'localhost', ssl: { ca: tls.authority } }",
  "{ ...config, ssl: { ca: tls.authority, servername: 'localhost' } }",
  "{ ...config, ssl: { ca: tls.authority, servername: 'example.com' } }",
  "{ ...config, ssl: { ca: tls.authority, servername: 'example.com', checkServerIdentity: () => undefined } }",
  "{ ...config, ssl: { ca: tls.authority, checkServerIdentity: (host, cert) => new RangeError(host + ' ' + " +
    "cert.subject.CN + ' ' + cert.subjectaltname) } }",
  "{ ...config, ssl: { ca: tls.authority, cert: tls.cert, key: tls.key } }",
  "{ ...config, ssl: { ca: tls.authority, cert: Buffer.from(tls.cert), key: Buffer.from(tls.key) } }",
  "{ ...config, ssl: { rejectUnauthorized: false, cert: tls.cert, key: tls.key } }",
  "{ ...config, enableChannelBinding: true, ssl: { ca: tls.authority } }",
  "uri", "uri + '?ssl=true'", "uri + '?ssl=1'", "uri + '?ssl=0'", "uri + '?ssl=no-verify'", "uri + '?sslmode=disable'",
  "uri + '?sslmode=prefer'", "uri + '?sslmode=require'", "uri + '?sslmode=verify-ca'", "uri + '?sslmode=verify-full'",
  "uri + '?sslmode=no-verify'", "uri + '?sslmode=require&uselibpqcompat=true'",
  "uri + '?sslmode=prefer&uselibpqcompat=true'", "uri + '?sslmode=disable&uselibpqcompat=true'",
  "{ connectionString: uri, ssl: { ca: tls.authority } }",
  "{ connectionString: uri + '?sslmode=require', ssl: { ca: tls.authority } }",
  "{ connectionString: uri, ssl: { rejectUnauthorized: false } }",
];

const tlsCases = VALUES.map((value) =>
  bare(
    value,
    `async ({ env, pg, config, uri, attempt }) => {
  const tls = { authority: env.TLS_AUTHORITY, cert: env.TLS_CERT, key: env.TLS_KEY };
  const show = async (argument) => {
    const client = new pg.Client(argument);
    client.on("error", () => {});
    return attempt(async () => {
      await client.connect();
      const { rows } = await client.query(
        "select ssl, version, client_dn, issuer_dn from pg_stat_ssl where pid = pg_backend_pid()");
      await client.end();
      return rows[0];
    });
  };
  const { value, error } = await show(${value});
  return value ?? [error.name, error.code, error.message];
}`,
  ),
);

const pooled = bare(
  "a pool",
  `async ({ env, pg, config }) => {
  const pool = new pg.Pool({ ...config, ssl: { ca: env.TLS_AUTHORITY } });
  const { rows } = await pool.query("select ssl from pg_stat_ssl where pid = pg_backend_pid()");
  await pool.end();
  return rows;
}`,
);

const fromEnvironment = ["require", "no-verify", "disable", "prefer", "verify-full"].map((mode) =>
  bare(
    `PGSSLMODE=${mode}`,
    `async ({ pg, config, attempt }) => {
  process.env.PGSSLMODE = ${JSON.stringify(mode)};
  const client = new pg.Client(config);
  client.on("error", () => {});
  const { value, error } = await attempt(async () => {
    await client.connect();
    const { rows } = await client.query("select ssl from pg_stat_ssl where pid = pg_backend_pid()");
    await client.end();
    return rows[0];
  });
  return value ?? [error.name, error.code, error.message];
}`,
  ),
);

export default named("tls", [...tlsCases, pooled, ...fromEnvironment]);

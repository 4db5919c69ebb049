// Connection strings: the shapes people write, then generated ones.

import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import theirs from "pg-connection-string";
import { outcome } from "../compare.mjs";

const WRITTEN = [
  "postgres://u:p@h:5433/db", "postgresql://u:p@h/db", "pg://u:p%40ss%2F@h/db%20x", "postgres://", "postgres:///",
  "postgres:///db", "postgres://h", "postgres://h/", "postgres://h:5432", "postgres://u@h", "postgres://u@h/db",
  "postgres://:p@h/db", "postgres://u:@h/db", "postgres://@h/db", "postgres://:@h/db",
  "postgres://u:p@/db?host=/var/run/pg", "postgres://u:p@/db", "postgres://u:p@/", "postgres://u@/db",
  "postgres://%2Fvar%2Frun%2Fpg/db", "postgres://%2fvar%2frun/db?host=x", "postgres://u:p@%2Ftmp/db",
  "postgres://%2Ftmp/db?host=/other", "postgres://u:p@%2Ftmp:5433/db", "socket:/some/path/?db=x&encoding=utf8",
  "socket://u:p@/some/path/?db=x", "socket:/some path/?db=a b", "socket:/tmp/", "socket:?db=x",
  "socket:/tmp/%20x?db=%20y", "/some/dir mydb", "/some/dir", "/", "/ ", "/a b c", "//x/y",
  "postgres://user@host.com:pw@h/db", "postgres://u:p:q@h/db", "postgres://u:p@q@h/db", "postgres://u%3Ax:p%3Ay@h/db",
  "postgres://u:p/x@h/db", "postgres://u:p?x@h/db", "postgres://u:p#x@h/db", "postgres://u:p%23x@h/db",
  "postgres://u:p x@h/db", "postgres://u:p%x@h/db", "postgres://u:p%2x@h/db", "postgres://u:p%@h/db",
  "postgres://u:100%@h/db", "postgres://u:100%25@h/db", "postgres://u:%E0%A4%A@h/db", "postgres://u:%FF@h/db",
  "postgres://u:p@h/db%", "postgres://u:p@h/db%2", "postgres://u:p@h/db%2F", "postgres://u:p@h/a/b",
  "postgres://u:p@h//db", "postgres://u:p@h/../db", "postgres://u:p@h/./db", "postgres://u:p@h/a%2Fb%20c",
  "postgres://u:p@h/\u4e2d\u6587", "postgres://\u4e2d:\u6587@h/db", "postgres://u:p@\u4e2d\u6587/db",
  "postgres://u:p@h/db?", "postgres://u:p@h/db#frag", "postgres://u:p@h/db?x=1#frag", "postgres://u:p@h:0/db",
  "postgres://u:p@h:65535/db", "postgres://u:p@h:65536/db", "postgres://u:p@h:99999/db", "postgres://u:p@h:x/db",
  "postgres://u:p@h:-1/db", "postgres://u:p@h:/db", "postgres://u:p@h:5432:1/db", "postgres://u:p@h1,h2/db",
  "postgres://u:p@h1:1,h2:2/db", "postgres://u:p@H.Example.COM/Db", "postgres://U:P@h/db", "POSTGRES://u:p@h/db",
  "postgres:u:p@h/db", "postgres:/u:p@h/db", "postgres:h/db", "http://u:p@h:80/db", "https://u:p@h:443/db",
  "http://u:p@h/db", "file:///x", "mysql://u:p@h/db", "u:p@h/db", "u:p@h:5432/db", "h", "h/db", "h:5432/db",
  "host=localhost user=x", "host=localhost port=5432 dbname=x", "localhost", "localhost:5432", "localhost/db",
  "127.0.0.1", "127.0.0.1/db", "", " ", "?", "?host=h&user=u", "#", "@", ":", "@/", "postgres://u:p@127.0.0.1/db",
  "postgres://u:p@0x7f.1/db", "postgres://u:p@h_x/db", "postgres://u:p@h^x/db", "postgres://u:p@h x/db",
  "postgres://u:p@h\tx/db", " postgres://u:p@h/db ", "\npostgres://u:p@h/db\n", "postgres://u:p@[::1/db",
  "postgres://u:p@::1/db", "postgres://u:p@h\\x/db", "postgres:\\\\u:p@h\\db", "postgres://u:p@h/db?a=b&a=c",
  "postgres://u:p@h/db?a", "postgres://u:p@h/db?=x", "postgres://u:p@h/db?&&",
  "postgres://u:p@h/db?user=a&password=b&host=c&port=1&database=d",
  "postgres://u:p@h:9/db?user=&password=&host=&port=&database=", "postgres://u:p@h/?database=d",
  "postgres://h/db?host=/tmp", "postgres://h/db?port=x", "postgres://u:p@h/db?__proto__=x",
  "postgres://u:p@h/db?constructor=x&toString=y", "postgres://u:p@h/db?ssl", "postgres://u:p@h/db?ssl=",
  "postgres://u:p@h/db?ssl=false", "postgres://u:p@h/db?ssl=False", "postgres://u:p@h/db?ssl=no",
  "postgres://u:p@h/db?application_name=x&options=-c%20a%3Db&statement_timeout=500",
  "postgres://u:p@h/db?options=-c a=b", "postgres://u:p@h/db?options=-c+a%3Db", "postgres://u:p@h/db?a=1%",
  "postgres://u:p@h/db?a=%E4%B8%AD", "postgres://u:p@h/db?encoding=utf8", "postgres://u:p@h/db?client_encoding=utf8",
  "postgres://u:p@h/db?keepAlive=true&max=5", "postgres://u:\ud800@h/db", "postgres://u:\ud800 @h/db",
  "postgres://u:p@h/db\0x", "postgres://u:p%2520@h/db", "postgres://u:p%2520 x@h/db", "postgres://u:p%41%20%25@h/d b",
  "postgres://u:p@h/db?x=%zz", "postgres://u:%aZ@h/db", "postgres://u:%25 x@h/db", "postgres://u:%2541 @h/db",
  "postgres://u:%2 @h/db",
];

const SSL = [
  "ssl=true", "ssl=1", "ssl=0", "ssl=no-verify", "ssl=require", "ssl=TRUE", "sslmode=disable", "sslmode=prefer",
  "sslmode=require", "sslmode=verify-ca", "sslmode=verify-full", "sslmode=no-verify", "sslmode=allow",
  "sslmode=bogus", "sslmode=", "sslnegotiation=direct", "sslnegotiation=postgres", "sslnegotiation=bogus",
  "uselibpqcompat=true", "uselibpqcompat=false", "uselibpqcompat=1", "sslpassword=x", "requiressl=1",
];

// Deterministic choices, so that a reproducer stays one.
function chooser(seed) {
  let state = seed >>> 0;
  return (list) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return list[Math.floor((state / 4294967296) * list.length)];
  };
}

function generated(count) {
  const pick = chooser(20);
  const texts = [];
  for (let i = 0; i < count; i++) {
    const scheme = pick([
      "postgres://", "postgres://", "postgresql://", "pg://", "socket://", "postgres:", "tcp://", "",
    ]);
    const user = pick(["", "u", "user.name", "u%40x", "u@x", "\u00fc", "u s", "u%20s"]);
    const password = pick([
      "", ":", ":p", ":p%40%2F", ":p@q", ":p:q", ":p/q", ":p q", ":p%", ":%%%", ":p&q=r", ":p+q", ":\u4e2d", ":p;q",
      ':p"q', ":p|q", ":p^q", ":p[q]",
    ]);
    const at = pick(["@", "@", "@", ""]);
    const host = pick([
      "", "h", "db.example.com", "127.0.0.1", "%2Ftmp", "%2Fvar%2Frun", "h%20x", "H", "1.2.3", "xn--fiq228c",
    ]);
    const port = pick(["", "", ":5432", ":0", ":00080", ":65535", ":", ":x"]);
    const path = pick([
      "", "/", "/db", "/d b", "/a/b", "/d%20b", "/%2Fx", "//", "/db;x", "/\u4e2d", "/%", "/..", "/db%3Fx",
    ]);
    const query = pick([
      "", "", "?", "?host=/tmp", "?host=x&port=9", "?user=z", "?password=y%20z", "?application_name=a b",
      "?options=-c%20x%3D1", "?db=q", "?encoding=latin1", "?a=b%", `?${pick(SSL)}`, `?${pick(SSL)}&${pick(SSL)}`,
    ]);
    texts.push(scheme + user + password + at + host + port + path + query);
  }
  return texts;
}

// Everything one can see of a parser for one string: the plain call, its aliases, the client's form.
function compare(score, ours, text) {
  const shown = JSON.stringify(text);
  score.same(
    `parse(${shown})`,
    outcome(() => ours.parse(text)),
    outcome(() => theirs.parse(text)),
  );
  score.same(
    `parse(${shown}, {useLibpqCompat: true})`,
    outcome(() => ours(text, { useLibpqCompat: true })),
    outcome(() => theirs(text, { useLibpqCompat: true })),
  );
  score.same(
    `parseIntoClientConfig(${shown})`,
    outcome(() => ours.parseIntoClientConfig(text)),
    outcome(() => theirs.parseIntoClientConfig(text)),
  );
}

export default async function run(score) {
  const { default: ours } = await import("ext:connector_pg/connection_string.js");
  for (const text of [...WRITTEN, ...generated(1500)]) compare(score, ours, text);
  for (const a of SSL) {
    compare(score, ours, `postgres://u:p@h/db?${a}`);
    for (const b of SSL) compare(score, ours, `postgres://u:p@h/db?${a}&${b}`);
  }
  for (const address of ["[::1]", "[::1]:5432", "[2001:db8::1]:5433", "[::ffff:1.2.3.4]"])
    compare(score, ours, `postgres://u:p@${address}/db`);

  for (const value of [
    undefined, null, 5, true,
    {},
    [],
    ["postgres://h/db"],
    new String("postgres://u:p@h/db"),
    () => 1,
    Symbol("s"),
    new URL("postgres://u:p@h/db"),
  ]) {
    const shown = `${typeof value} ${String(value)}`;
    score.same(
      `parse of ${shown}`,
      outcome(() => ours(value)),
      outcome(() => theirs(value)),
    );
  }
  for (const config of [
    {},
    { port: "" }, { port: "5" }, { port: "x" }, { port: 5 }, { port: null }, { port: "5x" }, { ssl: true },
    { ssl: "true" }, { ssl: null }, { ssl: undefined },
    { ssl: { a: null, b: undefined, c: false, key: "k" } },
    { host: "", user: null, database: undefined, x: 0 }, { ssl: [] }, { ssl: 1 }, null, "x",
  ]) {
    score.same(
      `toClientConfig(${JSON.stringify(config)})`,
      outcome(() => ours.toClientConfig(config)),
      outcome(() => theirs.toClientConfig(config)),
    );
  }
  score.same(
    "parse's own properties",
    outcome(() => Object.keys(ours)),
    outcome(() => Object.keys(theirs)),
  );
  score.same(
    "parse.parse",
    outcome(() => ours.parse === ours),
    outcome(() => theirs.parse === theirs),
  );

  // Files: upstream reads them, we say that there are none.
  const folder = mkdtempSync(join(tmpdir(), "connector-pg-"));
  const file = join(folder, "x.pem");
  writeFileSync(file, "PEM");
  const named = (run) => outcome(run).replaceAll(file, "FILE");
  for (const query of [
    "sslcert=FILE", "sslkey=FILE", "sslrootcert=FILE", "sslmode=verify-ca&uselibpqcompat=true&sslrootcert=FILE",
    "sslcert=", "sslmode=require&sslkey=FILE", "sslrootcert=/nowhere",
  ]) {
    const text = `postgres://u:p@h/db?${query.replace("FILE", file)}`;
    score.same(
      `parse with ${query}`,
      named(() => ours(text)),
      named(() => theirs(text)),
    );
  }
  rmSync(folder, { recursive: true });
}

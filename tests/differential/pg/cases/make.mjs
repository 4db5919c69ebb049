// Builds cases. A case is `{name, run}`; the source of `run` has to stand alone, because it is also run inside
// Connector's realm. So a case's body is written as a function over `tools`, and what makes the tools travels with it.
//
// Bodies may use their `tools`, ECMAScript, and the globals that every realm promises: Buffer, process, timers, URL.

// Prepended to every body. `attempt` and `brief` are what most bodies need to say what happened.
const TOOLS = `
  const pg = require("pg");
  const config = {
    host: env.DB_HOST, port: Number(env.DB_PORT), user: env.DB_USERNAME, password: env.DB_PASSWORD,
    database: env.DB_DATABASE,
  };
  const uri = "postgres://" + encodeURIComponent(env.DB_USERNAME) + ":" + encodeURIComponent(env.DB_PASSWORD) + "@" +
  env.DB_HOST +
    ":" + env.DB_PORT + "/" + encodeURIComponent(env.DB_DATABASE);
  const log = [];
  const note = (...what) => { log.push(what.length === 1 ? what[0] : what); };
  const attempt = async (act) => { try { return { value: await act() }; } catch (error) { return { error }; } };
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const until = async (test) => { for (let i = 0; i < 150 && !test(); i++) await sleep(10); return Boolean(test()); };
  const brief = (result) => result && {
    command: result.command, rowCount: result.rowCount, oid: result.oid, rows: result.rows,
    fields: result.fields && result.fields.map((field) => ({ name: field.name, dataTypeID: field.dataTypeID })),
  };
  const watch = (emitter, names) => {
    for (const name of names) emitter.on(name, (...args) => note("event " + name,
    ...args.map((arg) => arg instanceof Error ? arg : typeof arg)));
    return emitter;
  };
  const tools = { require, env, pg, config, uri, log, note, attempt, sleep, until, brief, watch };
`;

function compiled(name, source) {
  // Checked here, where a mistake is cheap; `toString` of the result is the very source.
  return { name, run: (0, eval)(`(${source})`) };
}

/** A case over the tools, with `data` (JSON) added to them. */
export function bare(name, body, data) {
  return compiled(
    name,
    `async (require, env) => {${TOOLS}  tools.data = ${JSON.stringify(data ?? null)};
  return (${body.toString()})(tools);
}`,
  );
}

/** The same with a connected `client` among the tools, ended when the body is through. */
export function on(name, body, data) {
  return compiled(
    name,
    `async (require, env) => {${TOOLS}  tools.data = ${JSON.stringify(data ?? null)};
  const client = tools.client = new pg.Client(config);
  await client.connect();
  try {
    return await (${body.toString()})(tools);
  } finally {
    await client.end();
  }
}`,
  );
}

/** Prefixes the names of a file's cases with its subject. */
export function named(subject, cases) {
  return cases.map(({ name, run }) => ({ name: `${subject}: ${name}`, run }));
}

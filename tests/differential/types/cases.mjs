// Uses that must be accepted, and mistakes that must be reported, with the number of the complaint.

const script = (body, type = "UpdateUser", head = "updateUser(id, updates, context)") =>
  `/** @type {import('connector').${type}} */\nasync function ${head} {\n${body}\n}\n`;

export const right = {
  context: script("console.log(context.request.ip, context.appName, context.userPoolMetadata.any.thing); return { id };"),
  null_of_update: script("return null;"),
  promise_without_async: "/** @type {import('connector').DeleteUser} */\nfunction deleteUser(id) { return Promise.resolve(true); }",
  assigned: "/** @type {import('connector').GetUser} */\nconst getUser = async (query) => (query.email ? { id: 1 } : null);",
  exported: "/** @type {import('connector').GetUser} */\nexports.getUser = async (query) => null;",
  own_profile_fields: script("return { id, shoeSize: 38 };"),
  env: "const uri = env.DB_CONNECTION_URI; uri.length; env.DB_PORT.length; env.MAIL_KEY.length; process.env.ANY;",
  pg_promises: `const { Client, Pool, types } = require('pg');
    types.setTypeParser(20, Number);
    async function run() {
      const client = new Client({ connectionString: env.DB_CONNECTION_URI, statement_timeout: 500 });
      await client.connect();
      const { rows, rowCount, fields } = await client.query('SELECT $1::int AS n', [1]);
      rows[0].n; (rowCount ?? 0) + 1; fields[0].dataTypeID.toFixed();
      const named = await client.query({ text: 'SELECT 1', name: 'one', rowMode: 'array' });
      named.rows[0][0];
      client.on('notice', (notice) => console.log(notice.message));
      await client.end();
      const pool = new Pool({ max: 2 });
      const lent = await pool.connect();
      lent.release();
      await pool.end();
    }`,
  pg_callbacks: `const { Client } = require('pg');
    const client = new Client('postgres://localhost/x');
    client.connect((error) => {
      if (error) throw error;
      client.query('SELECT $1', [1], (failure, result) => { console.log(failure.message, result.rows.length); client.end(() => {}); });
    });`,
  pg_companions: `const Cursor = require('pg-cursor'); const Pool = require('pg-pool'); const pg = require('pg');
    const parse = require('pg-connection-string');
    new Pool({ host: parse('postgres://h/d').host ?? undefined }); parse.parseIntoClientConfig('postgres://h/d').host;
    async function run() { const cursor = new pg.Client().query(new Cursor('SELECT 1')); (await cursor.read(10)).length; }
    require('pg-types').getTypeParser(20)('1'); pg.escapeIdentifier('a') + pg.escapeLiteral('b');`,
  pg_errors: `const { DatabaseError } = require('pg');
    try { throw 1; } catch (error) { if (error instanceof DatabaseError) error.constraint; if (error.code === '23505') error.detail; }`,
  bcrypt: `const bcrypt = require('bcrypt'); const js = require('bcryptjs');
    async function run() {
      const hashed = await bcrypt.hash('a', await bcrypt.genSalt(10));
      (await bcrypt.compare('a', hashed)) === true; bcrypt.hashSync('a', bcrypt.genSaltSync(10)).length; js.truncates('a') === false;
    }`,
  lodash: `const _ = require('lodash');
    _.map([1, 2], (n) => n.toFixed(1))[0].length; _.pick({ a: 1, b: 'x' }, ['a']).a.toFixed(); _.get({ a: { b: 1 } }, 'a.b', 2);
    _.groupBy([{ kind: 'x' }], 'kind').x.length; _.isString(1) || _.isEmpty({}); _.chain([1]).map(String).value();
    _.filter([{ on: true, n: 1 }], { on: true })[0].n.toFixed(); _([1]).sum(); _.curry((a, b) => a)(1); _.debounce(() => 1, 5).cancel();`,
  other_names: `require('node:crypto').randomUUID().length; require('pg@8').Client; require('lodash@4.17.21').get;
    require('lodash/get')({ a: 1 }, 'a'); require('lodash.isempty'.toLowerCase()); require('lodash.isEmpty')([]);
    require('node:util/types').isDate(1); require('assert/strict').equal(1, 1);`,
  buffer: `Buffer.from('a', 'utf8').toString('base64').length; Buffer.concat([Buffer.alloc(1)]).readUInt8(0).toFixed();
    Buffer.from([1]).subarray(0, 1).equals(Buffer.alloc(1)); require('buffer').Buffer.byteLength('a'); new Uint8Array(Buffer.alloc(2));`,
  crypto: `const nodeCrypto = require('crypto');
    nodeCrypto.createHash('sha256').update('a').digest('hex').length; nodeCrypto.createHmac('sha1', 'k').update('a').digest().length;
    nodeCrypto.timingSafeEqual(Buffer.alloc(1), Buffer.alloc(1)); nodeCrypto.scryptSync('a', 'b', 32).toString('hex');
    const c = nodeCrypto.createCipheriv('aes-256-gcm', Buffer.alloc(32), Buffer.alloc(12)); c.update('a', 'utf8', 'hex') + c.final('hex'); c.getAuthTag();
    crypto.subtle.digest('SHA-256', Buffer.from('a')).then((bytes) => bytes.byteLength); crypto.randomUUID().length;`,
  util: `const util = require('util');
    util.promisify(setTimeout); util.promisify((n, done) => done(null, 'x'))(1).then((s) => s.length); util.inspect({}, { depth: 1 }).length;
    util.format('%s', 1).length; util.types.isDate(new Date()); new util.TextEncoder().encode('a').length; util.inspect.custom;`,
  events: `const EventEmitter = require('events'); const { once } = require('events');
    class Mine extends EventEmitter {} const mine = new Mine(); mine.on('x', () => {}).emit('x', 1);
    once(mine, 'x').then(([value]) => value); new EventEmitter.EventEmitter();`,
  text: `const path = require('path'); const qs = require('querystring'); const { StringDecoder } = require('string_decoder');
    path.join('a', 'b').length; path.posix.parse('/a').base; qs.stringify({ a: 1 }).length; qs.parse('a=1').a;
    new StringDecoder('utf8').write(Buffer.alloc(1)).length; require('os').EOL.length;`,
  url: `const url = require('url'); new URL('a', 'http://b').searchParams.get('c'); url.parse('http://a').host;
    new url.URLSearchParams({ a: '1' }).toString(); for (const [name, value] of new URLSearchParams('a=1')) name + value; URL.canParse('x');`,
  timers: `const timer = setTimeout((a) => a.length, 1, 'x'); clearTimeout(timer); timer.unref(); setImmediate(() => {});
    require('timers/promises').setTimeout(1, 'x').then((x) => x.length); process.nextTick(() => {}); queueMicrotask(() => {});
    process.hrtime.bigint() + 1n; performance.now().toFixed(); require('perf_hooks').performance.timeOrigin;`,
  assert: `const assert = require('assert'); assert(true); assert.strictEqual(1, 1); assert.deepStrictEqual({}, {});
    assert.throws(() => { throw new Error('x'); }, /x/); new assert.AssertionError({ actual: 1 }).code;`,
  web: `const stop = new AbortController(); stop.signal.addEventListener('abort', () => {}); AbortSignal.timeout(1).aborted;
    structuredClone({ a: 1 }).a.toFixed(); atob(btoa('a')).length; new TextDecoder('utf-8').decode(new TextEncoder().encode('a')).length;
    new EventTarget().dispatchEvent(new Event('x'));`,
};

export const wrong = {
  module_that_is_not_there: ["require('fs');", 2307],
  module_of_npm: ["require('axios');", 2307],
  env_misspelt: ["env.DB_CONECTION_URI;", 2551],
  env_assigned: ["env.DB_HOST = 'x';", 2540],
  client_method_misspelt: ["const { Client } = require('pg'); new Client().querry('SELECT 1');", 2551],
  client_option_misspelt: ["const { Client } = require('pg'); new Client({ conectionString: 'x' });", 2561],
  result_effected: ["const { Client } = require('pg'); new Client().query('SELECT 1').then((r) => r.effected);", 2339],
  rows_not_awaited: ["const { Client } = require('pg'); async function f() { new Client().query('SELECT 1').rows; }", 2339],
  query_without_text: ["const { Client } = require('pg'); new Client().query();", 2554],
  values_not_an_array: ["const { Client } = require('pg'); new Client().query('SELECT $1', 'a');", 2769],
  pool_misspelt: ["const { Pol } = require('pg'); Pol;", 2724],
  hash_without_salt: ["require('bcrypt').hash('a');", 2554],
  hash_not_awaited: ["const bcrypt = require('bcrypt'); bcrypt.hash('a', 10).length;", 2339],
  compare_of_number: ["require('bcrypt').compare(1, 'x');", 2345],
  lodash_misspelt: ["require('lodash').isEmty({});", 2551],
  lodash_of_old: ["require('lodash').pluck([], 'a');", 2339],
  lodash_single_misspelt: ["require('lodash/isEmty');", 2307],
  update_without_id: [script("return { email: updates.email };"), 2741],
  update_of_nothing: [script("await 1;"), 2355],
  update_of_a_row_list: [script("return [{ id }];"), 2741],
  update_wrong_type: [script("return { id, emailVerified: 'yes' };"), 2322],
  login_of_null: [script("return null;", "Login", "login(query, password, context)"), 2322],
  delete_of_false: [script("return false;", "DeleteUser", "deleteUser(id, context)"), 2322],
  list_of_array: [script("return [];", "ListUsers", "listUsers(page, limit, context)"), 2739],
  list_of_text_count: [script("return { totalCount: '1', list: [] };", "ListUsers", "listUsers(page, limit, context)"), 2322],
  validate_of_profile: [script("return { id };", "ValidatePassword", "validatePassword(id, password, context)"), 2322],
  too_many_parameters: [script("return true;", "DeleteUser", "deleteUser(id, updates, password, context)"), 8030],
  context_misspelt: [script("context.userPoolID; return { id };"), 2551],
  query_misspelt: [script("query.mail; return null;", "GetUser", "getUser(query, context)"), 2551],
  type_misspelt: ["/** @type {import('connector').UpdateUsers} */\nlet x;", 2694],
  process_exit: ["process.exit(1);", 2339],
  crypto_of_key_pairs: ["require('crypto').createSign('sha256');", 2339],
  hash_without_algorithm: ["require('crypto').createHash();", 2554],
  timer_of_text: ["setTimeout('alert(1)', 1);", 2345],
  fetch: ["fetch('https://example.com');", 2304],
  window: ["window.location;", 2304],
  buffer_encoding: ["Buffer.from('a', 'utf9');", 2769],
};

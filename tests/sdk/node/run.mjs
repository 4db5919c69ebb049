// Drives a server with the official Node client. Ends with "N passed, M failed"; exit code 1 when any failed.
import assert from 'node:assert/strict';
import { constants, publicEncrypt } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.env.CONNECTOR_SDK_NODE_DIR, 'package.json'));
const { AuthenticationClient, ManagementClient } = require('authing-node-sdk');
const { sm2 } = require('sm-crypto');

const host = process.env.AUTHING_HOST;
const accessKeyId = process.env.ACCESS_KEY_ID;
const accessKeySecret = process.env.ACCESS_KEY_SECRET;
const management = (options = {}) => new ManagementClient({ accessKeyId, accessKeySecret, host, ...options });
const client = management();
const authentication = (options = {}) =>
  new AuthenticationClient({
    appId: accessKeyId,
    appSecret: accessKeySecret,
    appHost: host,
    redirectUri: 'http://localhost/',
    ...options,
  });

let passed = 0;
let failed = 0;
async function check(name, body) {
  try {
    await body();
    passed += 1;
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}: ${error.stack}`);
  }
}
const ok = (answer) => {
  assert.equal(answer.statusCode, 200, JSON.stringify(answer));
  assert.equal(answer.apiCode, 20001);
  assert.ok(answer.requestId);
  return answer.data;
};
const refused = (answer, statusCode, apiCode) => {
  assert.deepEqual([answer.statusCode, answer.apiCode], [statusCode, apiCode], JSON.stringify(answer));
  return answer.message;
};

await check('update-user changes a user and answers with it', async () => {
  const answer = await client.updateUser({ userId: '1', nickname: 'Nick', gender: 'F', emailVerified: false });
  const user = ok(answer);
  assert.equal(answer.message, '操作成功');
  assert.equal(user.userId, '1');
  assert.equal(user.nickname, 'Nick');
  assert.equal(user.gender, 'F');
  assert.equal(user.emailVerified, false);
  assert.equal(user.status, 'Activated');
  assert.match(user.updatedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.equal(user.token, undefined);
});

await check('texts that the signature does not escape', async () => {
  for (const nickname of ['张三 a&b=c', 'x&photo=y', '?a=1', '"quoted"\\', '🎉', ' edges ', '']) {
    assert.equal(ok(await client.updateUser({ userId: '1', nickname, photo: null })).nickname, nickname);
  }
});

await check('nested values keep their order under the signature', async () => {
  const answer = await client.updateUser({
    userId: '1',
    name: 'Ada',
    customData: { school: '北京', age: 1 },
    options: { userIdType: 'user_id', passwordEncryptType: 'none', resetPasswordOnNextLogin: false },
  });
  assert.equal(ok(answer).name, 'Ada');
});

await check('by other identifiers', async () => {
  for (const [userIdType, userId] of [['email', 'ada@example.com'], ['username', 'ada'], ['phone', '+4915550001']]) {
    const user = ok(await client.updateUser({ userId, company: userIdType, options: { userIdType } }));
    assert.deepEqual([user.userId, user.company], ['1', userIdType]);
  }
  refused(await client.updateUser({ userId: 'x', options: { userIdType: 'external_id' } }), 501, undefined);
});

await check('nothing the script stores: the user as it is', async () => {
  const user = ok(await client.updateUser({ userId: '1', region: 'nowhere' }));
  assert.deepEqual([user.userId, user.username], ['1', 'ada']);
  refused(await client.updateUser({ userId: '404404', region: 'nowhere' }), 404, 2004);
});

await check('refusals', async () => {
  assert.equal(refused(await client.updateUser({ userId: '404404', name: 'x' }), 404, 2004), '用户不存在');
  refused(await client.updateUser({ userId: '1', username: 'grace' }), 409, undefined);
  refused(await client.updateUser({ userId: '1 OR 1=1', name: 'x' }), 400, undefined);
  refused(await client.updateUser({ userId: '1', customData: { undeclared: 1 } }), 400, undefined);
  refused(await client.updateUser({ userId: '1', birthdate: 'never' }), 603, undefined);
  const english = management({ lang: 'en-US' });
  const message = refused(await english.updateUser({ userId: '404404', name: 'x' }), 404, 2004);
  assert.equal(message, 'The user does not exist');
});

await check('a wrong secret', async () => {
  const stranger = management({ accessKeySecret: 'wrong' });
  refused(await stranger.updateUser({ userId: '1', name: 'x' }), 401, 1300);
  refused(await management({ accessKeyId: 'nobody' }).getUser({ userId: '1' }), 401, 1300);
});

await check('get-user and get-user-batch', async () => {
  const user = ok(await client.getUser({ userId: 'grace', userIdType: 'username', withCustomData: true }));
  assert.deepEqual([user.userId, user.email], ['2', 'grace@example.com']);
  refused(await client.getUser({ userId: 'a b', userIdType: 'username' }), 404, 2004);
  const users = ok(await client.getUserBatch({ userIds: ['2', '404404', '1'] }));
  assert.deepEqual(users.map((each) => each.userId), ['2', '1']);
});

let created;
await check('create, exists, list, search, delete', async () => {
  created = ok(await client.createUser({ username: 'sdk', email: 'sdk@example.com', password: 'p' }));
  assert.equal(created.createdAt, '1970-01-01T00:00:00.000Z');
  refused(await client.createUser({ username: 'sdk' }), 409, undefined);
  refused(await client.createUser({ nickname: 'nobody' }), 400, undefined);
  assert.equal(ok(await client.isUserExists({ username: 'sdk' })).exists, true);
  assert.equal(ok(await client.isUserExists({ email: 'none@example.com' })).exists, false);
  const batch = ok(await client.createUsersBatch({ list: [{ username: 'b1' }, { username: 'b2' }] }));
  assert.equal(batch.length, 2);
  const page = ok(await client.listUsers({ options: { pagination: { page: 1, limit: 2 } } }));
  assert.deepEqual([page.totalCount, page.list.length, page.list[0].userId], [5, 2, '1']);
  assert.equal(ok(await client.listUsersLegacy({ page: 2, limit: 2 })).list.length, 2);
  const found = ok(await client.listUsers({ keywords: 'sdk@' }));
  assert.deepEqual(found.list.map((user) => user.username), ['sdk']);
  const changed = ok(await client.updateUserBatch({ list: batch.map(({ userId }) => ({ userId, name: 'batch' })) }));
  assert.deepEqual(changed.map((user) => user.name), ['batch', 'batch']);
  const gone = await client.deleteUsersBatch({ userIds: [...batch.map((user) => user.userId), created.userId] });
  assert.equal(ok(gone).success, true);
  refused(await client.deleteUsersBatch({ userIds: [created.userId] }), 404, 2004);
});

await check('encrypted passwords, and signing in with them', async () => {
  const keys = await authentication().getSystemInfo();
  const key = { key: keys.rsa.publicKey, padding: constants.RSA_PKCS1_PADDING };
  const rsa = publicEncrypt(key, Buffer.from('pässword 1')).toString('base64');
  ok(await client.updateUser({ userId: '2', password: rsa, options: { passwordEncryptType: 'rsa' } }));
  const signIn = (password, options) =>
    authentication().signInByCredentials({
      connection: 'PASSWORD',
      passwordPayload: { username: 'grace', password },
      client_id: accessKeyId,
      client_secret: accessKeySecret,
      options,
    });
  assert.equal(ok(await signIn('pässword 1')).user.userId, '2');
  const sealed = sm2.doEncrypt('pässword 2', keys.sm2.publicKey, 1);
  ok(await client.updateUser({ userId: '2', password: sealed, passwordEncryptType: 'sm2' }));
  assert.equal(ok(await signIn(sm2.doEncrypt('pässword 2', keys.sm2.publicKey, 1), { passwordEncryptType: 'sm2' })).user.userId, '2');
  refused(await signIn('pässword 1'), 403, 2333);
  refused(await client.updateUser({ userId: '2', password: rsa.slice(4), options: { passwordEncryptType: 'rsa' } }), 400, undefined);
});

await check('validate-password with a management token', async () => {
  const body = JSON.stringify({ accessKeyId, accessKeySecret });
  const response = await fetch(`${host}/api/v3/get-management-token`, { method: 'POST', body });
  const { access_token: accessToken } = ok(await response.json());
  const app = authentication({ accessToken });
  assert.equal(ok(await app.validatePassword({ username: 'grace', password: 'pässword 2' })).valid, true);
  assert.equal(ok(await app.validatePassword({ email: 'grace@example.com', password: 'wrong' })).valid, false);
});

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

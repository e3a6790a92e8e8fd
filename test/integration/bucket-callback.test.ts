// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the bucket fills these in, not we.
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../main/base/clock.ts';
import { createLog } from '../../main/base/log.ts';
import type { Query } from '../../main/remote/uri.ts';
import {
  type ApplicationAnswer,
  type CallbackApplication,
  callbackHeaders,
  encodeCallback,
  replies,
  startCallbackApplication,
  usualReply,
} from '../support/callback-application.ts';
import { type LocalBucket, startLocalBucket, testBucket } from '../support/local-bucket.ts';
import { codeOf, type RawAnswer, type SignedRequest, sendSigned, wireOf } from '../support/signed-request.ts';
import { sendByParts } from '../support/signed-upload.ts';

const md5 = '337B33C02F89493026843983FF272A30';
const form = 'bucket=${bucket}&object=${object}&etag=${etag}&size=${size}&type=${mimeType}&order=${x:order}';
let bucket: LocalBucket;
let application: CallbackApplication;
/** Time that applications are given, in the place of five seconds. */
let patienceMs: number | null = null;

const clock: Clock = {
  ...systemClock,
  after: (ms, callback) => systemClock.after(ms === 5_000 ? (patienceMs ?? ms) : ms, callback),
};

const logged: { readonly event: string }[] = [];
const log = createLog('info', line => logged.push(JSON.parse(line)), Date.now);

beforeAll(async () => {
  bucket = await startLocalBucket({ clock, log, limits: { oss: { minPart: 1 } } });
  application = await startCallbackApplication(url => url.startsWith(`${bucket.server.url}/`));
});

afterEach(() => {
  application.answerBy();
  patienceMs = null;
});

afterAll(async () => {
  await application.close();
  await bucket.close();
});

const send = (signed: SignedRequest) => sendSigned(bucket.server, signed);
const callback = (more: Record<string, unknown> = {}) => ({
  callbackUrl: `${application.url}/cb?id=1`,
  callbackBody: 'size=${size}',
  ...more,
});
const put = (key: string, headers: Record<string, string>, query: Query = []) =>
  send({ method: 'PUT', key, body: 'hello oss', headers, query });
const lastCall = () => application.calls.at(-1);
const messageOf = (answer: RawAnswer) => /<Message>([^<]*)</.exec(answer.text)?.[1];
const complete = (headers: Record<string, string>, query: Query = []) =>
  sendByParts(bucket.server, 'parts', ['hello ', 'oss'], { headers, query });

test('the application is told in a form and its answer is what the uploader gets', async () => {
  const headers = {
    'content-type': 'text/plain',
    ...callbackHeaders(callback({ callbackBody: form, callbackHost: 'app.example.com' }), {
      'x:order': '4 & 2',
    }),
  };
  application.answerBy(replies.text('{ "stored": "是" }\n'.replace('是', 'yes')));
  const answer = await put('dir/报 a+b.txt', headers);
  expect([answer.status, answer.text, answer.headers['content-type']]).toEqual([
    200,
    '{ "stored": "yes" }\n',
    'application/json',
  ]);
  expect([answer.headers['etag'], answer.headers['x-oss-hash-crc64ecma']]).toEqual([
    `"${md5}"`,
    '15021467531229347219',
  ]);
  expect(lastCall()).toMatchObject({
    path: '/cb?id=1',
    body: `bucket=${testBucket}&object=dir%2F%E6%8A%A5%20a%2Bb.txt&etag=${md5}&size=9&type=text%2Fplain&order=4%20%26%202`,
    isGenuine: true,
    headers: {
      host: 'app.example.com',
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'http-client/0.0.1',
      connection: 'close',
    },
  });
});

test('in a JSON body the values come as JSON', async () => {
  const callbackBody =
    '{"key":${object},"size":${size},"height":${imageInfo.height},"own":${x:own},"none":${x:none}}';
  const asked = callback({ callbackBody, callbackBodyType: 'application/json' });
  const answer = await put('a "quoted" name', callbackHeaders(asked, { 'x:own': 'say "hi"\n' }));
  expect(answer.text).toBe(usualReply);
  expect(JSON.parse(lastCall()?.body ?? '')).toEqual({
    key: 'a "quoted" name',
    size: 9,
    height: '',
    own: 'say "hi"\n',
    none: '',
  });
  expect(lastCall()).toMatchObject({ isGenuine: true, headers: { 'content-type': 'application/json' } });
});

test('the decoded path and the query as it stands are signed', async () => {
  await put('k', callbackHeaders(callback({ callbackUrl: `${application.url}/%E6%8A%A5%20x/y?a=%20b` })));
  expect(lastCall()).toMatchObject({ path: '/%E6%8A%A5%20x/y?a=%20b', isGenuine: true });
  await put('k', callbackHeaders(callback({ callbackUrl: `127.0.0.1:${application.port}` })));
  expect(lastCall()).toMatchObject({ path: '/', isGenuine: true });
});
test('when an upload is completed the answer replaces the document', async () => {
  const answer = await complete(
    callbackHeaders(callback({ callbackBody: 'n=${size}&t=${mimeType}&e=${etag}' })),
  );
  expect([answer.status, answer.text, answer.headers['content-type']]).toEqual([
    200,
    usualReply,
    'application/json',
  ]);
  expect(answer.headers['x-oss-hash-crc64ecma']).toBe('15021467531229347219');
  const etag = answer.headers['etag']?.replaceAll('"', '');
  expect(lastCall()).toMatchObject({ body: `n=9&t=text%2Fplain&e=${etag}`, isGenuine: true });
  expect((await complete({}, [['callback', encodeCallback(callback())]])).text).toBe(usualReply);
});

test('a callback that fails is 203 and the object is stored all the same', async () => {
  application.answerBy(replies.status(301));
  const answer = await put('failed', callbackHeaders(callback()));
  expect([answer.status, codeOf(answer), messageOf(answer)]).toEqual([
    203,
    'CallbackFailed',
    'Error status : 301.',
  ]);
  expect(answer.text).toContain('<EC>0007-00000203</EC>');
  expect(answer.headers['content-type']).toBe('application/xml');
  expect((await send({ method: 'GET', key: 'failed' })).text).toBe('hello oss');
  application.answerBy(replies.status(500));
  expect((await complete(callbackHeaders(callback()))).status).toBe(203);
  expect((await send({ method: 'GET', key: 'parts' })).text).toBe('hello oss');
});

test.each<[string, ApplicationAnswer, string]>([
  ['204', replies.status(204), 'Error status : 204.'],
  ['something else than JSON', replies.text('<html>'), 'Response body is not valid json format.'],
  ['nothing', replies.text(''), 'Response body is not valid json format.'],
  [
    'bytes that are no text',
    replies.text(Buffer.from([0x22, 0xff, 0x22])),
    'Response body is not valid json format.',
  ],
  ['less than it promised', replies.short, 'Response body is not valid json format.'],
  [
    'more than a megabyte',
    replies.text(`"${'x'.repeat(1024 * 1024)}"`),
    'Response body is larger than 1048576 bytes.',
  ],
])('an application that answers %s has not answered', async (_, reply, message) => {
  application.answerBy(reply);
  const answer = await put('bad', callbackHeaders(callback()));
  expect([answer.status, messageOf(answer)]).toEqual([203, message]);
});

test('a megabyte of JSON is passed on whole', async () => {
  const json = `"${'x'.repeat(1024 * 1024 - 2)}"`;
  application.answerBy(replies.text(json));
  const answer = await put('large', callbackHeaders(callback()));
  expect([answer.status, answer.text === json]).toEqual([200, true]);
});

test.each([
  ['never ends its answer', replies.slow],
  ['says nothing', replies.silence],
])('an application that %s is given up, and others are served meanwhile', async (_, reply) => {
  patienceMs = 400;
  application.answerBy(reply);
  const calls = application.calls.length;
  const waiting = put('slow', callbackHeaders(callback()));
  await expect.poll(() => application.calls.length).toBe(calls + 1);
  expect((await send({ method: 'GET', key: 'slow' })).text).toBe('hello oss');
  expect(messageOf(await waiting)).toBe('Error Status : -1.Cost too long time.');
});

test('addresses are tried in their order until one succeeds', async () => {
  const calls = application.calls.length;
  application.answerBy(replies.status(500), replies.text('no'));
  const paths = ['/1', '/2', '/3', '/4'].map(path => `${application.url}${path}`);
  const callbackUrl = ['http://127.0.0.1:9/', ...paths].join(';');
  expect((await put('k', callbackHeaders(callback({ callbackUrl })))).text).toBe(usualReply);
  expect(application.calls.slice(calls).map(({ path }) => path)).toEqual(['/1', '/2', '/3']);
});

test('nobody listens', async () => {
  const answer = await put('k', callbackHeaders(callback({ callbackUrl: 'http://127.0.0.1:9/' })));
  expect(messageOf(answer)).toBe(
    'Error Status : -1.OSS can not connect to your callbackUrl, please check it.',
  );
});
test('an uploader that leaves leaves nothing behind, and the application is told', async () => {
  patienceMs = 300;
  application.answerBy(replies.silence);
  const calls = application.calls.length;
  const { path, headers } = wireOf(bucket.server, {
    method: 'PUT',
    key: 'left',
    headers: callbackHeaders(callback()),
  });
  const sent = request({ host: bucket.server.host, port: bucket.server.port, method: 'PUT', path, headers });
  sent.on('error', () => {});
  sent.end('hello oss');
  await expect.poll(() => application.calls.length).toBe(calls + 1);
  sent.destroy();
  logged.length = 0;
  await expect.poll(() => logged.map(({ event }) => event)).toEqual(['callback failed']);
  expect((await send({ method: 'GET', key: 'left' })).text).toBe('hello oss');
});

test('a server that is closed waits for no application', async () => {
  const other = await startLocalBucket();
  application.answerBy(replies.silence);
  const calls = application.calls.length;
  const waiting = sendSigned(other.server, {
    method: 'PUT',
    key: 'k',
    body: 'x',
    headers: callbackHeaders(callback()),
  }).catch(() => null);
  await expect.poll(() => application.calls.length).toBe(calls + 1);
  const startedMs = performance.now();
  await other.close();
  expect(performance.now() - startedMs).toBeLessThan(4_000);
  expect(await waiting).toBeNull();
});

test('planned callback failures come so often and say what was planned', async () => {
  bucket.faults.on('put', { key: 'planned' }).failCallback().times(2);
  bucket.faults.on('complete').failCallback('Private address is forbidden to callback.');
  const calls = application.calls.length;
  const answers = [];
  for (let round = 0; round < 3; round += 1)
    answers.push((await put('planned', callbackHeaders(callback()))).status);
  expect(answers).toEqual([203, 203, 200]);
  const completed = await complete(callbackHeaders(callback()));
  expect([completed.status, messageOf(completed)]).toEqual([
    203,
    'Private address is forbidden to callback.',
  ]);
  expect(application.calls.length).toBe(calls + 1);
  bucket.faults.assertAllHit();
  bucket.faults.clear();
});

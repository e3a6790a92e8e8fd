import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type CallbackApplication,
  callbackHeaders,
  startCallbackApplication,
  usualReply,
} from '../support/callback-application.ts';
import { type LocalBucket, startLocalBucket } from '../support/local-bucket.ts';
import { sendSigned } from '../support/signed-request.ts';
import { tlsFile } from '../support/tiny-server.ts';

let bucket: LocalBucket;
let application: CallbackApplication;

beforeAll(async () => {
  bucket = await startLocalBucket();
  application = await startCallbackApplication(url => url.startsWith(`${bucket.server.url}/`));
});

afterAll(async () => {
  await application.close();
  await bucket.close();
});

const callback = (callbackUrl = application.url, more: Record<string, unknown> = {}) =>
  callbackHeaders({ callbackUrl, callbackBody: 'hello', ...more });
const put = (headers: Record<string, string>) =>
  sendSigned(bucket.server, { method: 'PUT', key: 'k', body: 'hello oss', headers });
const lastCall = () => application.calls.at(-1);

test('the key is open to everyone, stays after a restart and is nobody else to read', async () => {
  const other = await startLocalBucket();
  const path = '/_longshore/callback-key.pem';
  const read = async () => (await fetch(`${other.server.url}${path}`)).text();
  const pem = await read();
  expect(pem).toMatch(/^-----BEGIN PUBLIC KEY-----/);
  if (process.platform !== 'win32') {
    expect(statSync(join(other.dir, 'callback-key.pem')).mode & 0o777).toBe(0o600);
  }
  await other.server.close();
  await other.restart();
  expect(await read()).toBe(pem);
  expect((await fetch(`${other.server.url}${path}`, { method: 'PUT', body: 'x' })).status).toBe(403);
  await other.close();
});

test('the address of the key is the one that was set', async () => {
  const other = await startLocalBucket({ publicKeyUrl: 'http://keys.test/callback.pem' });
  const headers = callback();
  await sendSigned(other.server, { method: 'PUT', key: 'k', body: 'x', headers });
  const named = Buffer.from(String(lastCall()?.headers['x-oss-pub-key-url']), 'base64').toString();
  expect(named).toBe('http://keys.test/callback.pem');
  expect(lastCall()?.isGenuine).toBe(false);
  await other.close();
});

test('over TLS the host is named when the callback wants it', async () => {
  const trusted = getCACertificates('default');
  setDefaultCACertificates([...trusted, readFileSync(tlsFile('ca.pem'), 'utf8')]);
  const tls = { cert: readFileSync(tlsFile('server.pem')), key: readFileSync(tlsFile('server-key.pem')) };
  const secure = await startCallbackApplication(url => url.startsWith(`${bucket.server.url}/`), tls);
  const callbackUrl = `https://localhost:${secure.port}/`;
  expect((await put(callback(callbackUrl))).text).toBe(usualReply);
  expect((await put(callback(callbackUrl, { callbackSNI: true }))).text).toBe(usualReply);
  expect(secure.calls.map(({ serverName, isGenuine }) => [serverName, isGenuine])).toEqual([
    [null, true],
    ['localhost', true],
  ]);
  setDefaultCACertificates(trusted);
  expect((await put(callback(callbackUrl))).status).toBe(203);
  await secure.close();
});

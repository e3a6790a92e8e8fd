import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryBody } from '../../main/remote/memory-body.ts';
import { keyVariables, runCommand, targetIn } from '../support/command.ts';
import { type LocalBucket, startLocalBucket, testToken } from '../support/local-bucket.ts';
import { noAbort, openRemote } from '../support/open-remote.ts';
import { createTempDir } from '../support/temp-dir.ts';

/** Without curl on this computer there is nobody to try the links with. */
const hasCurl = spawnSync('curl', ['--version']).status === 0;
const nastyKey = "dir/a b+c/报告 (1)'s #%?.txt";
let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket();
});
afterAll(() => bucket.close());

async function makeLink(args: readonly string[], variables = keyVariables) {
  const folder = await createTempDir();
  const end = await runCommand(['link', ...args], { folder, environment: variables });
  return { folder, end, url: end.stdout.trimEnd() };
}

async function store(key: string, content: string): Promise<void> {
  await openRemote(bucket, 'oss').put(key, createMemoryBody(Buffer.from(content)), {}, noAbort);
}

async function content(key: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  const { bytes } = await openRemote(bucket, 'oss').get(key, null, noAbort);
  for await (const chunk of bytes) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** Runs the line that the command suggested, as a user would paste it. */
function runShell(line: string, folder: string) {
  return promisify(execFile)('sh', ['-c', line], { cwd: folder });
}

const signatures = [
  ['OSS V4', 'oss', []],
  ['OSS V1', 'oss', ['--sign', 'v1']],
  ['S3', 's3', []],
] as const;

describe.skipIf(!hasCurl)('curl without any keys', () => {
  describe.each(signatures)('%s', (_, kind, sign) => {
    test.each([nastyKey, 'plain.txt'])('fetches %s', async key => {
      await store(key, `the bytes of ${key}`);
      const { folder, end } = await makeLink([...targetIn(bucket, key, kind), ...sign]);
      expect(end.code, end.stderr).toBe(0);
      const line = end.stderr.split('\n').find(each => each.startsWith('curl ')) ?? '';
      await runShell(line, folder);
      expect(readFileSync(join(folder, key.split('/').at(-1) ?? ''), 'utf8')).toBe(`the bytes of ${key}`);
    });

    test('stores, and only under the type that was signed', async () => {
      const key = `put/${kind}/${sign.length}/${nastyKey}`;
      const type = ['--content-type', 'text/x-signed'];
      const { folder, end } = await makeLink([...targetIn(bucket, key, kind), ...sign, '--put', ...type]);
      expect(end.code, end.stderr).toBe(0);
      writeFileSync(join(folder, 'FILE'), 'sent by curl');
      const line = end.stderr.split('\n').find(each => each.startsWith('curl ')) ?? '';
      await expect(runShell(line.replace('x-signed', 'x-other'), folder)).rejects.toThrow(/403/);
      await runShell(line, folder);
      expect(await content(key)).toBe('sent by curl');
      expect((await openRemote(bucket, 'oss').head(key, noAbort))?.contentType).toBe('text/x-signed');
    });

    test('is told to save under the name that was wished', async () => {
      await store('saved.bin', 'x');
      const { url } = await makeLink([
        ...targetIn(bucket, 'saved.bin', kind),
        ...sign,
        '--save-as',
        '报告.txt',
      ]);
      const { headers } = await fetch(url);
      expect(headers.get('content-disposition')).toContain(
        `filename*=UTF-8''${encodeURIComponent('报告.txt')}`,
      );
    });

    test('is refused once the link has expired, and for any other object', async () => {
      await store('short.txt', 'x');
      await store('other.txt', 'x');
      const { url } = await makeLink([...targetIn(bucket, 'short.txt', kind), ...sign, '--expires', '1s']);
      expect((await fetch(url.replace('short.txt', 'other.txt'))).status).toBe(403);
      await expect.poll(async () => (await fetch(url)).status, { timeout: 5000 }).toBe(403);
    });
  });
});

test('standard output holds the address alone, and the log nothing of it', async () => {
  await store('quiet.txt', 'x');
  const log = ['--log-level', 'debug', '--log-file', 'log.txt'];
  const { folder, end, url } = await makeLink([...targetIn(bucket, 'quiet.txt'), ...log]);
  expect(end.stdout).toBe(`${url}\n`);
  expect(url).toMatch(/^http:\S+$/);
  expect(end.stderr).toMatch(/^works until \d{4}-\d\d-\d\d \d\d:\d\d \((1h 00m|59m \d\ds)\)$/m);
  const text = existsSync(join(folder, 'log.txt')) ? readFileSync(join(folder, 'log.txt'), 'utf8') : '';
  expect(text).not.toMatch(/signature=|x-oss-credential/i);
});

test('a link with temporary keys says that it ends with them', async () => {
  await store('token.txt', 'by token');
  const variables = {
    OSS_ACCESS_KEY_ID: testToken.accessKeyId,
    OSS_ACCESS_KEY_SECRET: testToken.accessKeySecret,
    OSS_SESSION_TOKEN: testToken.securityToken ?? '',
  };
  const { end, url } = await makeLink([...targetIn(bucket, 'token.txt')], variables);
  expect(end.stderr).toContain('temporary keys');
  expect(await (await fetch(url)).text()).toBe('by token');
});

test('with --json there is one object with everything that the request needs', async () => {
  const { end } = await makeLink([...targetIn(bucket, 'j.txt'), '--put', '--content-type', 'a/b', '--json']);
  expect(end.events()).toEqual([
    expect.objectContaining({
      event: 'link',
      method: 'PUT',
      key: 'j.txt',
      headers: { 'content-type': 'a/b' },
      isTemporary: false,
    }),
  ]);
});

describe('no link is made', () => {
  test.each([
    ['to an object that is not there', 'missing.txt', [], 1, 'object.missing'],
    ['to a bucket without a key', '', [], 2, 'usage'],
    ['to a name that programs would resolve', 'up/../down', ['--no-check'], 2, 'key.invalid'],
    ['for longer than seven days', 'missing.txt', ['--no-check', '--expires', '8d'], 2, 'options.invalid'],
    ['with a type for fetching', 'missing.txt', ['--content-type', 'a/b'], 2, 'usage'],
    ['with a file name for storing', 'missing.txt', ['--put', '--save-as', 'x'], 2, 'usage'],
  ] as const)('%s', async (_, key, options, code, errorCode) => {
    const { end } = await makeLink([...targetIn(bucket, key), ...options]);
    expect(end.stdout).toBe('');
    expect(end.stderr).toContain(`(code ${errorCode}`);
    expect(end.code).toBe(code);
  });

  test('unless --no-check is given', async () => {
    const { end } = await makeLink([...targetIn(bucket, 'later.txt'), '--no-check']);
    expect(end.code, end.stderr).toBe(0);
  });
});

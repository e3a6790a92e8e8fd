import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type CallbackApplication,
  replies,
  startCallbackApplication,
  usualReply,
} from '../support/callback-application.ts';
import { type CommandEnd, keyVariables, runCommand, shellWords, targetIn } from '../support/command.ts';
import { type LocalBucket, startLocalBucket } from '../support/local-bucket.ts';
import { noAbort, openRemote } from '../support/open-remote.ts';
import { sampleBytes } from '../support/sample-bytes.ts';
import { sendSigned } from '../support/signed-request.ts';
import { createTempDir } from '../support/temp-dir.ts';

const mebibyte = 1024 * 1024;
let bucket: LocalBucket;
let application: CallbackApplication;

beforeAll(async () => {
  bucket = await startLocalBucket();
  application = await startCallbackApplication(url => url.startsWith(`${bucket.server.url}/`));
});
afterEach(() => application.answerBy());
afterAll(async () => {
  await application.close();
  await bucket.close();
});

/** A folder with one file in it, as the place for commands to run in. */
async function placeWith(content: string | Uint8Array, name = 'file.bin') {
  const folder = await createTempDir();
  writeFileSync(join(folder, name), content);
  return { folder, environment: keyVariables };
}

const head = (kind: 'oss' | 's3', key: string) => openRemote(bucket, kind).head(key, noAbort);

/** Below the threshold and above it: one request, and parts. */
const sizes = [
  ['in one request', 100],
  ['by parts', 11 * mebibyte],
] as const;

describe.each(sizes)('options of an object that goes up %s', (_, size) => {
  test('arrive in OSS', async () => {
    const place = await placeWith(sampleBytes(size));
    const key = `oss/${size}`;
    const options = [
      ...['--content-type', 'text/x-test', '--cache-control', 'max-age=3600', '--content-language', 'zh-CN'],
      ...['--content-disposition', 'attachment; filename="a.txt"', '--content-encoding', 'x-own'],
      ...['--expires', '2040-01-02T03:04', '--meta', 'author=李 Lei', '--tag', 'team=a b', '--tag', 'x='],
      ...['--storage-class', 'IA', '--acl', 'public-read', '--encryption', 'KMS', '--kms-key-id', 'key-1'],
      ...['--traffic-limit', '100MiB'],
    ];
    const put = await runCommand(['put', 'file.bin', ...targetIn(bucket, key), ...options], place);
    expect(put.code, put.stderr).toBe(0);
    expect(await head('oss', key)).toMatchObject({
      size,
      contentType: 'text/x-test',
      headers: {
        'cache-control': 'max-age=3600',
        'content-disposition': 'attachment; filename="a.txt"',
        'content-encoding': 'x-own',
        'content-language': 'zh-CN',
        expires: 'Mon, 02 Jan 2040 03:04:00 GMT',
      },
      meta: {
        author: '李 Lei',
        mtime: expect.stringMatching(new RegExp(`^${Math.floor(mtimeOf(place.folder))}(\\.\\d+)?$`)),
      },
      tagCount: 2,
      storageClass: 'IA',
      encryption: { algorithm: 'KMS', keyId: 'key-1' },
    });
    const acl = await sendSigned(bucket.server, { method: 'GET', key, query: [['acl', '']] });
    expect(acl.text).toContain('<Grant>public-read</Grant>');
  });

  test('arrive in S3', async () => {
    const place = await placeWith(sampleBytes(size));
    const key = `s3/${size}`;
    const options = [
      ...['--cache-control', 'no-cache', '--content-disposition', 'attachment', '--content-language', 'en'],
      ...['--content-encoding', 'x-own', '--expires', 'Mon, 02 Jan 2040 03:04:00 GMT', '--tag', 'a=b'],
      ...['--storage-class', 'STANDARD_IA', '--encryption', 'AES256', '--no-mtime', '--meta', 'a=ü'],
    ];
    const put = await runCommand(['put', 'file.bin', ...targetIn(bucket, key, 's3'), ...options], place);
    expect(put.code, put.stderr).toBe(0);
    const info = await head('s3', key);
    expect(info).toMatchObject({
      headers: {
        'cache-control': 'no-cache',
        'content-disposition': 'attachment',
        'content-encoding': 'x-own',
        'content-language': 'en',
        expires: 'Mon, 02 Jan 2040 03:04:00 GMT',
      },
      tagCount: 1,
      storageClass: 'STANDARD_IA',
      encryption: { algorithm: 'AES256' },
    });
    expect(info?.meta).toEqual({ a: 'ü' });
  });
});

const mtimeOf = (folder: string) => statSync(join(folder, 'file.bin')).mtimeMs / 1000;

test('an object that is there already is kept with --forbid-overwrite', async () => {
  const place = await placeWith('first');
  const target = targetIn(bucket, 'kept');
  await runCommand(['put', 'file.bin', ...target], place);
  writeFileSync(join(place.folder, 'file.bin'), 'second');
  const put = await runCommand(['put', 'file.bin', ...target, '--forbid-overwrite'], place);
  expect(put.code).toBe(1);
  expect(put.stderr).toContain('(code object.exists');
  expect((await head('oss', 'kept'))?.size).toBe(5);
});

describe('options that can not be', () => {
  test.each<[string, 'oss' | 's3', readonly string[], RegExp]>([
    ['a callback on S3', 's3', ['--callback-url', 'http://a/', '--callback-body', 'a=b'], /callback-url/],
    ['a traffic limit on S3', 's3', ['--traffic-limit', '1MB'], /traffic-limit/],
    ['SM4 on S3', 's3', ['--encryption', 'SM4'], /SM4/],
    ['a traffic limit out of range', 'oss', ['--traffic-limit', '50KB'], /traffic-limit.*100 KiB\/s/],
    ['eleven tags', 'oss', tagOptions(11), /at most 10 tags/],
    ['a media type that is not ASCII', 'oss', ['--content-type', 'text/ü'], /content-type.*ASCII/],
    ['a storage class of another store', 'oss', ['--storage-class', 'GLACIER'], /Standard, IA/],
    ['an unknown ACL', 'oss', ['--acl', 'everybody'], /acl.*public-read/],
    [
      'an unknown variable',
      'oss',
      ['--callback-url', 'http://a/', '--callback-body', `a=\${crc}`],
      /\$\{crc\} is no variable.*\$\{imageInfo\.width\}/,
    ],
    [
      'six addresses',
      'oss',
      [...urlOptions('http://a/', 6), '--callback-body', 'a=b'],
      /callback-url.*1 to 5/,
    ],
    ['a body without an address', 'oss', ['--callback-body', 'a=b'], /need --callback-url/],
    ['an address without a body', 'oss', ['--callback-url', 'http://a/'], /--callback-body/],
  ])('%s is refused before anything is sent', async (_, kind, options, words) => {
    const place = await placeWith('x');
    const before = bucket.server.stats();
    const put = await runCommand(['put', 'file.bin', ...targetIn(bucket, 'no', kind), ...options], place);
    expect(put.code, put.stderr).toBe(2);
    expect(put.stderr).toMatch(words);
    expect(put.stderr.split('\n').length).toBeLessThan(6);
    expect(bucket.server.stats().requests).toEqual(before.requests);
  });
});

function tagOptions(count: number): string[] {
  return Array.from({ length: count }, (_, index) => ['--tag', `t${index}=x`]).flat();
}

function urlOptions(url: string, count: number): string[] {
  return Array.from({ length: count }, () => ['--callback-url', url]).flat();
}

describe.each(sizes)('a callback for an object that goes up %s', (_, size) => {
  const asking = () => [
    ...['--callback-url', 'http://127.0.0.1:9/', '--callback-url', `${application.url}/stored`],
    ...['--callback-body-type', 'json', '--callback-var', 'x:order=四 2'],
    ...['--callback-body', `{"key":\${object},"size":\${size},"order":\${x:order}}`],
  ];

  test("shows the application's answer", async () => {
    const place = await placeWith(sampleBytes(size));
    const put = await runCommand(['put', 'file.bin', ...targetIn(bucket, 'told/'), ...asking()], place);
    expect(put.code, put.stderr).toBe(0);
    expect(put.stdout).toContain(`\n  callback answered: ${usualReply}\n`);
    const call = application.calls.at(-1);
    expect(call).toMatchObject({ path: '/stored', isGenuine: true });
    expect(JSON.parse(call?.body ?? '')).toEqual({ key: 'told/file.bin', size, order: '四 2' });
  });

  test('in vain is a result of its own', async () => {
    const place = await placeWith(sampleBytes(size));
    application.answerBy(replies.status(502), replies.text(usualReply));
    const args = ['put', 'file.bin', ...targetIn(bucket, `vain/${size}`), ...asking()];
    const put = await runCommand(args, place);
    expect(put.code, put.stderr).toBe(4);
    expect(put.stdout).toMatch(/^stored, callback failed file\.bin -> oss:.*CRC64/);
    expect(put.stdout).toContain('1 proven (1 callback failed), 0 failed');
    expect(put.stderr).toMatch(/502/);
    const [line = ''] = /^ {2}longshore callback .*$/m.exec(put.stderr) ?? [];
    const again = await runCommand(shellWords(line).slice(1), place);
    expect(again.code, again.stderr).toBe(0);
    expect(again.stdout).toContain(`callback answered: ${usualReply}`);
    expect(JSON.parse(application.calls.at(-1)?.body ?? '')).toMatchObject({ size, order: '四 2' });
    expect(put.stderr).toContain('(code upload.callback-failed, request ');
    expect((await head('oss', `vain/${size}`))?.size).toBe(size);
  });

  test('is data with --json', async () => {
    const place = await placeWith(sampleBytes(size));
    application.answerBy(replies.text('{ "a":\n 1 }'), replies.status(502));
    const args = ['put', 'file.bin', ...targetIn(bucket, `data/${size}`), ...asking(), '--json'];
    const good = (await runCommand(args, place)).events();
    expect(good.find(({ event }) => event === 'proven')).toMatchObject({ callbackAnswer: '{ "a":\n 1 }' });
    const bad = await runCommand(args, place);
    expect(bad.code).toBe(4);
    expect(bad.events().find(({ event }) => event === 'callbackFailed')).toMatchObject({
      size,
      code: 'upload.callback-failed',
      callbackMessage: expect.stringContaining('502'),
      remedy: expect.any(String),
      repeat: expect.stringContaining(`longshore callback oss://test-bucket/data/${size} --endpoint http:`),
      requestId: expect.stringMatching(/\w/),
    });
    expect(bad.events().at(-1)).toMatchObject({ proven: 1, callbackFailed: 1, exitCode: 4 });
  });
});

describe('a report', () => {
  const report = (folder: string, name = 'proof.json') =>
    JSON.parse(readFileSync(join(folder, name), 'utf8')) as { readonly entries: readonly unknown[] };

  test('holds what was proven, also when something failed', async () => {
    const place = await placeWith('123456789', 'digits.txt');
    writeFileSync(join(place.folder, 'proof.json'), 'older');
    const args = ['put', 'digits.txt', 'gone.txt', ...targetIn(bucket, 'report/'), '--report', 'proof.json'];
    const put = await runCommand(args, place);
    expect(put.code).toBe(1);
    expect(report(place.folder).entries).toMatchObject([
      {
        path: join(place.folder, 'digits.txt'),
        offset: 0,
        target: { key: 'report/digits.txt', address: { kind: 'oss' } },
        proof: { size: 9, ours: { algorithm: 'crc64', value: '995dc9bbdf1939fa' } },
      },
    ]);
    expect(JSON.stringify(report(place.folder))).not.toContain('test-secret');
  });

  test.each<[string, readonly string[], RegExp]>([
    ['a folder', ['--report', '.'], /not a regular file/],
    ['a place that is not there', ['--report', 'no/where/proof.json'], /ENOENT/],
    ['the file that goes up', ['--report', 'file.bin'], /which is what is read/],
    ['standard output', ['--report', '-'], /--json/],
  ])('to %s is refused before anything is sent', async (_, options, words) => {
    const place = await placeWith('x');
    const put: CommandEnd = await runCommand(
      ['put', 'file.bin', ...targetIn(bucket, 'unreported'), ...options],
      place,
    );
    expect(put.code).toBe(2);
    expect(put.stderr).toMatch(words);
    expect(await head('oss', 'unreported')).toBeNull();
  });
});

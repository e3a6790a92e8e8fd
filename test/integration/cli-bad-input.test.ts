import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { ErrorCode } from '../../main/base/app-error.ts';
import { type CommandEnd, keyVariables, runCommand, startCommand, targetIn } from '../support/command.ts';
import { type LocalBucket, startLocalBucket } from '../support/local-bucket.ts';
import { createTempDir } from '../support/temp-dir.ts';

const mebibyte = 1024 * 1024;
let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket();
});
afterAll(() => bucket.close());

async function placeWith(content: Uint8Array | string) {
  const folder = await createTempDir();
  writeFileSync(join(folder, 'file.bin'), content);
  return { folder, environment: keyVariables };
}

/** The shape of every failure: a sentence of cause, a sentence of remedy, the code. */
function expectFailure(end: CommandEnd, code: ErrorCode, exitCode: number, words: RegExp): void {
  const found =
    /^(?:failed|blocked)[^\n:]*: ([^\n]+[.。])\n {2}([^\n]+[.。])\n {2}\(code ([\w.-]+)(?:, request \w+)?\)$/m.exec(
      end.stderr,
    );
  expect(found, end.stderr).not.toBeNull();
  const [, cause = '', remedy = '', shown = ''] = found ?? [];
  expect([shown, end.code], end.stderr).toEqual([code, exitCode]);
  expect(cause).toMatch(words);
  expect(remedy.length).toBeGreaterThan(10);
  expect(end.stderr).not.toMatch(/^ +at /m);
}

test('a missing file', async () => {
  const place = await placeWith('');
  const end = await runCommand(['put', 'gone.bin', ...targetIn(bucket, '')], place);
  expectFailure(end, 'file.missing', 1, /gone\.bin/);
});

test('a directory', async () => {
  const place = await placeWith('');
  mkdirSync(join(place.folder, 'folder'));
  const end = await runCommand(['put', 'folder', ...targetIn(bucket, '')], place);
  expectFailure(end, 'file.not-regular', 1, /folder/);
});

test.skipIf(process.platform === 'win32')('an unreadable file', async () => {
  const place = await placeWith('secret');
  chmodSync(join(place.folder, 'file.bin'), 0);
  chmodSync(place.folder, 0o777);
  // Root may read everything, so for once the command is somebody else's.
  const nobody = process.getuid?.() === 0 ? { uid: 65_534 } : {};
  const end = await runCommand(['put', 'file.bin', ...targetIn(bucket, '')], { ...place, ...nobody });
  expectFailure(end, 'file.unreadable', 3, /file\.bin.*EACCES/);
});

test('a file that shrinks while it is read starts over, and says why', async () => {
  const place = await placeWith(randomBytes(14 * mebibyte));
  const options = ['--part-size', '1MiB', '--parallel', '1', '--limit-rate', '6M'];
  const put = startCommand(['put', 'file.bin', ...targetIn(bucket, 'shrinks'), ...options], place);
  await put.untilShown(/part [2-9]\/14/);
  truncateSync(join(place.folder, 'file.bin'), 3 * mebibyte);
  const end = await put.ended;
  expect(end.stderr).toMatch(/^restarted: .*file\.changed/m);
  expect(end.code, end.stderr).toBe(0);
  expect(end.stdout).toContain('(3145728 bytes)');
});

test('an unknown bucket', async () => {
  const place = await placeWith('x');
  const end = await runCommand(
    ['put', 'file.bin', 'oss://no-such-bucket/', '--endpoint', bucket.server.url],
    place,
  );
  expectFailure(end, 'bucket.missing', 1, /no-such-bucket/);
  expect(end.stderr).toMatch(/, request \w+\)/);
});

test('a wrong secret: the key is named by its end, and the upload waits', async () => {
  const place = await placeWith('x');
  const environment = { ...keyVariables, OSS_ACCESS_KEY_SECRET: 'wrong' };
  const end = await runCommand(['put', 'file.bin', ...targetIn(bucket, '')], { ...place, environment });
  expectFailure(end, 'credentials.wrong', 3, /\*\*\*\*0001/);
  expect(end.stderr).not.toContain('LTAI5tTESTKEY0001');
});

test('an unknown key id', async () => {
  const place = await placeWith('x');
  const environment = { ...keyVariables, OSS_ACCESS_KEY_ID: 'LTAI5tNOBODY9999' };
  const end = await runCommand(['ls', ...targetIn(bucket, '')], { ...place, environment });
  expectFailure(end, 'credentials.wrong', 3, /\*\*\*\*9999/);
});

test('no keys at all', async () => {
  const { folder } = await placeWith('x');
  const end = await runCommand(['put', 'file.bin', ...targetIn(bucket, '')], { folder });
  expectFailure(end, 'credentials.missing', 3, /OSS_ACCESS_KEY_ID/);
});

test('no network', async () => {
  const place = await placeWith('x');
  // Port 9 (discard) is where nobody listens.
  const endpoint = ['--endpoint', 'http://127.0.0.1:9', '--retries', '1'];
  const end = await runCommand(['put', 'file.bin', 'oss://some-bucket/', ...endpoint], place);
  expectFailure(end, 'net.unreachable', 1, /127\.0\.0\.1:9 .*ECONNREFUSED/);
});

test('an endpoint that answers with a web page', async () => {
  const place = await placeWith('x');
  const page = createServer((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Sign in</body></html>');
  });
  await new Promise<void>(resolve => page.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void page.close());
  const endpoint = ['--endpoint', `http://127.0.0.1:${(page.address() as AddressInfo).port}`];
  for (const command of [
    ['put', 'file.bin', 'oss://some-bucket/'],
    ['ls', 'oss://some-bucket/'],
  ]) {
    const end = await runCommand([...command, ...endpoint], place);
    expectFailure(end, 'remote.not-storage', 1, /not an object store/);
  }
});

test('a key that is not allowed', async () => {
  const place = await placeWith('x');
  const end = await runCommand(['put', 'file.bin', ...targetIn(bucket, '/leading-slash')], place);
  expectFailure(end, 'key.invalid', 2, /\/leading-slash/);
  const long = await runCommand(['put', 'file.bin', ...targetIn(bucket, 'é'.repeat(600))], place);
  expectFailure(long, 'key.invalid', 2, /1023/);
});

test.each([['10'], ['6GiB']])('a part size of %s', async size => {
  const place = await placeWith(randomBytes(11 * mebibyte));
  const end = await runCommand(['put', 'file.bin', ...targetIn(bucket, ''), '--part-size', size], place);
  expectFailure(end, 'part.size', 2, /the smallest is 100 KiB; the largest is 5\.0 GiB/);
});

test('a record of transfers that can not be written', async () => {
  const place = await placeWith('x');
  // A file where the folder should be fails on every system, and for root as well.
  const blocked = ['--data-dir', join(place.folder, 'file.bin')];
  const end = await runCommand(['put', 'file.bin', ...targetIn(bucket, ''), ...blocked], place);
  expectFailure(end, 'disk.failed', 3, /file\.bin/);
});

/** Runs what follows with an almost full disk at `data`; needs the right to make namespaces. */
const smallDisk = [
  'unshare',
  '--map-root-user',
  '--mount',
  'sh',
  '-c',
  'mkdir -p data && mount -t tmpfs -o size=128k tmpfs data && exec "$@"',
  'sh',
];
const hasSmallDisk = spawnSync(smallDisk[0] ?? '', ['--map-root-user', '--mount', 'true']).status === 0;
if (!hasSmallDisk) console.log('skipped: a full disk (this system gives no private mounts)');

test.skipIf(!hasSmallDisk)('a full disk', async () => {
  const place = await placeWith(randomBytes(11 * mebibyte));
  const put = ['put', 'file.bin', ...targetIn(bucket, 'full-disk'), '--part-size', '100KiB'];
  const end = await runCommand(put, { ...place, prefix: smallDisk });
  expectFailure(end, 'disk.full', 3, /full/);
  const again = await runCommand(put, place);
  expect(again.code, again.stderr).toBe(0);
});

test.each<[string, readonly string[], RegExp]>([
  ['no command', [], /a command is missing/],
  ['an unknown command', ['send'], /unknown command 'send'/],
  ['an unknown option', ['put', 'a', 'oss://bbb/', '--fast'], /unknown option '--fast'/],
  ['a bucket of two letters', ['put', 'file.bin', 'oss://ab/key'], /names of buckets have at least 3/],
  ['a bucket without a place', ['put', 'file.bin', 'oss://bbb/'], /not known where the bucket is.*region/],
  ['a target that is none', ['put', 'file.bin', 'bucket/key'], /not a target/],
  ['a size that is none', ['put', 'file.bin', 'oss://bbb/', '--part-size', 'big'], /"big" is not a size/],
  ['a file without a target', ['put', 'file.bin'], /at least one FILE and a TARGET/],
  ['metadata without a name', ['put', 'file.bin', 'oss://bbb/', '--meta', '=x'], /not name=value/],
  [
    'one key for several files',
    ['put', 'a', 'b', 'oss://bbb/c', '--region', 'cn-hangzhou'],
    /can't all become/,
  ],
  [
    'one name for two files',
    ['put', 'x/a', 'y/a', 'oss://bbb/', '--region', 'cn-hangzhou'],
    /would both become/,
  ],
  ['an unknown topic', ['help', 'everything'], /no topic "everything"/],
])('%s', async (_, args, words) => {
  const place = await placeWith('x');
  expectFailure(await runCommand(args, place), 'usage', 2, words);
});

test('the help that a remedy names is that of the command', async () => {
  const end = await runCommand(['put', 'a', 'oss://bbb/', '--fast'], await placeWith('x'));
  expect(end.stderr).toContain('longshore help put shows');
  const part = await runCommand(['uploads', 'part', 'oss://bbb/k', 'f'], await placeWith('x'));
  expect(part.stderr).toContain('longshore help uploads part shows');
  const add = await runCommand(['accounts', 'add', 'a b'], await placeWith('x'));
  expect(add.stderr).toContain('longshore help accounts add shows');
});

test('an unknown account', async () => {
  const place = await placeWith('x');
  const end = await runCommand(['put', 'file.bin', 'nobody:bucket/key'], place);
  expectFailure(end, 'account.unknown', 2, /nobody/);
});

test('with --json a failure is data', async () => {
  const place = await placeWith('x');
  const end = await runCommand(['put', 'gone.bin', ...targetIn(bucket, ''), '--json'], place);
  expect(end.code).toBe(1);
  expect(end.events().find(({ event }) => event === 'failed')).toMatchObject({
    code: 'file.missing',
    key: 'gone.bin',
  });
  const wrong = await runCommand(['put', 'gone.bin', 'nowhere', '--json'], place);
  expect(wrong.events()).toMatchObject([{ event: 'error', code: 'usage' }]);
});

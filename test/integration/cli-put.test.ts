import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyVariables, runCommand, startCommand, targetIn } from '../support/command.ts';
import { type LocalBucket, startLocalBucket, testKey } from '../support/local-bucket.ts';
import { noAbort, openRemote } from '../support/open-remote.ts';
import { createTempDir } from '../support/temp-dir.ts';

const mebibyte = 1024 * 1024;
let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket();
});
afterAll(() => bucket.close());

/** A folder with files in it, as the place for commands to run in. */
async function placeWith(files: Readonly<Record<string, Uint8Array | string>>) {
  const folder = await createTempDir();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return { folder, environment: keyVariables };
}

describe.each(['oss', 's3'] as const)('put to %s', kind => {
  test('ends with size, checksum, ETag and request id, and the same bytes come back', async () => {
    const bytes = randomBytes(12 * mebibyte);
    const place = await placeWith({ 'large.bin': bytes });
    const put = await runCommand(['put', 'large.bin', ...targetIn(bucket, 'proof/', kind)], place);
    expect(put.code, put.stderr).toBe(0);
    expect(put.stdout).toMatch(
      /^proven large\.bin -> \w+:\/\/[\w-]+\/proof\/large\.bin: 12\.0 MiB \(12582912 bytes\), CRC/,
    );
    expect(put.stdout).toMatch(/, ETag [\w-]+, request \w+/);
    expect(put.stdout).toMatch(/\n1 proven, 0 failed, 12\.0 MiB/);
    const get = await runCommand(['get', ...targetIn(bucket, 'proof/large.bin', kind), 'back.bin'], place);
    expect(get.code, get.stderr).toBe(0);
    expect(get.stdout).toMatch(/^proven /);
    expect(readFileSync(join(place.folder, 'back.bin')).equals(bytes)).toBe(true);
  });
});

test('an OSS proof shows the CRC64 in decimal, as OSS does, and in hex', async () => {
  const place = await placeWith({ 'digits.txt': '123456789' });
  const { stdout } = await runCommand(['put', 'digits.txt', ...targetIn(bucket, '')], place);
  // Check value of CRC-64/XZ.
  expect(stdout).toContain('CRC64 11051210869376104954 (hex 995dc9bbdf1939fa)');
});

test('with --json every line is one object, and the last one is the summary', async () => {
  const place = await placeWith({ 'large.bin': randomBytes(11 * mebibyte), 'small.txt': 'hello' });
  const put = await runCommand(
    ['put', 'large.bin', 'small.txt', ...targetIn(bucket, 'json/'), '--json'],
    place,
  );
  expect(put.code, put.stderr).toBe(0);
  const events = put.events();
  expect(events[0]).toEqual({ event: 'started', files: 2 });
  const proven = events.filter(({ event }) => event === 'proven');
  expect(proven.map(({ key }) => key).sort()).toEqual(['json/large.bin', 'json/small.txt']);
  for (const { checksum, storeChecksum, crc64, requestId } of proven) {
    expect(checksum).toBe(storeChecksum);
    expect(BigInt(String(crc64)).toString(16).padStart(16, '0')).toBe(checksum);
    expect(requestId).toBeTruthy();
  }
  expect(events.at(-1)).toMatchObject({ event: 'summary', proven: 2, failed: 0, exitCode: 0 });
  expect(put.stderr).toBe('');
});

test('several files and one that is missing: the others are proven, exit code 1', async () => {
  const place = await placeWith({ 'a.txt': 'a', 'b.txt': '' });
  const put = await runCommand(['put', 'a.txt', 'gone.txt', 'b.txt', ...targetIn(bucket, 'some/')], place);
  expect(put.code).toBe(1);
  expect(put.stdout).toContain('2 proven, 1 failed, 1 byte');
  expect(put.stderr).toContain('(code file.missing)');
});

test('the media type follows the ending, and metadata arrives', async () => {
  const place = await placeWith({ 'page.html': '<p>' });
  const options = ['--meta', 'Author=李 Lei', '--meta', 'empty='];
  const put = await runCommand(['put', 'page.html', ...targetIn(bucket, ''), ...options], place);
  expect(put.code, put.stderr).toBe(0);
  const info = await openRemote(bucket, 'oss').head('page.html', noAbort);
  expect(info).toMatchObject({ contentType: 'text/html', meta: { author: '李 Lei', empty: '' } });
});

test('without a terminal nothing is redrawn', async () => {
  const place = await placeWith({ 'large.bin': randomBytes(11 * mebibyte) });
  const { stderr } = await runCommand(['put', 'large.bin', ...targetIn(bucket, 'plain')], place);
  expect(stderr).toMatch(/^sending .*large\.bin to oss:/);
  expect(stderr).toContain('100%  11.0 MiB of 11.0 MiB');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there.
  expect(stderr).not.toMatch(/[\u001b\r]/);
});

describe('signals', () => {
  const slowly = ['--part-size', '1MiB', '--parallel', '2', '--limit-rate', '6M'];

  test('the first pauses, says what is safe, and the same command goes on without sending it again', async () => {
    const place = await placeWith({ 'large.bin': randomBytes(16 * mebibyte) });
    const target = targetIn(bucket, 'paused.bin');
    const first = startCommand(['put', 'large.bin', ...target, ...slowly], place);
    await first.untilShown(/part [3-9]\/16/);
    first.process.kill('SIGINT');
    const paused = await first.ended;
    expect(paused.code).toBe(130);
    const [, safe = ''] =
      /paused: .*\((\d+) bytes\) are safe on the server; run the same command/.exec(paused.stderr) ?? [];
    expect(Number(safe)).toBeGreaterThanOrEqual(3 * mebibyte);

    const before = bucket.server.stats().bodyBytes.sendPart;
    const second = await runCommand(['put', 'large.bin', ...target], place);
    expect(second.code, second.stderr).toBe(0);
    expect(second.stderr).toContain('were confirmed by an earlier run');
    const sent = bucket.server.stats().bodyBytes.sendPart - before;
    expect(sent).toBeLessThanOrEqual(16 * mebibyte - Number(safe));
  });

  test('a kill without a word costs only what was in flight', async () => {
    const place = await placeWith({ 'large.bin': randomBytes(16 * mebibyte) });
    const target = targetIn(bucket, 'killed.bin');
    const before = bucket.server.stats().bodyBytes.sendPart;
    const first = startCommand(['put', 'large.bin', ...target, ...slowly], place);
    await first.untilShown(/part [3-9]\/16/);
    first.process.kill('SIGKILL');
    await first.ended;
    const second = await runCommand(['put', 'large.bin', ...target], place);
    expect(second.code, second.stderr).toBe(0);
    const sent = bucket.server.stats().bodyBytes.sendPart - before;
    expect(sent).toBeLessThanOrEqual((16 + 2) * mebibyte);
  });

  test('the second ends the process at once', async () => {
    const place = await placeWith({ 'small.bin': randomBytes(100) });
    bucket.faults.on('put', { key: 'hangs' }).hang().times(Number.POSITIVE_INFINITY);
    const put = startCommand(['put', 'small.bin', ...targetIn(bucket, 'hangs')], place);
    await put.untilShown(/sending/);
    put.process.kill('SIGTERM');
    await put.untilShown(/stopping/);
    put.process.kill('SIGTERM');
    expect((await put.ended).code).toBe(130);
  });
});

test('no secret appears anywhere, whatever is logged', async () => {
  const place = await placeWith({ 'large.bin': randomBytes(11 * mebibyte) });
  const log = ['--log-level', 'debug', '--json'];
  const wrong = { ...place, environment: { ...keyVariables, OSS_ACCESS_KEY_SECRET: 'a-wrong-secret-0001' } };
  const [good, bad] = [
    await runCommand(['put', 'large.bin', ...targetIn(bucket, 'secret'), ...log], place),
    await runCommand(['put', 'large.bin', ...targetIn(bucket, 'secret'), ...log], wrong),
  ];
  expect([good.code, bad.code]).toEqual([0, 3]);
  const everything = [good.stdout, good.stderr, bad.stdout, bad.stderr].join('\n');
  expect(everything).not.toContain(testKey.accessKeySecret);
  expect(everything).not.toContain('a-wrong-secret-0001');
  expect(everything).not.toMatch(/signature=(?!\*\*\*)\w{16}/i);
});

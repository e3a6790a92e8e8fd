import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { keyVariables, runCommand, startCommand, targetIn } from '../support/command.ts';
import { type LocalBucket, startLocalBucket } from '../support/local-bucket.ts';
import { noAbort, openRemote } from '../support/open-remote.ts';
import { sendSigned } from '../support/signed-request.ts';
import { createTempDir } from '../support/temp-dir.ts';

const mebibyte = 1024 * 1024;
let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket();
});
afterAll(() => bucket.close());

/** A folder with files in it, as the place for commands to run in. */
async function placeWith(files: Readonly<Record<string, Uint8Array | string>> = {}) {
  const folder = await createTempDir();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return { folder, environment: keyVariables };
}

const stored = async (key: string) => (await sendSigned(bucket.server, { method: 'GET', key })).bytes;
const infoOf = (key: string) => openRemote(bucket, 'oss').head(key, noAbort);

/** A web server for one test. */
async function serve(onRequest: RequestListener): Promise<string> {
  const server = createServer(onRequest);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe.each(['oss', 's3'] as const)('standard input to %s', kind => {
  test.each([0, 1000, 11 * mebibyte, 40 * mebibyte])('arrives with %i bytes', async size => {
    const input = randomBytes(size);
    const key = `stdin-${kind}/${size}.html`;
    const put = await runCommand(['put', '-', ...targetIn(bucket, key, kind)], {
      ...(await placeWith()),
      input,
    });
    expect(put.code, put.stderr).toBe(0);
    expect(put.stdout).toMatch(/^proven standard input -> /);
    // Only once the pipe has ended is the total known, and a percentage true.
    const percentages = put.stderr.split('\n').filter(line => line.includes('%') && !line.includes('100%'));
    for (const line of percentages) expect(line).toContain(`of ${size / mebibyte}.0 MiB`);
    expect((await stored(key)).equals(input)).toBe(true);
    expect((await infoOf(key))?.contentType).toBe('text/html');
  });
});

test('a web server that is down is told of as such, not as the bucket', async () => {
  const down = await serve(() => {});
  const gone = await runCommand(
    ['put', down.replace(/\d+$/, '1'), ...targetIn(bucket, 'down'), '--retries', '0'],
    await placeWith(),
  );
  expect(gone.code).toBe(1);
  expect(gone.stderr).toMatch(
    /^failed \S+: 127\.0\.0\.1:1 can't be reached to fetch the file: .* \(ECONNREFUSED\)\./m,
  );
  expect(gone.stderr).toMatch(/^ {2}Check the address,.*nothing was stored\./m);
  expect(gone.stderr).toContain('(code web.unreachable)');
  expect(gone.stderr).not.toContain('endpoint');

  const dies = await serve((_, answer) => {
    answer.writeHead(200, { 'content-length': '1000', 'accept-ranges': 'bytes', etag: '"a"' });
    answer.write('x'.repeat(10), () => answer.destroy());
  });
  const half = await runCommand(
    ['put', dies, ...targetIn(bucket, 'half'), '--retries', '1'],
    await placeWith(),
  );
  expect(half.code).toBe(1);
  expect(half.stderr).not.toContain('endpoint');
  expect(await infoOf('half')).toBeNull();
});

test('what is not wanted of standard input is refused before it is read', async () => {
  const put = await runCommand(['put', '-', ...targetIn(bucket, 'folder/')], await placeWith());
  expect(put.code).toBe(2);
  expect(put.stderr).toMatch(/standard input \(-\) has no name of its own/);
});

test('a pipe that is stopped leaves nothing behind, and says so', async () => {
  const bytes = randomBytes(30 * mebibyte);
  const slowly = ['--part-size', '1MiB', '--parallel', '1', '--limit-rate', '2M'];
  const target = targetIn(bucket, 'stopped.bin');
  const before = bucket.server.stats().requests.sendPart;
  const put = startCommand(['put', '-', ...target, ...slowly], { ...(await placeWith()), input: bytes });
  const sent = () => bucket.server.stats().requests.sendPart;
  await expect.poll(sent, { timeout: 20_000 }).toBeGreaterThan(before + 1);
  put.process.kill('SIGINT');
  const end = await put.ended;
  expect(end.code).toBe(130);
  expect(end.stderr).toMatch(/stopped standard input: nothing was stored/);
  expect(end.stdout).toContain('1 stopped');
  expect(await infoOf('stopped.bin')).toBeNull();
  const left = await runCommand(['uploads', ...targetIn(bucket, 'stopped'), '--json'], await placeWith());
  expect(left.events().at(-1)).toMatchObject({ uploads: 0 });
});

test('a text goes up in UTF-8', async () => {
  const put = await runCommand(
    ['put', '--text', 'grüße 你好', ...targetIn(bucket, 'note'), '--json'],
    await placeWith(),
  );
  expect(put.code, put.stderr).toBe(0);
  expect((await stored('note')).toString('utf8')).toBe('grüße 你好');
  expect((await infoOf('note'))?.contentType).toBe('text/plain; charset=utf-8');
  const events = put.events();
  expect(events.find(({ event }) => event === 'file')).toMatchObject({
    from: 'text',
    name: 'text',
    path: null,
    key: 'note',
  });
  expect(events.find(({ event }) => event === 'proven')).toMatchObject({ path: null, key: 'note', size: 14 });
  expect(events.at(-1)).toMatchObject({ event: 'summary', proven: 1, exitCode: 0 });
});

describe('a part of a file', () => {
  const bytes = randomBytes(13 * mebibyte + 7);

  test.each([
    ['from an offset to the end', ['--offset', '1000'], 1000, bytes.length],
    ['from an offset, so many bytes', ['--offset', '1MiB', '--length', '500'], mebibyte, mebibyte + 500],
    ['from the start, by parts', ['--length', '12MiB'], 0, 12 * mebibyte],
  ])('%s', async (name, options, from, to) => {
    const place = await placeWith({ 'a.bin': bytes });
    const put = await runCommand(['put', 'a.bin', ...targetIn(bucket, `cut/${name}`), ...options], place);
    expect(put.code, put.stderr).toBe(0);
    expect((await stored(`cut/${name}`)).equals(bytes.subarray(from, to))).toBe(true);
  });

  test('that the file does not have is refused', async () => {
    const place = await placeWith({ 'a.bin': '123' });
    for (const options of [
      ['--offset', '4'],
      ['--offset', '1', '--length', '3'],
    ]) {
      const put = await runCommand(['put', 'a.bin', ...targetIn(bucket, 'cut/no'), ...options], place);
      expect([1, 2]).toContain(put.code);
      expect(await infoOf('cut/no')).toBeNull();
    }
  });
});

test('--simple sends a large file in one request', async () => {
  const place = await placeWith({ 'a.bin': randomBytes(20 * mebibyte) });
  const before = bucket.server.stats().requests;
  const put = await runCommand(['put', 'a.bin', ...targetIn(bucket, 'simple'), '--simple'], place);
  expect(put.code, put.stderr).toBe(0);
  const after = bucket.server.stats().requests;
  expect(after.put - before.put).toBe(1);
  expect(after.sendPart).toBe(before.sendPart);
});

describe('a web address', () => {
  test('is passed through with its name and media type, beside a file', async () => {
    const bytes = randomBytes(12 * mebibyte);
    const url = await serve((_, answer) => {
      answer
        .writeHead(200, {
          'content-type': 'application/x-own',
          'content-encoding': 'gzip',
          'content-length': bytes.length,
        })
        .end(bytes);
    });
    const place = await placeWith({ 'a.txt': 'here' });
    const put = await runCommand(
      ['put', `${url}/files/im%20age?token=secret`, 'a.txt', ...targetIn(bucket, 'web/')],
      place,
    );
    expect(put.code, put.stderr).toBe(0);
    expect((await stored('web/im age')).equals(bytes)).toBe(true);
    expect(await infoOf('web/im age')).toMatchObject({
      contentType: 'application/x-own',
      headers: { 'content-encoding': 'gzip' },
    });
    expect((await stored('web/a.txt')).toString()).toBe('here');
    expect(put.stdout + put.stderr).not.toContain('secret');
  });

  test('of unknown length and without a media type takes the one of its key', async () => {
    const url = await serve((_, answer) => {
      answer.writeHead(200);
      answer.write('half, ');
      answer.end('whole');
    });
    const put = await runCommand(['put', url, ...targetIn(bucket, 'web/page.html')], await placeWith());
    expect(put.code, put.stderr).toBe(0);
    expect((await stored('web/page.html')).toString()).toBe('half, whole');
    expect((await infoOf('web/page.html'))?.contentType).toBe('text/html');
  });

  test('that is not there fails by name, and nothing is stored', async () => {
    const url = await serve((_, answer) => void answer.writeHead(404).end('no'));
    const put = await runCommand(['put', `${url}/gone`, ...targetIn(bucket, 'web/')], await placeWith());
    expect(put.code).toBe(1);
    expect(put.stderr).toMatch(/status 404/);
    expect(put.stderr).toContain('(code web.refused');
    expect(await infoOf('web/gone')).toBeNull();
  });
});

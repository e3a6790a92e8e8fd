import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryBody } from '../../main/remote/memory-body.ts';
import { keyVariables, runCommand, startCommand, targetIn } from '../support/command.ts';
import { type LocalBucket, startLocalBucket } from '../support/local-bucket.ts';
import { noAbort, openRemote } from '../support/open-remote.ts';
import { createTempDir } from '../support/temp-dir.ts';

const mebibyte = 1024 * 1024;
let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket();
});
afterAll(() => bucket.close());

async function createPlace() {
  return { folder: await createTempDir(), environment: keyVariables };
}

async function store(key: string, content: Uint8Array | string): Promise<void> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  await openRemote(bucket, 'oss').put(key, createMemoryBody(bytes), {}, noAbort);
}

async function keysBelow(prefix: string): Promise<readonly string[]> {
  const { objects } = await openRemote(bucket, 'oss').list({ prefix }, noAbort);
  return objects.map(({ key }) => key);
}

describe('get', () => {
  test('takes the name from the key, and the folder from FILE', async () => {
    await store('get/named.txt', 'named');
    const place = await createPlace();
    mkdirSync(join(place.folder, 'into'));
    for (const file of [[], ['into'], ['other.txt']]) {
      const get = await runCommand(['get', ...targetIn(bucket, 'get/named.txt'), ...file], place);
      expect(get.code, get.stderr).toBe(0);
    }
    for (const path of ['named.txt', 'into/named.txt', 'other.txt']) {
      expect(readFileSync(join(place.folder, path), 'utf8')).toBe('named');
    }
    expect(readdirSync(place.folder).filter(name => name.includes('.part'))).toEqual([]);
  });

  test('replaces a file only with --force', async () => {
    await store('get/forced.txt', 'new');
    const place = await createPlace();
    const path = join(place.folder, 'forced.txt');
    writeFileSync(path, 'old');
    const refused = await runCommand(['get', ...targetIn(bucket, 'get/forced.txt')], place);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--force');
    expect(readFileSync(path, 'utf8')).toBe('old');
    const forced = await runCommand(['get', ...targetIn(bucket, 'get/forced.txt'), '--force'], place);
    expect(forced.code, forced.stderr).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  test('goes on after a kill with the bytes that are there', async () => {
    const bytes = randomBytes(12 * mebibyte);
    await store('get/resumed.bin', bytes);
    const place = await createPlace();
    const args = ['get', ...targetIn(bucket, 'get/resumed.bin')];
    const first = startCommand([...args, '--limit-rate', '4M', '--json'], place);
    await first.untilShown(/"movingBytes":[3-9]\d{6}/);
    first.process.kill('SIGKILL');
    await first.ended;
    expect(existsSync(join(place.folder, 'resumed.bin'))).toBe(false);
    const second = await runCommand(args, place);
    expect(second.code, second.stderr).toBe(0);
    expect(second.stderr).toMatch(/^going on: [2-9]\.\d MiB are here/);
    expect(readFileSync(join(place.folder, 'resumed.bin')).equals(bytes)).toBe(true);
  });

  test('never joins two versions of an object', async () => {
    const place = await createPlace();
    await store('get/versions.bin', randomBytes(8 * mebibyte));
    const args = ['get', ...targetIn(bucket, 'get/versions.bin')];
    const first = startCommand([...args, '--limit-rate', '3M', '--json'], place);
    await first.untilShown(/"movingBytes":[2-9]\d{6}/);
    first.process.kill('SIGKILL');
    await first.ended;
    const bytes = randomBytes(9 * mebibyte);
    await store('get/versions.bin', bytes);
    const second = await runCommand(args, place);
    expect(second.code, second.stderr).toBe(0);
    expect(second.stderr).not.toContain('going on');
    expect(readFileSync(join(place.folder, 'versions.bin')).equals(bytes)).toBe(true);
  });

  test('goes on by itself when the answer breaks off', async () => {
    const bytes = randomBytes(3 * mebibyte);
    await store('get/broken.bin', bytes);
    const place = await createPlace();
    bucket.faults.on('get', { key: 'get/broken.bin' }).truncateAnswer().times(2);
    const get = await runCommand(['get', ...targetIn(bucket, 'get/broken.bin')], place);
    expect(get.code, get.stderr).toBe(0);
    expect(get.stderr).toContain('trying again');
    expect(readFileSync(join(place.folder, 'broken.bin')).equals(bytes)).toBe(true);
  });

  test('bytes that were damaged on this disk are found out, and fetched anew the next time', async () => {
    const bytes = randomBytes(8 * mebibyte);
    await store('get/damaged.bin', bytes);
    const place = await createPlace();
    const args = ['get', ...targetIn(bucket, 'get/damaged.bin')];
    const first = startCommand([...args, '--limit-rate', '4M', '--json'], place);
    await first.untilShown(/"movingBytes":[2-9]\d{6}/);
    first.process.kill('SIGKILL');
    await first.ended;
    const path = join(place.folder, 'damaged.bin');
    const kept = readFileSync(`${path}.part`);
    kept.writeUInt8(kept.readUInt8(1000) ^ 1, 1000);
    writeFileSync(`${path}.part`, kept);
    const second = await runCommand(args, place);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('(code checksum.mismatch)');
    expect(existsSync(path)).toBe(false);
    const third = await runCommand(args, place);
    expect(third.code, third.stderr).toBe(0);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test('- writes to standard output and nothing else there', async () => {
    await store('get/piped.txt', 'piped\n');
    const get = await runCommand(['get', ...targetIn(bucket, 'get/piped.txt'), '-'], await createPlace());
    expect([get.code, get.stdout]).toEqual([0, 'piped\n']);
    expect(get.stderr).toContain('proven');
  });

  test.each(['get/..', 'get/'])('a key such as %s names no file by itself', async key => {
    await store(key, 'x');
    const get = await runCommand(['get', ...targetIn(bucket, key)], await createPlace());
    expect(get.code).toBe(2);
    expect(get.stderr).toContain('name the FILE');
  });

  test('a missing object', async () => {
    const get = await runCommand(['get', ...targetIn(bucket, 'get/none')], await createPlace());
    expect(get.code).toBe(1);
    expect(get.stderr).toContain('(code object.missing)');
  });
});

describe('ls', () => {
  test('shows one level with sizes, or everything with -r', async () => {
    for (const key of ['ls/a.txt', 'ls/deep/b.txt', 'ls/deep/c.txt']) await store(key, 'x'.repeat(2048));
    const place = await createPlace();
    const level = await runCommand(['ls', ...targetIn(bucket, 'ls/')], place);
    expect(level.stdout.split('\n').map(line => line.split('  ').at(-1))).toEqual([
      'ls/deep/',
      'ls/a.txt',
      '',
    ]);
    expect(level.stdout).toContain('2.0 KiB');
    expect(level.stderr).toContain('1 folder, 1 object, 2.0 KiB (2048 bytes)');
    const all = await runCommand(['ls', '-r', ...targetIn(bucket, 'ls/'), '--json'], place);
    expect(all.events().map(({ event, key }) => key ?? event)).toEqual([
      'ls/a.txt',
      'ls/deep/b.txt',
      'ls/deep/c.txt',
      'summary',
    ]);
  });

  test('a key can neither move the cursor nor fake a line', async () => {
    await store('odd/a\u001b[2Jb', 'x');
    const { stdout } = await runCommand(['ls', ...targetIn(bucket, 'odd/')], await createPlace());
    expect(stdout).toContain('odd/a\\x1b[2Jb');
  });

  test('a reader that goes away ends it quietly', async () => {
    for (let number = 0; number < 50; number += 1) await store(`many/${number}`, '');
    const ls = startCommand(['ls', ...targetIn(bucket, 'many/')], await createPlace());
    ls.process.stdout?.destroy();
    const end = await ls.ended;
    expect([end.code, end.stderr.includes('rror')]).toEqual([0, false]);
  });
});

describe('rm', () => {
  test('deletes what is named, and says what was not there', async () => {
    await store('rm/a.txt', '');
    const [first = '', ...options] = targetIn(bucket, 'rm/a.txt');
    const rm = await runCommand(['rm', first, `${first}x`, ...options], await createPlace());
    expect(rm.code).toBe(1);
    expect(rm.stdout).toBe('deleted rm/a.txt\n');
    expect(rm.stderr).toContain('rm/a.txtx');
    expect(await keysBelow('rm/')).toEqual([]);
  });

  test('several targets end in a summary', async () => {
    for (const key of ['rm/b.txt', 'rm/c.txt']) await store(key, '');
    const [first = '', ...options] = targetIn(bucket, 'rm/b.txt');
    const others = [first.replace('b.txt', 'c.txt'), `${first}x`];
    const rm = await runCommand(['rm', first, ...others, ...options], await createPlace());
    expect(rm.code).toBe(1);
    expect(rm.stderr).toMatch(/\n2 deleted, 1 failed\n$/);
    const json = await runCommand(['rm', first, `${first}x`, ...options, '--json'], await createPlace());
    expect(json.events().at(-1)).toEqual({ event: 'summary', deleted: 0, failed: 2 });
  });

  test('-r deletes the folder, not its namesakes, and asks before', async () => {
    for (const key of ['tree/a', 'tree/b/c', 'tree2/d']) await store(key, '');
    const args = ['rm', '-r', ...targetIn(bucket, 'tree')];
    const place = await createPlace();
    const asked = await runCommand(args, place);
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain('Delete 2 objects, 0 bytes');
    expect(await keysBelow('tree')).toHaveLength(3);
    const done = await runCommand([...args, '--yes', '--json'], place);
    expect(done.code, done.stderr).toBe(0);
    expect(done.events().at(-1)).toEqual({ event: 'summary', deleted: 2, failed: 0 });
    expect(await keysBelow('tree')).toEqual(['tree2/d']);
  });

  test('a whole bucket needs -r', async () => {
    const rm = await runCommand(['rm', ...targetIn(bucket, '')], await createPlace());
    expect(rm.code).toBe(2);
    expect(rm.stderr).toContain('rm -r');
  });
});

describe('uploads', () => {
  test('lists what is unfinished with its stored bytes, and removes it', async () => {
    const place = await createPlace();
    writeFileSync(join(place.folder, 'large.bin'), randomBytes(12 * mebibyte));
    const slowly = ['--part-size', '1MiB', '--parallel', '1', '--limit-rate', '6M'];
    const put = startCommand(['put', 'large.bin', ...targetIn(bucket, 'up/mine.bin'), ...slowly], place);
    await put.untilShown(/part [2-9]\/12/);
    put.process.kill('SIGINT');
    await put.ended;
    const foreign = await openRemote(bucket, 'oss').begin('up/foreign.bin', {}, noAbort);

    const listed = await runCommand(['uploads', ...targetIn(bucket, 'up/'), '--json'], place);
    const [one, two, summary] = listed.events();
    expect(one).toMatchObject({
      key: 'up/foreign.bin',
      uploadId: foreign.uploadId,
      parts: 0,
      transferId: null,
    });
    expect(two).toMatchObject({ key: 'up/mine.bin', transferId: expect.any(String) });
    expect(Number(two?.['storedBytes'])).toBeGreaterThanOrEqual(2 * mebibyte);
    expect(summary).toMatchObject({ uploads: 2, storedBytes: two?.['storedBytes'] });
    const shown = await runCommand(['uploads', ...targetIn(bucket, 'up/')], place);
    expect(shown.stdout).toMatch(/from .*large\.bin \(paused, \d+%\)/);

    const young = await runCommand(
      ['uploads', ...targetIn(bucket, 'up/'), '--older-than', '1h', '--abort'],
      place,
    );
    expect(young.stderr).toContain('0 unfinished uploads');
    const unasked = await runCommand(['uploads', ...targetIn(bucket, 'up/'), '--abort'], place);
    expect(unasked.code).toBe(2);
    const single = ['--abort', foreign.uploadId, '--yes'];
    const aborted = await runCommand(['uploads', ...targetIn(bucket, 'up/'), ...single], place);
    expect(aborted.stdout.trim().split('\n').at(-1)).toMatch(/^removed up\/foreign\.bin/);
    const all = await runCommand(['uploads', ...targetIn(bucket, 'up/'), '--abort', '--yes'], place);
    expect(all.code, all.stderr).toBe(0);
    const left = await runCommand(['uploads', ...targetIn(bucket, 'up/'), '--json'], place);
    expect(left.events()).toMatchObject([{ event: 'summary', uploads: 0, storedBytes: 0 }]);
  });
});

import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryBody } from '../../main/remote/memory-body.ts';
import { keyVariables, runCommand, targetIn } from '../support/command.ts';
import { type LocalBucket, startLocalBucket, testBucket } from '../support/local-bucket.ts';
import { noAbort, openRemote } from '../support/open-remote.ts';
import { createTempDir } from '../support/temp-dir.ts';

const mib = 1024 ** 2;
let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket();
});
afterAll(() => bucket.close());

/** A file in a folder of its own, and commands that run there. */
async function createPlace(size = 100_000) {
  const folder = await createTempDir();
  const path = join(folder, 'file.bin');
  const bytes = randomBytes(size);
  writeFileSync(path, bytes);
  const run = (...args: readonly string[]) => runCommand(args, { folder, environment: keyVariables });
  return { folder, path, bytes, run };
}

const kinds = ['oss', 's3'] as const;

describe.each(kinds)('prove, %s', kind => {
  test('proves what was put in parts and in one piece, and parts of files', async () => {
    const { bytes, run } = await createPlace(12 * mib + 3);
    const target = (key: string) => targetIn(bucket, `${kind}/${key}`, kind);
    const parts = ['--part-size', '5MiB', '--threshold', '5MiB'];
    const put = await run('put', 'file.bin', ...target('parts.bin'), ...parts);
    expect(put.code, put.stderr).toBe(0);
    const proven = await run('prove', 'file.bin', ...target('parts.bin'));
    expect(proven.code, proven.stderr).toBe(0);
    const sum = /CRC\w+ \w+/.exec(put.stdout)?.[0] ?? 'no checksum';
    expect(proven.stdout).toMatch(/^proven \S+file\.bin = /);
    expect(proven.stdout).toContain(sum);
    await openRemote(bucket, kind).put(
      `${kind}/piece.bin`,
      createMemoryBody(bytes.subarray(1000, 3000)),
      {},
      noAbort,
    );
    const window = ['--offset', '1000', '--length', '2000'];
    const piece = await run('prove', 'file.bin', ...target('piece.bin'), ...window, '--json');
    expect(piece.code, piece.stderr).toBe(0);
    expect(piece.events()).toContainEqual(
      expect.objectContaining({ event: 'proven', key: `${kind}/piece.bin`, size: 2000 }),
    );
  });

  test('says what differs, and exits with 1', async () => {
    const { bytes, path, run } = await createPlace();
    const target = targetIn(bucket, `${kind}/differs/`, kind);
    const stored = Buffer.from(bytes);
    stored.writeUInt8(255 - stored.readUInt8(5000), 5000);
    await openRemote(bucket, kind).put(`${kind}/differs/file.bin`, createMemoryBody(stored), {}, noAbort);
    const byte = await run('prove', 'file.bin', ...target);
    expect([byte.code, byte.stdout]).toEqual([1, '']);
    expect(byte.stderr).toContain('(code proof.different');
    expect(byte.stderr).toMatch(/its CRC\w+ is [0-9a-f]+, that of the file [0-9a-f]+/);
    writeFileSync(path, bytes.subarray(1));
    const size = await run('prove', 'file.bin', ...target, '--json');
    expect(size.code).toBe(1);
    expect(size.events().at(-1)).toEqual(
      expect.objectContaining({
        event: 'error',
        code: 'proof.different',
        cause: expect.stringContaining('the object has 100000 bytes, the file 99999'),
      }),
    );
  });

  test('writes a report that a later check takes', async () => {
    const { path, run } = await createPlace();
    const target = targetIn(bucket, `${kind}/reported.bin`, kind);
    expect((await run('put', 'file.bin', ...target)).code).toBe(0);
    const proven = await run('prove', 'file.bin', ...target, '--report', 'proof.json');
    expect(proven.code, proven.stderr).toBe(0);
    const check = await run('prove', '--check', 'proof.json');
    expect(check.code, check.stderr).toBe(0);
    expect(check.stdout).toContain(`sound ${kind}://${testBucket}/${kind}/reported.bin = ${path}`);
    expect(check.stdout).toContain('1 of 1 proof still sound, 0 not');
  });
});

test('an object that keeps no checksum is proven by its ETag, the part size being found out', async () => {
  const { run } = await createPlace(11 * mib);
  // What came through the protocol of OSS has no checksum in that of S3, and the ETag of OSS.
  const parts = ['--part-size', '5MiB', '--threshold', '5MiB'];
  expect((await run('put', 'file.bin', ...targetIn(bucket, 'etag/parts.bin'), ...parts)).code).toBe(0);
  expect((await run('put', 'file.bin', ...targetIn(bucket, 'etag/whole.bin'))).code).toBe(0);
  const byParts = await run('prove', 'file.bin', ...targetIn(bucket, 'etag/parts.bin', 's3'));
  expect(byParts.code, byParts.stderr).toBe(0);
  expect(byParts.stdout).toContain("MD5 of the parts' MD5s");
  const odd = await run(
    'prove',
    'file.bin',
    ...targetIn(bucket, 'etag/parts.bin', 's3'),
    '--part-size',
    '1MiB',
  );
  expect(odd.code).toBe(1);
  expect(odd.stderr).toContain('(code proof.impossible');
});

describe('prove --check', () => {
  test('lists what is gone and what changed, goes on after it, and exits with 1', async () => {
    const { folder, bytes, run } = await createPlace();
    for (const name of ['a', 'b', 'c', 'd']) writeFileSync(join(folder, name), randomBytes(3000));
    const put = await run('put', 'a', 'b', 'c', 'd', ...targetIn(bucket, 'check/'), '--report', 'proof.json');
    expect(put.code, put.stderr).toBe(0);
    const remote = openRemote(bucket, 'oss');
    await remote.delete('check/a', noAbort);
    await remote.put('check/b', createMemoryBody(bytes), {}, noAbort);
    writeFileSync(join(folder, 'c'), randomBytes(3000));
    rmSync(join(folder, 'd'));
    const check = await run('prove', '--check', 'proof.json');
    expect(check.code).toBe(1);
    expect(check.stderr).toMatch(/^not sound oss:\S+check\/a: There is no object/m);
    expect(check.stderr).toMatch(/^not sound oss:\S+check\/b: /m);
    expect(check.stderr).toMatch(/^not the file that was proven: \S+\/c: /m);
    expect(check.stdout).toMatch(/^sound oss:\S+check\/d \(the file \S+ is no longer here\)/m);
    expect(check.stdout).toContain('1 of 4 proofs still sound, 3 not, 1 file no longer here');
    const objects = await run('prove', '--check', 'proof.json', '--object-only', '--json');
    expect(objects.events().map(({ key, object, file }) => [key, object === 'same', file])).toEqual([
      ['check/a', false, 'unread'],
      ['check/b', false, 'unread'],
      ['check/c', true, 'unread'],
      ['check/d', true, 'unread'],
      [undefined, false, undefined],
    ]);
  });

  test('a report that was changed, cut off or is none proves nothing', async () => {
    const { folder, run } = await createPlace();
    await run('put', 'file.bin', ...targetIn(bucket, 'sealed.bin'), '--report', 'proof.json');
    const text = readFileSync(join(folder, 'proof.json'), 'utf8');
    for (const [broken, words] of [
      [text.replace('"size": 100000', '"size": 100001'), 'changed after it was written'],
      [text.slice(0, 200), 'not JSON'],
      ['{}', 'not a proof report'],
    ] as const) {
      writeFileSync(join(folder, 'broken.json'), broken);
      const check = await run('prove', '--check', 'broken.json');
      expect([check.code, check.stdout]).toEqual([1, '']);
      expect(check.stderr).toContain(words);
      expect(check.stderr).toContain('(code proof.invalid)');
    }
    const missing = await run('prove', '--check', 'nowhere.json');
    expect(missing.stderr).toContain('(code file.missing)');
  });

  test('an option for one kind of store counts for its objects, and has to find one', async () => {
    const { run } = await createPlace();
    await run('put', 'file.bin', ...targetIn(bucket, 'signed.bin'), '--report', 'proof.json');
    const signed = await run('prove', '--check', 'proof.json', '--sign', 'v1');
    expect(signed.code, signed.stderr).toBe(0);
    const other = await run('prove', '--check', 'proof.json', '--checksum', 'crc32');
    expect([other.code, other.stdout]).toEqual([2, '']);
    expect(other.stderr).toContain('--checksum counts for objects in S3');
  });

  test('takes the keys of the account that is named', async () => {
    const { folder, run } = await createPlace();
    await run('put', 'file.bin', ...targetIn(bucket, 'account.bin'), '--report', 'proof.json');
    const without = await runCommand(['prove', '--check', 'proof.json'], { folder });
    expect([without.code, without.stdout]).toEqual([3, '']);
    const unknown = await run('prove', '--check', 'proof.json', '--account', 'nobody');
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('account.unknown')]);
  });
});

test.each([
  [['file.bin']],
  [[]],
  [['--check', 'proof.json', 'file.bin']],
  [['--check', 'proof.json', '--offset', '1']],
  [['file.bin', 'oss://b/k', '--object-only']],
])('prove %j makes no sense', async args => {
  const { run } = await createPlace(1);
  const end = await run('prove', ...args);
  expect([end.code, end.stdout]).toEqual([2, '']);
  expect(end.stderr).toContain('(code usage)');
});

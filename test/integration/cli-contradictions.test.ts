import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyVariables, runCommand, targetIn } from '../support/command.ts';
import { type LocalBucket, startLocalBucket } from '../support/local-bucket.ts';
import { createTempDir } from '../support/temp-dir.ts';

let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket();
});
afterAll(() => bucket.close());

async function createPlace() {
  const folder = await createTempDir();
  writeFileSync(join(folder, 'f'), 'x');
  return { folder, environment: keyVariables };
}

/** Expects a command to be refused by its words alone: exit code 2, and nothing asked of the bucket. */
async function expectRefused(args: readonly string[], words: RegExp, code = 'usage'): Promise<void> {
  const before = bucket.server.stats().requests;
  const end = await runCommand(args, await createPlace());
  expect([end.code, end.stdout], end.stderr).toEqual([2, '']);
  expect(end.stderr).toMatch(words);
  expect(end.stderr).toContain(`(code ${code})`);
  expect(bucket.server.stats().requests).toEqual(before);
}

const calls: readonly (readonly [string, readonly string[]])[] = [
  ['put', ['put', 'f']],
  ['get', ['get']],
  ['ls', ['ls']],
  ['rm', ['rm']],
  ['link', ['link']],
  ['prove', ['prove', 'f']],
  ['uploads', ['uploads']],
  ['uploads start', ['uploads', 'start']],
  ['doctor', ['doctor']],
];

test.each(calls)('%s refuses an option of the other store', async (_, words) => {
  const sign = [...words, ...targetIn(bucket, 'k', 's3'), '--sign', 'v1'];
  await expectRefused(sign, /--sign, signature versions are OSS's/, 'options.unsupported');
  const checksum = [...words, ...targetIn(bucket, 'k'), '--checksum', 'crc32c'];
  await expectRefused(checksum, /--checksum, OSS proves every object by its CRC64/, 'options.unsupported');
});

test.each<[string, readonly string[], RegExp]>([
  ['s3', ['--kind', 's3', '--sign', 'v1'], /--sign, signature versions are OSS's/],
  ['oss', ['--checksum', 'crc32c'], /--checksum, OSS proves every object by its CRC64/],
])('an account of %s takes no option of the other store', async (_, options, words) => {
  await expectRefused(['accounts', 'add', 'work', ...options], words, 'options.unsupported');
});

test('the ACL of an upload to S3 is said when it begins', async () => {
  const complete = ['uploads', 'complete', ...targetIn(bucket, 'k', 's3'), '--upload-id', 'x'];
  await expectRefused(
    [...complete, '--acl', 'private'],
    /--acl, S3 takes it .*uploads start/,
    'options.unsupported',
  );
});

const oss = 'oss://bucket/key';
test.each<[readonly string[], RegExp]>([
  [['append', 'f', oss, '--no-roll', '--roll', 'a.{n}'], /--roll and --no-roll exclude each other/],
  [['append', 'f', oss, '--no-roll', '--roll-at', '1M'], /--roll-at .*--no-roll/],
  [['append', 'f', oss, '--from-remote', '--forbid-overwrite'], /--from-remote .*--forbid-overwrite/],
  [['accounts', 'add', 'w', '--credential-process', 'p', '--key-id', 'x'], /--credential-process .*--key-id/],
  [['uploads', oss, '--lifecycle-rule', '7', '--older-than', '7d'], /--older-than .*--lifecycle-rule/],
  [['uploads', oss, '--lifecycle-rule', '7', '--price', '1'], /--price .*--lifecycle-rule/],
  [['uploads', oss, '--resume', '--force'], /--force .*--abort/],
  [['prove', '--check', 'p.json', '--endpoint', 'http://a'], /--check .*--endpoint/],
  [['prove', '--check', 'p.json', '--region', 'a'], /--check .*--region/],
  [['prove', '--check', 'p.json', '--path-style'], /--check .*--path-style/],
])('%j contradicts itself', (args, words) => expectRefused([...args], words));

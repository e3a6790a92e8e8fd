import { mkdirSync, writeFileSync } from 'node:fs';
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

/** `f` is a file of three letters, `sub` a folder. */
async function createPlace() {
  const folder = await createTempDir();
  writeFileSync(join(folder, 'f'), 'abc');
  mkdirSync(join(folder, 'sub'));
  return { folder, environment: { ...keyVariables, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' } };
}

const put = () => ['put', 'f', ...targetIn(bucket, 'rubbish')];
const append = () => ['append', 'f', ...targetIn(bucket, 'rubbish.log')];

test.each<[string, () => readonly string[], RegExp, string]>([
  [
    'a region of two lines',
    () => [...put(), '--region', 'a\nb'],
    /not a region \(a\\x0ab\)/,
    'account.invalid',
  ],
  ['a region with a blank', () => [...put(), '--region', 'a b'], /not a region \(a b\)/, 'account.invalid'],
  [
    'an account in no region',
    () => ['accounts', 'add', 'w', '--key-id', 'x', '--region', 'a\nb'],
    /not a region/,
    'account.invalid',
  ],
  [
    'an account with a blank',
    () => ['accounts', 'add', 'a b'],
    /"a b" can't be the name of an account/,
    'usage',
  ],
  ['an account named as a store', () => ['accounts', 'add', 'oss'], /"oss" can't be the name/, 'usage'],
  ['nothing to import', () => ['accounts', 'import', 'aws'], /credentials holds no account/, 'usage'],
  [
    'a proxy of another kind',
    () => [...put(), '--proxy', 'ftp://me:hush@proxy/'],
    /--proxy is an address such as http:/,
    'usage',
  ],
  ['a proxy that is none', () => [...put(), '--proxy', 'http://a:hush:c'], /--proxy is an address/, 'usage'],
  [
    'a missing file of certificates',
    () => [...put(), '--ca-file', 'nope'],
    /--ca-file .*nope.*ENOENT/,
    'usage',
  ],
  ['a folder of certificates', () => [...put(), '--ca-file', 'sub'], /--ca-file .*sub.*EISDIR/, 'usage'],
  [
    'a file without certificates',
    () => [...put(), '--ca-file', 'f'],
    /--ca-file .*f holds no certificate/,
    'usage',
  ],
  ['an interval of ages', () => [...append(), '--follow', '--interval', '999999w'], /at most 1d/, 'usage'],
  ['an append of terabytes', () => [...append(), '--part-size', '99T'], /at most 1GiB/, 'usage'],
  [
    'parts of nothing',
    () => ['prove', 'f', 'oss://bbb/k', '--part-size', '0'],
    /no room for a byte/,
    'usage',
  ],
  ['a bucket in a file', () => ['bucket', 'f', '--port', '0'], /f is not a folder/, 'usage'],
  ['a value for a switch', () => [...put(), '--json=x'], /unknown option '--json=x' \(did you mean/, 'usage'],
])('%s is refused in words', async (_, args, words, code) => {
  const before = bucket.server.stats().requests;
  const end = await runCommand(args(), await createPlace());
  expect(end.code, end.stderr).toBe(2);
  expect(end.stderr).toMatch(words);
  expect(end.stderr).toContain(`(code ${code})`);
  expect(end.stderr).not.toContain('hush');
  expect(bucket.server.stats().requests).toEqual(before);
});

test('what can be read is said of folders by every command', async () => {
  const place = await createPlace();
  for (const args of [
    ['prove', 'sub', ...targetIn(bucket, 'k')],
    ['prove', '--check', 'sub'],
    ['append', 'sub', ...targetIn(bucket, 'k')],
  ]) {
    const end = await runCommand(args, place);
    expect(end.code).toBe(1);
    expect(end.stderr).toMatch(/Only regular files can be read, and \S*sub is a folder or something else\./);
  }
});

test.skipIf(process.platform !== 'linux')(
  'a bucket where no folder can be made says so and ends',
  async () => {
    const end = await runCommand(['bucket', '/proc/nowhere/b', '--port', '0'], await createPlace());
    expect([end.code, end.stdout], end.stderr).toEqual([3, '']);
    expect(end.stderr).toContain('(code disk.failed)');
  },
);

import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLogFile } from '../../main/cli/log-file.ts';
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
  writeFileSync(join(folder, 'file.bin'), 'x');
  mkdirSync(join(folder, 'sub'));
  return { folder, environment: keyVariables };
}

test.each([
  ['below a file', 'file.bin/log/a.log', /EEXIST|ENOTDIR|ENOENT/],
  ['at a folder', 'sub', /EISDIR/],
  ['with a name that is too long', 'x'.repeat(300), /ENAMETOOLONG/],
])('a log file %s is refused before anything is sent', async (_, name, reason) => {
  const place = await createPlace();
  for (const command of [
    ['put', 'file.bin', ...targetIn(bucket, 'logged')],
    ['doctor', ...targetIn(bucket, 'logged/')],
    ['bucket', 'served', '--port', '0'],
  ]) {
    const end = await runCommand([...command, '--log-level', 'debug', '--log-file', name], place);
    expect([end.code, end.stdout], end.stderr).toEqual([2, '']);
    expect(end.stderr).toContain("--log-file can't be written");
    expect(end.stderr).toMatch(reason);
    expect(end.stderr).toContain('(code usage)');
  }
  expect(existsSync(join(place.folder, 'data'))).toBe(false);
});

test('a log file and its folders are made for their owner alone', async () => {
  const place = await createPlace();
  const put = ['put', 'file.bin', ...targetIn(bucket, 'logged'), '--log-file', 'new/log/a.log'];
  expect((await runCommand([...put, '--log-level', 'debug'], place)).code).toBe(0);
  const path = join(place.folder, 'new', 'log', 'a.log');
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: expect.any(String) });
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a log that breaks off is told once, and nothing else ends with it', async () => {
  const folder = join(await createTempDir(), 'log');
  const told: string[] = [];
  const write = openLogFile(join(folder, 'a.log'), (path, reason) => told.push(`${path} ${reason}`));
  write('one\n');
  rmSync(folder, { recursive: true });
  write('two\n');
  write('three\n');
  expect(told).toEqual([`${join(folder, 'a.log')} ENOENT`]);
});

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLogFiles } from '../../main/app/log-files.ts';
import { createTempDir } from '../support/temp-dir.ts';

const mebibyte = 1024 ** 2;
const clock = { now: () => 0 };

test('the log of the desktop app makes way for a new one when it is full, and one older file stays', async () => {
  const dir = await createTempDir();
  const log = openLogFiles(dir, clock);
  const filling = 'x'.repeat(mebibyte / 2);
  for (let at = 0; at < 40; at += 1) log.info('a line', { at, filling });
  expect(readdirSync(dir).toSorted()).toEqual(['main.log', 'main.old.log']);
  for (const name of readdirSync(dir)) {
    const { size, mode } = statSync(join(dir, name));
    expect(size).toBeLessThan(6 * mebibyte);
    if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600);
  }
  const last = readFileSync(join(dir, 'main.log'), 'utf8').trimEnd().split('\n').at(-1) ?? '';
  expect(JSON.parse(last)).toMatchObject({ level: 'info', event: 'a line', at: 39 });
});

test('secrets are masked before a line is written', async () => {
  const dir = await createTempDir();
  openLogFiles(dir, clock).warn('an answer', {
    url: 'https://b.example/o?Signature=c2VjcmV0',
    accessKeySecret: 'k',
  });
  const text = readFileSync(join(dir, 'main.log'), 'utf8');
  expect(JSON.parse(text)).toMatchObject({
    url: 'https://b.example/o?Signature=***',
    accessKeySecret: '***',
  });
});

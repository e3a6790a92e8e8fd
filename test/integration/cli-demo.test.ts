import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runCommand, startCommand } from '../support/command.ts';
import { createTempDir } from '../support/temp-dir.ts';

const small = ['--size', '160MiB', '--files', '5'];

test('the demo kills an upload, goes on, proves everything, and leaves nothing behind', async () => {
  const folder = await createTempDir();
  const demo = await runCommand(['demo', ...small], {
    folder,
    environment: { TMPDIR: folder, TEMP: folder },
  });
  expect(demo.code, demo.stderr).toBe(0);
  expect(demo.stdout).toMatch(/killed process \d+ after/);
  expect(demo.stdout).toContain("6 of 6 files are proven by the bucket's checksum");
  expect(demo.stdout).toContain('6 of 6 objects are byte for byte the files');
  const [, twice = ''] = /sent twice: [^\n]*?(\d+) bytes?\)? of/.exec(demo.stdout) ?? [];
  expect(Number(twice)).toBeLessThanOrEqual(8 * 16 * 1024 * 1024);
  expect(readdirSync(folder).filter(name => name.startsWith('longshore-demo'))).toEqual([]);
});

test('a demo that is stopped leaves nothing behind either', async () => {
  const folder = await createTempDir();
  const demo = startCommand(['demo', ...small], { folder, environment: { TMPDIR: folder, TEMP: folder } });
  await demo.untilShown(/3\/6 uploading/);
  demo.process.kill('SIGTERM');
  expect((await demo.ended).code).toBe(130);
  expect(readdirSync(folder).filter(name => name.startsWith('longshore-demo'))).toEqual([]);
});

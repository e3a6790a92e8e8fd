import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type RunningCommand, runCommand, startCommand } from '../support/command.ts';
import { createTempDir } from '../support/temp-dir.ts';

interface Listening {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

async function startBucket(folder: string, ...options: string[]) {
  const command = startCommand(['bucket', 'served', '--port', '0', '--json', ...options], { folder });
  let text = '';
  command.process.stdout?.on('data', (chunk: string) => {
    text += chunk;
  });
  await command.untilShown(/"listening".*\n/);
  return { command, hello: JSON.parse(text.split('\n')[0] ?? '') as Listening };
}

async function stop({ process, ended }: RunningCommand): Promise<void> {
  process.kill('SIGINT');
  const end = await ended;
  expect(end.code, end.stderr).toBe(0);
}

test('a restarted bucket has the same keys and objects', async () => {
  const folder = await createTempDir();
  writeFileSync(join(folder, 'a.txt'), 'kept');
  const first = await startBucket(folder, '--create', 'mine');
  const environment = {
    OSS_ACCESS_KEY_ID: first.hello.accessKeyId,
    OSS_ACCESS_KEY_SECRET: first.hello.accessKeySecret,
  };
  const put = await runCommand(['put', 'a.txt', 'oss://mine/', '--endpoint', first.hello.endpoint], {
    folder,
    environment,
  });
  expect(put.code, put.stderr).toBe(0);
  await stop(first.command);

  const second = await startBucket(folder);
  expect(second.hello).toMatchObject({
    accessKeyId: first.hello.accessKeyId,
    accessKeySecret: first.hello.accessKeySecret,
  });
  const get = await runCommand(['get', 'oss://mine/a.txt', '-', '--endpoint', second.hello.endpoint], {
    folder,
    environment,
  });
  expect(get.stdout).toBe('kept');
  await stop(second.command);
});

test.skipIf(process.platform === 'win32')('only its owner can read the keys', async () => {
  const folder = await createTempDir();
  const { command } = await startBucket(folder);
  expect(statSync(join(folder, 'served', 'keys.json')).mode & 0o777).toBe(0o600);
  await stop(command);
});

test('without --json it says how to use it', async () => {
  const folder = await createTempDir();
  const command = startCommand(['bucket', 'served', '--port', '0', '--create', 'mine'], { folder });
  await command.untilShown(/longshore ls oss:\/\/mine\/ --endpoint http:\/\/127\.0\.0\.1:\d+\n/);
  command.process.kill('SIGINT');
  const { stdout } = await command.ended;
  expect(stdout).toMatch(/access key id {6}LOCAL/);
  expect(stdout).toMatch(/access key secret {2}\S{32}/);
});

test('it names the buckets that are there', async () => {
  const folder = await createTempDir();
  const first = startCommand(['bucket', 'served', '--port', '0'], { folder });
  await first.untilShown(/longshore ls oss:\/\/NAME\/.*\n/);
  first.process.kill('SIGINT');
  expect((await first.ended).stdout).toContain('make one with --create NAME');
  await stop((await startBucket(folder, '--create', 'mine', 'other')).command);
  const again = startCommand(['bucket', 'served', '--port', '0'], { folder });
  await again.untilShown(/longshore ls oss:\/\/mine\/.*\n/);
  again.process.kill('SIGINT');
  expect((await again.ended).stdout).toContain('buckets            mine, other\n');
});

test('a folder that is served already is refused', async () => {
  const folder = await createTempDir();
  const first = await startBucket(folder);
  const second = await runCommand(['bucket', 'served', '--port', '0'], { folder });
  expect(second.code).toBe(1);
  expect(second.stderr).toContain('(code bucket.served)');
  expect(second.stderr).toContain(join(folder, 'served'));
  await stop(first.command);
});

test('a port that is taken is refused', async () => {
  const folder = await createTempDir();
  const first = await startBucket(folder);
  const port = new URL(first.hello.endpoint).port;
  const second = await runCommand(['bucket', 'other', '--port', port], { folder });
  expect(second.code).toBe(2);
  expect(second.stderr).toContain(`port ${port} of 127.0.0.1 is taken by another program`);
  expect(second.stderr).toContain('--port 0');
  await stop(first.command);
});

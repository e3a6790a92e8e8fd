import { writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { appRoot } from '../support/app/app-home.ts';
import { startCommand } from '../support/command.ts';
import { createTempDir } from '../support/temp-dir.ts';

const { fetchRuntime, findRuntime } = await import(`${appRoot}/dist/main/cli/electron-runtime.js`);
/** Where it is installed there is nothing to fetch. */
const isInstalled = findRuntime() !== null;

/** A mirror that answers like this, and counts who comes. */
async function startMirror(answer: RequestListener) {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    response.on('error', () => {});
    answer(request, response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests: () => requests,
  };
}

/** What the package's install writes lies in the test's own folder. */
async function mirrorVariables(url: string): Promise<Readonly<Record<string, string>>> {
  const cache = await createTempDir();
  return { ELECTRON_MIRROR: url, electron_config_cache: cache };
}

/** A folder of programs that open a browser for whoever finds them first, and do not. */
async function noBrowser(): Promise<string> {
  const dir = await createTempDir();
  for (const name of ['open', 'xdg-open']) writeFileSync(join(dir, name), '#!/bin/sh\n', { mode: 0o755 });
  return dir;
}

test.skipIf(isInstalled).each([
  ['says nothing at all', () => {}],
  ['falls silent in the middle', (_, answer) => void answer.write(Buffer.alloc(1_000))],
  ['has no such file', (_, answer) => void answer.writeHead(404).end()],
] satisfies [string, RequestListener][])(
  'a mirror that %s is tried twice and then given up',
  async (_, answer) => {
    const mirror = await startMirror(answer);
    for (const [name, value] of Object.entries(await mirrorVariables(mirror.url))) vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await fetchRuntime(new AbortController().signal, 500)).toBeNull();
    expect(mirror.requests()).toBe(2);
  },
);

test.skipIf(isInstalled)('whoever stops the start waits for no mirror', async () => {
  const stop = new AbortController();
  const mirror = await startMirror(() => stop.abort());
  for (const [name, value] of Object.entries(await mirrorVariables(mirror.url))) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await fetchRuntime(stop.signal)).toBeNull();
  expect(mirror.requests()).toBe(1);
});

test.skipIf(isInstalled)(
  'without a runtime, one line names the mirror setting and the page opens in the browser',
  async () => {
    const folder = await createTempDir();
    const mirror = await startMirror((_, answer) => void answer.writeHead(404).end());
    const environment = {
      ...(await mirrorVariables(mirror.url)),
      DISPLAY: ':1',
      PATH: `${await noBrowser()}${delimiter}${process.env['PATH'] ?? ''}`,
    };
    const command = startCommand(['app'], { folder, environment });
    onTestFinished(() => void command.process.kill('SIGKILL'));
    await command.untilShown(/http:\/\/127\.0\.0\.1:\d+\//);
    command.process.kill('SIGINT');
    const { stdout, stderr } = await command.ended;
    const lines = `${stdout}${stderr}`.split('\n').filter(line => line.includes('ELECTRON_MIRROR'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('the next start tries again');
    expect(mirror.requests()).toBe(2);
  },
);

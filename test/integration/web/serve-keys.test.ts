import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../../main/base/clock.ts';
import { readEnvironment } from '../../../main/cli/environment.ts';
import { type ServeOptions, serve } from '../../../main/cli/serve.ts';
import { createLinesTerminal } from '../../support/lines-terminal.ts';
import { createTempDir } from '../../support/temp-dir.ts';
import { enter } from '../../support/web-face.ts';

/** The command on a terminal where somebody types. */
async function serveAt(options: ServeOptions = {}) {
  const folder = await createTempDir();
  vi.stubEnv('LONGSHORE_CONFIG', join(folder, 'config.toml'));
  const terminal = createLinesTerminal();
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const stop = new AbortController();
  const ended = serve(
    { port: 0, dataDir: join(folder, 'data'), ...options },
    {
      ...{ terminal, input, clock: systemClock, signal: stop.signal },
      environment: readEnvironment({}, 'linux'),
      endWith() {},
    },
  );
  onTestFinished(async () => {
    stop.abort();
    await ended;
    vi.unstubAllEnvs();
  });
  const links = () => terminal.printed.filter(line => line.startsWith('  http://')).map(line => line.trim());
  return { terminal, input, stop, ended, links };
}

test('Enter prints another link, which lets another browser in', async () => {
  const { input, links, stop, ended } = await serveAt();
  await expect.poll(() => links().length).toBe(1);
  input.write('\n');
  await expect.poll(() => links().length).toBe(2);
  const [first = '', second = ''] = links();
  const one = await enter(second);
  const other = await enter(first);
  expect(one.cookie).not.toBe(other.cookie);
  for (const browser of [one, other]) expect((await browser.request('getSession', {})).status).toBe(200);
  stop.abort();
  await ended;
  expect(input.destroyed).toBe(true);
});

test('on all addresses it warns that the page travels unencrypted, and still asks for the link', async () => {
  const { terminal, links } = await serveAt({ host: '0.0.0.0' });
  await expect.poll(() => links().length).toBeGreaterThan(0);
  expect(terminal.told.join('\n')).toContain('unencrypted');
  const browser = await enter(links()[0] ?? '');
  const answer = await browser.ask('/api/getSession', {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: null },
    body: '{}',
  });
  expect(answer.status).toBe(401);
  const byAddress = { host: `192.0.2.7:${browser.port}`, origin: `http://192.0.2.7:${browser.port}` };
  const json = { 'content-type': 'application/json' };
  const asked = (headers: Readonly<Record<string, string>>) =>
    browser.ask('/api/getSession', { method: 'POST', headers: { ...json, ...headers }, body: '{}' });
  expect((await asked(byAddress)).status).toBe(200);
  const byName = { host: `nas.example:${browser.port}`, origin: `http://nas.example:${browser.port}` };
  expect((await asked(byName)).status).toBe(403);
});

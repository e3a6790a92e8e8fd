import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../main/base/clock.ts';
import { createBrowser, enter, openWebFace, startWebFace } from '../../support/web-face.ts';

const codeOf = (answer: { json(): unknown }) => (answer.json() as { error: { code: string } }).error.code;

test('a link lets one browser in, once, and leads to a page without the token', async () => {
  const { server } = await startWebFace({});
  const [link = ''] = server.newLinks();
  const { port, pathname, search } = new URL(link);
  const stranger = createBrowser(Number(port), null);
  const first = await stranger.ask(`${pathname}${search}`);
  expect(first.status).toBe(303);
  expect(first.headers.location).toBe('/');
  const [cookie = ''] = first.headers['set-cookie'] ?? [];
  expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict/);
  const second = await stranger.ask(`${pathname}${search}`);
  expect(second.status).toBe(401);
  expect(second.headers['set-cookie']).toBeUndefined();
  const page = await createBrowser(Number(port), cookie.split(';')[0] ?? '').ask('/');
  expect(page.status).toBe(200);
  expect(page.text).toMatch(/content="[A-Za-z0-9+/]+=*"/);
});

test('a token ends after ten minutes', async () => {
  let laterMs = 0;
  const clock = { ...systemClock, now: () => Date.now() + laterMs };
  const { server } = await startWebFace({}, { clock });
  const [early = ''] = server.newLinks();
  const [late = ''] = server.newLinks();
  laterMs = 9 * 60_000;
  await enter(early);
  laterMs = 11 * 60_000;
  await expect(enter(late)).rejects.toThrow('not let in: 401');
});

test('wrong tokens are slowed down, many at once refused, and the right one is let in meanwhile', async () => {
  const { server } = await startWebFace({});
  const stranger = createBrowser(server.port, null);
  const startedAt = performance.now();
  const guesses = Promise.all(
    Array.from({ length: 30 }, async (_, guess) => (await stranger.ask(`/?token=${guess}`)).status),
  );
  const [link = ''] = server.newLinks();
  await enter(link);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  const statuses = await guesses;
  expect(statuses.filter(each => each === 429)).toHaveLength(20);
  expect(statuses.filter(each => each === 401)).toHaveLength(10);
  expect(performance.now() - startedAt).toBeGreaterThan(900);
});

test('without a cookie nothing is told but how to come in, in the language of the browser', async () => {
  const { server } = await startWebFace({});
  const stranger = createBrowser(server.port, null);
  for (const path of ['/assets/index-abc123.js', '/icon.svg', '/index.html', '/api/getSession', '/push']) {
    const answer = await stranger.ask(path);
    expect(answer.status, path).toBe(401);
    expect(codeOf(answer)).toBe('session.missing');
  }
  expect(codeOf(await stranger.request('getSession', {}))).toBe('session.missing');
  const door = await stranger.ask('/', { headers: { 'accept-language': 'zh-CN,en;q=0.5' } });
  expect(door.status).toBe(401);
  expect(door.text).toContain('<html lang="zh-CN">');
  expect(door.text).not.toContain('nonce');
  expect((await stranger.ask('/')).text).toContain('<html lang="en">');
  const guessed = createBrowser(server.port, `longshore-${server.port}=${'A'.repeat(43)}`);
  expect(codeOf(await guessed.request('getSession', {}))).toBe('session.missing');
});

test('a session lives on after a restart, and its file holds no secret and is its owner’s alone', async () => {
  const { server, dataDir, browser } = await openWebFace();
  await server.close();
  const again = await startWebFace({}, { dataDir, port: server.port });
  expect((await browser.request('getSession', {})).status).toBe(200);
  const file = join(dataDir, 'web-sessions.json');
  expect(readFileSync(file, 'utf8')).not.toContain(browser.cookie?.split('=')[1]);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  const [link = ''] = again.server.newLinks();
  await enter(link);
  expect((await browser.request('getSession', {})).status).toBe(200);
});

test('a session ends after thirty days without use, and not while it is used', async () => {
  let laterMs = 0;
  const clock = { ...systemClock, now: () => Date.now() + laterMs };
  const { server, browser } = await openWebFace({}, { clock });
  const day = 24 * 60 * 60_000;
  for (laterMs = 20 * day; laterMs < 100 * day; laterMs += 20 * day) {
    expect((await browser.request('getSession', {})).status).toBe(200);
  }
  laterMs += 31 * day;
  expect((await browser.request('getSession', {})).status).toBe(401);
  expect(server.port).toBe(browser.port);
});

describe('what no page of ours sends is refused:', () => {
  test.each([
    ['a name that leads here (DNS rebinding)', 'evil.example:PORT'],
    ['another port', '127.0.0.1:1'],
    ['no port', '127.0.0.1'],
    ['a name with ours in front', '127.0.0.1.evil.example:PORT'],
    ['our name as a user', '127.0.0.1:PORT@evil.example'],
  ])('Host is %s', async (_, host) => {
    const { browser } = await openWebFace();
    const headers = { host: host.replace('PORT', String(browser.port)) };
    for (const path of ['/', '/assets/index-abc123.js', '/push']) {
      const answer = await browser.ask(path, { headers });
      expect(answer.status).toBe(403);
      expect(codeOf(answer)).toBe('request.foreign');
    }
    const evil = { ...headers, origin: `http://${headers.host}`, 'content-type': 'application/json' };
    const answer = await browser.ask('/api/getSession', { method: 'POST', headers: evil, body: '{}' });
    expect(answer.status).toBe(403);
  });

  test.each([
    ['another site', 'http://evil.example'],
    ['another port of this computer', 'http://127.0.0.1:1'],
    ['another of our names', 'http://localhost:PORT'],
    ['a page in a sandbox', 'null'],
    ['missing', null],
  ])('Origin is %s', async (_, origin) => {
    const { browser } = await openWebFace();
    const headers = {
      origin: origin?.replace('PORT', String(browser.port)) ?? null,
      'content-type': 'application/json',
    };
    for (const [method, path] of [
      ['POST', '/api/getSession'],
      ['PUT', '/upload?name=a&wishes={}'],
    ] as const) {
      const answer = await browser.ask(path, { method, headers, body: '{}' });
      expect(answer.status).toBe(403);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
    const preflight = await browser.ask('/api/getSession', { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(403);
  });

  test('what other sites have the browser load, though a link of theirs may lead here', async () => {
    const { browser } = await openWebFace();
    const script = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'no-cors',
      'sec-fetch-dest': 'script',
    };
    expect((await browser.ask('/assets/index-abc123.js', { headers: script })).status).toBe(403);
    const visit = { ...script, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect((await browser.ask('/', { headers: visit })).status).toBe(200);
    const frame = { ...visit, 'sec-fetch-dest': 'iframe' };
    expect((await browser.ask('/', { headers: frame })).status).toBe(403);
    const form = { 'sec-fetch-site': 'same-site', 'content-type': 'application/json' };
    expect((await browser.ask('/api/x', { method: 'POST', headers: form, body: '{}' })).status).toBe(403);
  });

  test('a body that is no JSON, as a form of another page sends it', async () => {
    const { browser } = await openWebFace();
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=a',
    ]) {
      const answer = await browser.ask('/api/x', {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{}',
      });
      expect(answer.status).toBe(400);
      expect(codeOf(answer)).toBe('request.invalid');
    }
  });
});

test('names that were allowed are ours, alone and as a proxy with TLS gives them', async () => {
  const { browser } = await openWebFace({}, { allowedHosts: ['nas.local', 'files.example:443'] });
  const asked = async (host: string, origin: string) =>
    (
      await browser.ask('/api/x', {
        method: 'POST',
        headers: { host, origin, 'content-type': 'application/json' },
        body: '{}',
      })
    ).status;
  const own = `nas.local:${browser.port}`;
  expect(await asked(own, `http://${own}`)).toBe(200);
  expect(await asked('NAS.local:80', 'http://nas.local')).toBe(403);
  expect(await asked('files.example', 'https://files.example')).toBe(200);
  expect(await asked('files.example:443', 'https://files.example')).toBe(200);
  expect(await asked('files.example', 'https://nas.local')).toBe(403);
  expect(await asked(`localhost:${browser.port}`, `http://localhost:${browser.port}`)).toBe(200);
});

test('every answer forbids scripts and styles that are not its own, frames, and readers from elsewhere', async () => {
  const { browser } = await openWebFace();
  const nonces = new Set<string>();
  for (const path of ['/', '/', '/assets/index-abc123.js', '/nowhere']) {
    const { headers } = await browser.ask(path);
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[^']+'; /);
    expect(policy).toContain("frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
    nonces.add(policy);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(Object.keys(headers).filter(name => name.startsWith('access-control'))).toEqual([]);
  }
  expect(nonces.size).toBe(4);
});

test('hashed files are kept for good, and the page itself is asked for anew', async () => {
  const { browser } = await openWebFace();
  const page = await browser.ask('/');
  const nonce = /nonce-([^']+)'/.exec(String(page.headers['content-security-policy']))?.[1];
  expect(page.headers['cache-control']).toBe('no-store');
  expect(page.text).toBe(`<meta name="csp-nonce" content="${nonce}">`);
  const script = await browser.ask('/assets/index-abc123.js');
  expect(script.headers['cache-control']).toBe('private, max-age=31536000, immutable');
  for (const path of [
    '/index.html',
    '/assets/../../web-sessions.json',
    '/..%2fweb-sessions.json',
    '/%2e%2e/web-sessions.json',
  ]) {
    expect((await browser.ask(path)).text, path).not.toContain('hash');
    expect((await browser.ask(path)).status, path).toBeGreaterThanOrEqual(400);
  }
});

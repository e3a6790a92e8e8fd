import { createHash, randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { AppError } from '../../../main/base/app-error.ts';
import { createDeferred } from '../../../main/base/async.ts';
import { systemClock } from '../../../main/base/clock.ts';
import { openWebFace, startWebFace } from '../../support/web-face.ts';

const codeOf = (answer: { json(): unknown }) => (answer.json() as { error: { code: string } }).error.code;

test('a request carries its arguments there and its answer back', async () => {
  const { browser } = await openWebFace({ request: async (name, args) => ({ name, args }) });
  const answer = await browser.request('getTransfer', { id: '简' });
  expect(answer.status).toBe(200);
  expect(answer.json()).toEqual({ name: 'getTransfer', args: { id: '简' } });
});

test('a failure comes as code and facts, with a status that fits', async () => {
  const { browser } = await openWebFace({
    request: async name => {
      if (name === 'bug') throw new TypeError('x is not a function');
      throw new AppError('picker.outside', 'no', { path: '/etc' });
    },
  });
  const refused = await browser.request('listDirectory', { path: '/etc' });
  expect(refused.status).toBe(403);
  expect(refused.json()).toEqual({
    error: { code: 'picker.outside', message: 'no', facts: { path: '/etc' } },
  });
  const bug = await browser.request('bug', {});
  expect(bug.status).toBe(500);
  expect(codeOf(bug)).toBe('bug');
});

test('10 MB of JSON are refused, as is what is no JSON, and the server goes on', async () => {
  const { browser } = await openWebFace();
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ text: 'a'.repeat(10 * 1024 ** 2) });
  const told = { ...headers, 'content-length': String(body.length) };
  const large = await browser.ask('/api/addText', { method: 'POST', headers: told, body });
  expect(large.status).toBe(413);
  expect(codeOf(large)).toBe('request.too-large');
  const broken = await browser.ask('/api/addText', { method: 'POST', headers, body: '{"a":' });
  expect(codeOf(broken)).toBe('request.invalid');
  const deep = await browser.ask('/api/addText', { method: 'POST', headers, body: '['.repeat(500_000) });
  expect(codeOf(deep)).toBe('request.invalid');
  const proto = await browser.ask('/api/addText', { method: 'POST', headers, body: '{"__proto__":{"a":1}}' });
  expect(codeOf(proto)).toBe('request.invalid');
  expect((await browser.request('addText', { text: 'a'.repeat(1_000_000) })).status).toBe(200);
});

test('a page that was not built is told as such, and is there as soon as it is', async () => {
  const { browser, pageDir } = await openWebFace();
  renameSync(join(pageDir, 'index.html'), join(pageDir, 'later.html'));
  const missing = await browser.ask('/');
  expect(missing.status).toBe(503);
  expect(codeOf(missing)).toBe('page.missing');
  renameSync(join(pageDir, 'later.html'), join(pageDir, 'index.html'));
  expect((await browser.ask('/')).status).toBe(200);
});

test('a taken port is told as such', async () => {
  const { server } = await startWebFace({});
  await expect(startWebFace({}, { port: server.port })).rejects.toMatchObject({
    code: 'port.taken',
    facts: { port: server.port },
  });
  await expect(startWebFace({}, { host: '203.0.113.1' })).rejects.toMatchObject({ code: 'port.unusable' });
});

function plainSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.on('error', reject);
    onTestFinished(() => void socket.destroy());
  });
}

test('1,000 connections that say nothing, or too little, starve nobody and are ended', async () => {
  const { browser, server } = await openWebFace();
  const sockets = await Promise.all(Array.from({ length: 1_000 }, () => plainSocket(server.port)));
  const ends = sockets.map(socket => new Promise<void>(resolve => socket.once('close', () => resolve())));
  for (const [index, socket] of sockets.entries()) {
    socket.on('error', () => {}).resume();
    if (index % 2 === 0) socket.write('POST /api/x HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ');
  }
  const startedAt = performance.now();
  for (let round = 0; round < 20; round += 1) {
    expect((await browser.request('getSession', {})).status).toBe(200);
  }
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  await Promise.all(ends);
  expect((await browser.request('getSession', {})).status).toBe(200);
});

test('a body that does not come is waited for no longer than half a minute', async () => {
  const waits: (() => void)[] = [];
  const clock = {
    ...systemClock,
    after: (_: number, callback: () => void) => {
      waits.push(callback);
      return { stop() {}, restart() {} };
    },
  };
  const { browser, server } = await openWebFace({}, { clock });
  const socket = await plainSocket(server.port);
  const ended = new Promise<void>(resolve => socket.once('close', () => resolve()));
  socket.on('error', () => {}).resume();
  const host = `127.0.0.1:${server.port}`;
  socket.write(
    `POST /api/x HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nCookie: ${browser.cookie}\r\n` +
      'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
  );
  await expect.poll(() => waits.length).toBe(1);
  waits[0]?.();
  await ended;
});

const wishes = JSON.stringify({ target: 'there' });

test('a file of the page arrives whole, with its name, wishes and length', async () => {
  const bytes = randomBytes(5 * 1024 ** 2);
  const { browser } = await openWebFace({
    send: async (file, body, size) => {
      const hash = createHash('sha256');
      for await (const chunk of body) hash.update(chunk as Buffer);
      return { id: '', ...{ file, size, hash: hash.digest('hex') } };
    },
  });
  const query = new URLSearchParams({ name: 'a b/简.bin', wishes });
  const answer = await browser.ask(`/upload?${query}`, {
    method: 'PUT',
    headers: { 'content-length': String(bytes.length), 'content-type': 'application/json' },
    body: bytes,
  });
  expect(answer.json()).toEqual({
    id: '',
    file: { name: 'a b/简.bin', wishes: { target: 'there' } },
    size: bytes.length,
    hash: createHash('sha256').update(bytes).digest('hex'),
  });
  const unsized = await browser.ask(`/upload?${query}`, { method: 'PUT', body: Readable.from([bytes]) });
  expect(unsized.json()).toMatchObject({ size: null });
});

test('a body that is cut reaches the engine as a failure, never as an end', async () => {
  const end = createDeferred<unknown>();
  const { browser, server } = await openWebFace({
    send: async (_, body) => {
      try {
        for await (const _chunk of body) void _chunk;
        end.resolve('it ended');
      } catch (thrown) {
        end.resolve(thrown);
        throw thrown;
      }
      return { id: '' };
    },
  });
  const socket = await plainSocket(server.port);
  const host = `127.0.0.1:${server.port}`;
  socket.write(
    `PUT /upload?name=a&wishes=${encodeURIComponent(wishes)} HTTP/1.1\r\nHost: ${host}\r\n` +
      `Origin: http://${host}\r\nCookie: ${browser.cookie}\r\nContent-Length: 1000\r\n\r\nhalf`,
  );
  await expect.poll(() => server.port).toBe(browser.port);
  socket.end();
  socket.destroy();
  expect(await end.promise).toBeInstanceOf(Error);
});

test('a body is read no faster than the engine takes it', async () => {
  const go = createDeferred<void>();
  const began = createDeferred<void>();
  let produced = 0;
  const { browser } = await openWebFace({
    send: async (_, body) => {
      began.resolve();
      await go.promise;
      let bytes = 0;
      for await (const chunk of body) bytes += (chunk as Buffer).length;
      return { id: String(bytes) };
    },
  });
  const total = 256 * 1024 ** 2;
  const chunk = Buffer.alloc(1024 ** 2);
  const huge = new Readable({
    read() {
      produced += chunk.length;
      this.push(chunk);
      if (produced === total) this.push(null);
    },
  });
  const answered = browser.ask(`/upload?${new URLSearchParams({ name: 'a', wishes })}`, {
    method: 'PUT',
    body: huge,
  });
  await began.promise;
  let before = -1;
  await expect
    .poll(
      () => {
        const isStill = produced === before;
        before = produced;
        return isStill;
      },
      { interval: 300 },
    )
    .toBe(true);
  expect(produced).toBeLessThan(total / 4);
  go.resolve();
  expect((await answered).json()).toEqual({ id: String(total) });
});

test('an upload that is refused is not read to its end', async () => {
  const { browser } = await openWebFace({
    send: async () => {
      throw new AppError('account.unknown', 'no', {});
    },
  });
  let produced = 0;
  const endless = new Readable({
    read() {
      produced += 65_536;
      this.push(Buffer.alloc(65_536));
    },
  });
  onTestFinished(() => void endless.destroy());
  const path = `/upload?${new URLSearchParams({ name: 'a', wishes })}`;
  const answer = await browser.ask(path, { method: 'PUT', body: endless }).catch(() => null);
  if (answer) expect(codeOf(answer)).toBe('account.unknown');
  expect(produced).toBeLessThan(100 * 1024 ** 2);
  for (const query of ['', '?name=a', '?wishes={}', '?name=a&wishes={', '?name=a&wishes={}&more=1']) {
    const wrong = await browser.ask(`/upload${query}`, { method: 'PUT', body: 'a' });
    expect(codeOf(wrong), query).toBe('request.invalid');
  }
});

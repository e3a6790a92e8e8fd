import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import type { HttpAnswer, StreamBody } from '../../main/remote/http.ts';
import { createMemoryBody } from '../../main/remote/memory-body.ts';
import type { Body } from '../../main/remote/object-store.ts';
import { startEager } from '../support/eager-server.ts';
import { codeOf } from '../support/open-remote.ts';
import { openQuickHttp, request, startHttp, startHttps, startRaw, tlsFile } from '../support/tiny-server.ts';

const MiB = 1024 * 1024;

/** A body that goes on for ever as far as its reader can tell, and says when it is at rest. */
function createEndlessBody(size: number) {
  const chunk = new Uint8Array(256 * 1024);
  let atRest = true;
  const body: Body = {
    size,
    digest: async () => '',
    async *open() {
      atRest = false;
      try {
        for (let sent = 0; sent < size; sent += chunk.length) yield chunk.subarray(0, size - sent);
      } finally {
        atRest = true;
      }
    },
  };
  return { body, isAtRest: () => atRest };
}

async function drain(incoming: IncomingMessage): Promise<void> {
  for await (const _ of incoming);
}

const error403 = '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>';

describe('what arrives', () => {
  test.each([
    '/a//b',
    '/./x',
    '/a/../b',
    '/a/%2e%2e/b',
    '/..',
    '/a?x=%2F&y',
    '/%E6%8A%A5%3F%23',
    '//',
    '/dir/',
  ])('the path %s arrives as it is', async path => {
    const urls: unknown[] = [];
    const { port } = await startHttp((incoming, answer) => {
      urls.push(incoming.url);
      answer.end();
    });
    const answer = await openQuickHttp().send(request(port, { path }));
    await answer.text();
    expect(urls).toEqual([path]);
  });

  test.each([0, 1, 1000, 65_536, 200_000, 3 * MiB + 17])(
    'a body of %i bytes arrives whole, with its exact length',
    async size => {
      const { port } = await startHttp(async (incoming, answer) => {
        const hash = createHash('md5');
        for await (const chunk of incoming) hash.update(chunk);
        answer.end(
          `${incoming.headers['content-length']} ${incoming.headers['transfer-encoding']} ${hash.digest('hex')}`,
        );
      });
      const body = createMemoryBody(Buffer.alloc(size, 'longshore'));
      const answer = await openQuickHttp().send(request(port, { method: 'PUT', body }));
      expect(await answer.text()).toBe(`${size} undefined ${await body.digest('md5')}`);
    },
  );

  // Chunks below the size at which a socket asks to wait, and a server that reads nothing until all queues are full.
  test.each([
    { over: 'http', chunkSizes: [50_000] },
    { over: 'http', chunkSizes: [300_000, 1000, 70_000, 65_536, 65_537, 17] },
    { over: 'https', chunkSizes: [10_000] },
  ])(
    'a source that reuses its memory is not overtaken ($over, $chunkSizes)',
    async ({ over, chunkSizes }) => {
      const onRequest = async (incoming: IncomingMessage, answer: ServerResponse) => {
        const hash = createHash('md5');
        await systemClock.sleep(300);
        for await (const chunk of incoming) hash.update(chunk);
        answer.end(hash.digest('hex'));
      };
      const { port } = await (over === 'http' ? startHttp(onRequest) : startHttps(onRequest));
      const sizes: number[] = [];
      let size = 0;
      for (; size < 24 * MiB; size += sizes.at(-1) ?? 0)
        sizes.push(chunkSizes[sizes.length % chunkSizes.length] ?? 1);
      const expected = createHash('md5');
      const memory = Buffer.alloc(300_000);
      const body: Body = {
        size,
        digest: async () => '',
        async *open() {
          for (const [index, length] of sizes.entries()) {
            const chunk = memory.subarray(0, length);
            chunk.fill((index % 250) + 1);
            expected.update(chunk);
            yield chunk;
            chunk.fill(0);
          }
        },
      };
      const http = openQuickHttp({ caFile: over === 'http' ? null : tlsFile('ca.pem') });
      const origin = over === 'http' ? `http://127.0.0.1:${port}` : `https://localhost:${port}`;
      const answer = await http.send(request(port, { method: 'PUT', origin, body }));
      expect(await answer.text()).toBe(expected.digest('hex'));
    },
  );

  test('a body leaves its connection open, however soon the answer to its last byte comes', async () => {
    const size = 2 * MiB;
    const { port, connections } = await startEager(size);
    const http = openQuickHttp({ connections: 1 });
    for (let count = 0; count < 40; count += 1) {
      const { body } = createEndlessBody(size);
      await (await http.send(request(port, { method: 'PUT', body }))).text();
    }
    expect(await connections()).toBe(1);
  });

  test('HEAD leaves its connection open for the next request', async () => {
    const { port, connections } = await startHttp((_, answer) => answer.setHeader('etag', 'x').end());
    const http = openQuickHttp({ connections: 1 });
    for (const method of ['HEAD', 'HEAD', 'GET', 'HEAD', 'HEAD'] as const) {
      const answer = await http.send(request(port, { method }));
      if (method === 'GET') await answer.text();
      else answer.discard();
    }
    expect(connections()).toBe(1);
  });

  test.each([9, 11])('a body of 10 bytes that promised %i is file.changed', async size => {
    const { port } = await startHttp(async (incoming, answer) => {
      await drain(incoming);
      answer.end();
    });
    const body = { ...createMemoryBody(new Uint8Array(10)), size };
    expect(await codeOf(openQuickHttp().send(request(port, { method: 'PUT', body })))).toBe('file.changed');
  });
});

describe('when nothing moves', () => {
  const quick = { progressTimeoutMs: 150, connectTimeoutMs: 150 };

  test('while the server thinks, the request times out', async () => {
    const { port } = await startRaw(() => {});
    expect(await codeOf(openQuickHttp(quick).send(request(port)))).toBe('net.timeout');
  });

  test('while sending, the request times out, and its source is at rest', async () => {
    const { port } = await startRaw(socket => socket.pause());
    const { body, isAtRest } = createEndlessBody(64 * MiB);
    expect(await codeOf(openQuickHttp(quick).send(request(port, { method: 'PUT', body })))).toBe(
      'net.timeout',
    );
    expect(isAtRest()).toBe(true);
  });

  test('while receiving, the request times out', async () => {
    const { port } = await startRaw(socket =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'),
    );
    const answer = await openQuickHttp(quick).send(request(port));
    expect(await codeOf(answer.text())).toBe('net.timeout');
  });

  test('a request that moves slowly is left alone, however long it takes', async () => {
    const { port } = await startHttp(async (incoming, answer) => {
      answer.setHeader('content-length', 20);
      await drain(incoming);
      for (let sent = 0; sent < 20; sent += 1) {
        answer.write('x');
        await systemClock.sleep(30);
      }
      answer.end();
    });
    const body: Body = {
      size: 20,
      digest: async () => '',
      async *open() {
        for (let sent = 0; sent < 20; sent += 1) {
          await systemClock.sleep(30);
          yield new Uint8Array(1);
        }
      },
    };
    const answer = await openQuickHttp({ progressTimeoutMs: 400 }).send(
      request(port, { method: 'PUT', body }),
    );
    expect(await answer.text()).toBe('x'.repeat(20));
  });

  test('a consumer that takes its time is not timed out', async () => {
    const { port } = await startHttp((_, answer) => answer.end(Buffer.alloc(2 * MiB)));
    const answer = await openQuickHttp({ progressTimeoutMs: 100 }).send(request(port));
    let received = 0;
    for await (const chunk of answer.bytes()) {
      if (received === 0) await systemClock.sleep(300);
      received += chunk.length;
    }
    expect(received).toBe(2 * MiB);
  });
});

describe('bytes of unknown number', () => {
  const streamOf = (open: () => AsyncIterable<Uint8Array>): StreamBody => ({ size: null, open });

  test.each([[], [0], [1], [65_536, 65_537, 17], [3 * MiB, 5, MiB]])(
    'arrive in chunks, and end with their last (%j)',
    async (...sizes) => {
      const { port } = await startHttp(async (incoming, answer) => {
        const hash = createHash('md5');
        for await (const chunk of incoming) hash.update(chunk);
        answer.end(`${incoming.headers['content-length']} ${hash.digest('hex')}`);
      });
      const memory = Buffer.alloc(3 * MiB);
      const expected = createHash('md5');
      const body = streamOf(async function* () {
        for (const [index, size] of sizes.entries()) {
          const chunk = memory.subarray(0, size).fill(index + 1);
          expected.update(chunk);
          yield chunk;
          chunk.fill(0);
        }
      });
      const answer = await openQuickHttp().send(request(port, { method: 'PUT', body }));
      const [length, hash] = (await answer.text()).split(' ');
      expect(length).toBe(sizes.some(size => size > 0) ? 'undefined' : '0');
      expect(hash).toBe(expected.digest('hex'));
    },
  );

  test('never look whole when their source fails', async () => {
    const { promise: ending, resolve } = Promise.withResolvers<string>();
    const { port } = await startHttp(async (incoming, answer) => {
      await drain(incoming).then(
        () => resolve('whole'),
        () => resolve('cut off'),
      );
      answer.end();
    });
    const failure = new Error('the source failed');
    const body = streamOf(async function* () {
      yield new Uint8Array(MiB);
      throw failure;
    });
    await expect(openQuickHttp().send(request(port, { method: 'PUT', body }))).rejects.toMatchObject({
      cause: failure,
    });
    expect(await ending).toBe('cut off');
  });

  test('from a source that stands still end in time, and when they are aborted', async () => {
    const { port } = await startHttp(incoming => drain(incoming).catch(() => {}));
    const still = () =>
      streamOf(async function* () {
        yield new Uint8Array(10);
        await new Promise(() => {});
      });
    const quick = openQuickHttp({ progressTimeoutMs: 100, connectTimeoutMs: 100 });
    expect(await codeOf(quick.send(request(port, { method: 'PUT', body: still() })))).toBe('net.timeout');
    const stop = new AbortController();
    const reason = new DOMException('over', 'AbortError');
    const sent = openQuickHttp().send(request(port, { method: 'PUT', body: still(), signal: stop.signal }));
    await systemClock.sleep(20);
    stop.abort(reason);
    await expect(sent).rejects.toBe(reason);
  });

  test('are left when an answer comes before their end', async () => {
    const { port } = await startHttp((_, answer) => answer.writeHead(403).end(error403));
    const { promise: left, resolve } = Promise.withResolvers<void>();
    const body = streamOf(async function* () {
      try {
        for (;;) yield new Uint8Array(256 * 1024);
      } finally {
        resolve();
      }
    });
    const answer = await openQuickHttp().send(request(port, { method: 'PUT', body }));
    expect([answer.status, await answer.text()]).toEqual([403, error403]);
    await left;
  });
});

describe('early answers', () => {
  test('an answer that comes while sending counts, although the server hangs up', async () => {
    const { port } = await startRaw(socket => {
      socket.end(
        `HTTP/1.1 403 Forbidden\r\ncontent-length: ${error403.length}\r\nconnection: close\r\n\r\n${error403}`,
      );
      // A reset follows the answer by the time that a packet takes to come back.
      void systemClock.sleep(5).then(() => socket.resetAndDestroy());
    });
    const http = openQuickHttp();
    for (let round = 0; round < 20; round += 1) {
      const { body, isAtRest } = createEndlessBody(32 * MiB);
      const answer = await http.send(request(port, { method: 'PUT', body }));
      expect(answer.status).toBe(403);
      expect(await answer.text()).toBe(error403);
      expect(isAtRest()).toBe(true);
    }
  });

  test('and as well when it goes on reading', async () => {
    const { port } = await startHttp(async (incoming, answer) => {
      answer.writeHead(400).end(error403);
      await drain(incoming);
    });
    const { body } = createEndlessBody(32 * MiB);
    const answer = await openQuickHttp().send(request(port, { method: 'PUT', body }));
    expect([answer.status, await answer.text()]).toEqual([400, error403]);
  });
});

describe('answers that break', () => {
  const readAll = async (answer: HttpAnswer) => answer.text();

  test.each([
    ['fewer bytes than promised', 'content-length: 10\r\n\r\nhalf', 'remote.truncated'],
    ['chunks that never end', 'transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n', 'remote.truncated'],
  ])('%s are remote.truncated', async (_, rest, code) => {
    const { port } = await startRaw(socket => socket.end(`HTTP/1.1 200 OK\r\n${rest}`));
    expect(await codeOf(openQuickHttp().send(request(port)).then(readAll))).toBe(code);
  });

  test('a reset in the middle leaves open what happened', async () => {
    const { port } = await startRaw(socket => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf', () =>
        setImmediate(() => socket.resetAndDestroy()),
      );
    });
    const code = await codeOf(openQuickHttp().send(request(port)).then(readAll));
    expect(['net.interrupted', 'remote.truncated']).toContain(code);
  });

  test('a connection that is closed without an answer is net.interrupted', async () => {
    const { port } = await startRaw(socket => socket.destroy());
    expect(await codeOf(openQuickHttp().send(request(port)))).toBe('net.interrupted');
  });

  test('a connection that is reset while sending is net.interrupted', async () => {
    const { port } = await startRaw(socket => socket.resetAndDestroy());
    const { body, isAtRest } = createEndlessBody(32 * MiB);
    expect(await codeOf(openQuickHttp().send(request(port, { method: 'PUT', body })))).toBe(
      'net.interrupted',
    );
    expect(isAtRest()).toBe(true);
  });

  test('what is no HTTP is no storage', async () => {
    const { port } = await startRaw(socket => socket.end('220 smtp.example.com ESMTP\r\n'));
    expect(await codeOf(openQuickHttp().send(request(port)))).toBe('remote.not-storage');
  });

  test('an answer without end is not collected', async () => {
    const { port } = await startHttp((_, answer) => answer.end(Buffer.alloc(9 * MiB)));
    expect(await codeOf(openQuickHttp().send(request(port)).then(readAll))).toBe('remote.not-storage');
  });
});

describe('without a connection', () => {
  test('nobody listens: net.unreachable, with the name of the trouble and no more', async () => {
    const { port } = await startHttp(() => {});
    const sent = openQuickHttp().send(request(1, { origin: 'http://127.0.0.1:1' }));
    await expect(sent).rejects.toMatchObject({
      code: 'net.unreachable',
      facts: { host: '127.0.0.1:1', errno: 'ECONNREFUSED' },
    });
    expect(port).toBeGreaterThan(0);
  });

  test('a name that is none: net.unreachable', async () => {
    expect(await codeOf(openQuickHttp().send(request(1, { origin: 'http://nowhere.invalid' })))).toBe(
      'net.unreachable',
    );
  });
});

describe('aborting', () => {
  const reason = new DOMException('over', 'AbortError');

  test('before, nothing is sent', async () => {
    const { port, connections } = await startHttp((_, answer) => answer.end());
    const sent = openQuickHttp().send(request(port, { signal: AbortSignal.abort(reason) }));
    await expect(sent).rejects.toBe(reason);
    expect(connections()).toBe(0);
  });

  test('while sending, the reason is thrown and the source is at rest', async () => {
    const stop = new AbortController();
    const { port } = await startRaw(socket => {
      socket.pause();
      stop.abort(reason);
    });
    const { body, isAtRest } = createEndlessBody(64 * MiB);
    const sent = openQuickHttp().send(request(port, { method: 'PUT', body, signal: stop.signal }));
    await expect(sent).rejects.toBe(reason);
    expect(isAtRest()).toBe(true);
  });

  test('while receiving, the reason is thrown', async () => {
    const stop = new AbortController();
    const { port } = await startRaw(socket =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'),
    );
    const answer = await openQuickHttp().send(request(port, { signal: stop.signal }));
    const reading = answer.text();
    stop.abort(reason);
    await expect(reading).rejects.toBe(reason);
  });

  test('between the answer and its body, nothing is left without a listener', async () => {
    const stop = new AbortController();
    const { port } = await startRaw(socket =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'),
    );
    const answer = await openQuickHttp().send(request(port, { signal: stop.signal }));
    stop.abort(reason);
    await systemClock.sleep(20);
    await expect(answer.text()).rejects.toBe(reason);
  });

  test('a discarded answer frees its connection', async () => {
    const { port } = await startHttp((_, answer) => answer.end(Buffer.alloc(8 * MiB)));
    const http = openQuickHttp({ connections: 1 });
    for (let round = 0; round < 3; round += 1) {
      const answer = await http.send(request(port));
      answer.discard();
    }
  });

  test('a download that is left half-way frees its connection', async () => {
    const { port } = await startHttp((_, answer) => answer.end(Buffer.alloc(8 * MiB)));
    const http = openQuickHttp({ connections: 1 });
    for (let round = 0; round < 3; round += 1) {
      const answer = await http.send(request(port));
      for await (const chunk of answer.bytes()) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
    }
  });
});

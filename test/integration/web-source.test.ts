import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { openWebSource, type WebSetup, type WebSource } from '../../main/remote/web-source.ts';
import { codeOf } from '../support/open-remote.ts';
import { quickNetwork, startHttp, startHttps, startRaw, tlsFile } from '../support/tiny-server.ts';
import { createWorld, hastyClock, never } from '../support/world.ts';

const quick: WebSetup = {
  network: { ...quickNetwork, progressTimeoutMs: 400, connectTimeoutMs: 400 },
  clock: hastyClock,
  random: Math.random,
  attempts: 4,
};

const open = (url: string, setup: Partial<WebSetup> = {}) =>
  openWebSource(url, { ...quick, ...setup }, never);

async function read(source: WebSource): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.open(never)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

interface FileServer {
  readonly url: string;
  /** The `Range` of each request so far, null for the whole. */
  readonly ranges: (string | null)[];
}

interface FileSetup {
  readonly etag?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly isLengthKnown?: boolean;
  /** Breaks the n-th answer, from 1, after so many bytes of it. */
  readonly breaks?: (nth: number) => number | null;
  readonly how?: 'reset' | 'end' | 'stall';
  /** What the n-th request meets instead of the file; true when it was answered. */
  readonly instead?: (nth: number, request: IncomingMessage, answer: ServerResponse) => boolean;
  /** Ranges are answered with the whole file. */
  readonly ignoresRanges?: boolean;
}

/** A server of one file that breaks as it is told. */
async function serve(file: Buffer, setup: FileSetup = {}): Promise<FileServer> {
  const { etag = '"v1"', isLengthKnown = true, breaks = () => null, how = 'reset' } = setup;
  const ranges: (string | null)[] = [];
  const { port } = await startHttp(async (request, answer) => {
    ranges.push(request.headers.range ?? null);
    if (setup.instead?.(ranges.length, request, answer)) return;
    const from = setup.ignoresRanges
      ? 0
      : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const bytes = file.subarray(from);
    if (etag !== null) answer.setHeader('etag', etag);
    if (isLengthKnown) answer.setHeader('content-length', bytes.length);
    if (from > 0) answer.setHeader('content-range', `bytes ${from}-${file.length - 1}/${file.length}`);
    for (const [name, value] of Object.entries(setup.headers ?? {})) answer.setHeader(name, value);
    answer.statusCode = from > 0 ? 206 : 200;
    const end = breaks(ranges.length);
    if (end === null) {
      // Written before it is ended, so that Node adds no length by itself.
      answer.write(bytes);
      answer.end();
      return;
    }
    answer.write(bytes.subarray(0, end));
    await systemClock.sleep(50);
    if (how === 'reset') answer.socket?.resetAndDestroy();
    if (how === 'end') answer.socket?.destroySoon();
  });
  return { url: `http://127.0.0.1:${port}/dir/file.bin?signature=secret`, ranges };
}

const file = randomBytes(300_000);

describe('a file that comes without trouble', () => {
  test('is read whole, with its length and type', async () => {
    const { url } = await serve(file, {
      headers: { 'content-type': 'image/png', 'content-encoding': 'gzip' },
    });
    const source = await open(url);
    expect(source).toMatchObject({ size: 300_000, contentType: 'image/png', contentEncoding: 'gzip' });
    expect(source.name).toMatch(/^127\.0\.0\.1:\d+\/dir\/file\.bin$/);
    expect((await read(source)).equals(file)).toBe(true);
  });

  test('may be of unknown length', async () => {
    const { url } = await serve(file, { isLengthKnown: false });
    const source = await open(url);
    expect(source.size).toBeNull();
    expect((await read(source)).equals(file)).toBe(true);
  });

  test('may be empty', async () => {
    const source = await open((await serve(Buffer.alloc(0))).url);
    expect(source.size).toBe(0);
    expect(await read(source)).toEqual(Buffer.alloc(0));
  });

  test('is asked for as it is, unpacked and in one piece', async () => {
    let headers: IncomingMessage['headers'] = {};
    const { url } = await serve(file, {
      instead(_, request) {
        headers = request.headers;
        return false;
      },
    });
    await read(await open(url));
    expect(headers).toMatchObject({ 'accept-encoding': 'identity' });
    expect(headers).not.toHaveProperty('range');
    expect(headers).not.toHaveProperty('authorization');
  });
});

describe('redirects', () => {
  test('are followed, relative ones and such to other servers', async () => {
    const { url } = await serve(file);
    const { port } = await startHttp((request, answer) => {
      const to: Record<string, string> = { '/a': 'b?x=1', '/b?x=1': '//127.0.0.1:PORT/c', '/c': url };
      const location = to[request.url ?? '']?.replace('PORT', String(port));
      answer.writeHead(302, { location }).end('moved');
    });
    expect((await read(await open(`http://127.0.0.1:${port}/a`))).equals(file)).toBe(true);
  });

  test('end after ten', async () => {
    let asked = 0;
    const { port } = await startHttp((_, answer) => {
      asked += 1;
      answer.writeHead(307, { location: '/again' }).end();
    });
    await expect(open(`http://127.0.0.1:${port}/?key=secret`)).rejects.toMatchObject({
      code: 'web.refused',
      facts: { host: `127.0.0.1:${port}`, status: 307, problem: 'web.redirects', most: 10 },
    });
    expect(asked).toBe(11);
  });

  test.each([
    ['from https to http', (port: number) => `http://127.0.0.1:${port}/`],
    ['to another scheme', () => 'file:///etc/passwd'],
    ['to nowhere', () => 'http://['],
  ])('%s are refused', async (_, location) => {
    let isReached = false;
    const plain = await startHttp((_, answer) => {
      isReached = true;
      answer.end('plain');
    });
    const { port } = await startHttps((_, answer) =>
      answer.writeHead(301, { location: location(plain.port) }).end(),
    );
    const network = { ...quick.network, caFile: tlsFile('ca.pem') };
    expect(await codeOf(open(`https://localhost:${port}/`, { network }))).toBe('web.refused');
    expect(isReached).toBe(false);
  });

  test('from http to https are followed', async () => {
    const secure = await startHttps((_, answer) => answer.end('safe'));
    const { port } = await startHttp((_, answer) =>
      answer.writeHead(301, { location: `https://localhost:${secure.port}/` }).end(),
    );
    const network = { ...quick.network, caFile: tlsFile('ca.pem') };
    expect((await read(await open(`http://127.0.0.1:${port}/`, { network }))).toString()).toBe('safe');
  });

  test('take name and password no further than the server of the address', async () => {
    const seen: (string | undefined)[] = [];
    const other = await startHttp((request, answer) => {
      seen.push(request.headers.authorization);
      answer.end('here');
    });
    const { port } = await startHttp((request, answer) => {
      seen.push(request.headers.authorization);
      const location = request.url === '/' ? '/next' : `http://u:p@127.0.0.1:${other.port}/`;
      answer.writeHead(302, { location }).end();
    });
    const source = await open(`http://name:p%40ss@127.0.0.1:${port}/`);
    expect(source.name).toBe(`127.0.0.1:${port}/`);
    await read(source);
    const basic = `Basic ${Buffer.from('name:p@ss').toString('base64')}`;
    expect(seen).toEqual([basic, basic, undefined]);
  });
});

describe('a connection that breaks', () => {
  test.each(['reset', 'end', 'stall'] as const)('by %s goes on where it ended', async how => {
    const { url, ranges } = await serve(file, { how, breaks: nth => (nth < 4 ? 50_000 : null) });
    expect((await read(await open(url))).equals(file)).toBe(true);
    expect(ranges).toEqual([null, 'bytes=50000-', 'bytes=100000-', 'bytes=150000-']);
  });

  test('more often than there are attempts goes on as long as bytes come', async () => {
    const { url, ranges } = await serve(file, { breaks: () => 10_000 });
    expect((await read(await open(url))).equals(file)).toBe(true);
    expect(ranges.length).toBeGreaterThan(25);
  });

  test('before its first byte begins anew, even where the server has no version', async () => {
    const { url, ranges } = await serve(file, { etag: null, breaks: nth => (nth < 3 ? 0 : null) });
    expect((await read(await open(url))).equals(file)).toBe(true);
    expect(ranges).toEqual([null, null, null]);
  });

  test('in a file of unknown length goes on, too, and learns the length', async () => {
    const { url } = await serve(file, { isLengthKnown: false, breaks: nth => (nth === 1 ? 50_000 : null) });
    expect((await read(await open(url))).equals(file)).toBe(true);
  });

  test('behind the last byte of a file of unknown length is its end', async () => {
    const { url } = await serve(file, {
      isLengthKnown: false,
      breaks: nth => (nth === 1 ? file.length : null),
      instead(nth, _, answer) {
        if (nth === 2) answer.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
        return nth === 2;
      },
    });
    expect((await read(await open(url))).equals(file)).toBe(true);
  });

  test('goes on by the date of the file where there is no strong ETag', async () => {
    const conditions: unknown[] = [];
    const { url } = await serve(file, {
      etag: 'W/"weak"',
      headers: { 'last-modified': 'Thu, 02 Jan 2025 03:04:05 GMT' },
      breaks: nth => (nth === 1 ? 50_000 : null),
      instead(_, request) {
        conditions.push(request.headers['if-range']);
        return false;
      },
    });
    expect((await read(await open(url))).equals(file)).toBe(true);
    expect(conditions).toEqual([undefined, 'Thu, 02 Jan 2025 03:04:05 GMT']);
  });

  test('passes over the troubles of a server', async () => {
    const { url } = await serve(file, {
      breaks: nth => (nth === 3 ? 50_000 : null),
      instead(nth, _, answer) {
        if (nth === 3 || nth > 5) return false;
        answer.writeHead(nth === 2 ? 429 : 503, { 'retry-after': '0' }).end('busy');
        return true;
      },
    });
    expect((await read(await open(url))).equals(file)).toBe(true);
  });

  test.each([
    ['the server has no ranges', { headers: { 'accept-ranges': 'none' } }],
    ['the server does not name its version', { etag: null }],
    ['the server ignores ranges', { ignoresRanges: true }],
  ] as const)('is a failure when %s', async (_, setup) => {
    const { url } = await serve(file, { ...setup, breaks: nth => (nth === 1 ? 50_000 : null) });
    await expect(read(await open(url))).rejects.toMatchObject({ code: 'stream.failed' });
  });

  test('again and again without a byte is a failure', async () => {
    const { url, ranges } = await serve(file, { breaks: nth => (nth === 1 ? 50_000 : 0) });
    await expect(read(await open(url))).rejects.toMatchObject({
      code: 'stream.failed',
      facts: { problem: 'web.brokeAgain', received: 50_000 },
    });
    expect(ranges.length).toBe(4);
  });

  test('is not felt by an upload', async () => {
    const world = await createWorld('oss');
    const { url } = await serve(file, { breaks: () => 70_000 });
    const engine = await world.engine();
    const source = await engine.openWeb(url, never);
    const wish = { access: world.access, key: 'key', options: {}, source, partSize: 102_400, threshold: 1 };
    const { proof } = await engine.uploadStream(wish, never);
    expect(proof.size).toBe(file.length);
    expect((await world.read('key'))?.equals(file)).toBe(true);
  });
});

describe('what can not be put together', () => {
  const other = randomBytes(300_000);
  const brokenOnce = { breaks: (nth: number) => (nth === 1 ? 50_000 : null) };

  test.each<[string, (answer: ServerResponse) => void]>([
    ['the whole of another version', answer => answer.setHeader('etag', '"v2"').end(other)],
    [
      'a range of another version',
      answer =>
        answer
          .writeHead(206, { etag: '"v2"', 'content-range': `bytes 50000-299999/300000` })
          .end(other.subarray(50_000)),
    ],
    [
      'a range of another length',
      answer =>
        answer
          .writeHead(206, { etag: '"v1"', 'content-range': `bytes 50000-300000/300001` })
          .end(Buffer.alloc(250_001)),
    ],
    [
      'another range',
      answer =>
        answer
          .writeHead(206, { etag: '"v1"', 'content-range': `bytes 60000-299999/300000` })
          .end(file.subarray(60_000)),
    ],
    ['no range at all', answer => answer.writeHead(416, { 'content-range': 'bytes */100' }).end()],
  ])('%s is noticed as a change', async (_, changed) => {
    const { url } = await serve(file, {
      ...brokenOnce,
      instead(nth, _, answer) {
        if (nth === 2) changed(answer);
        return nth === 2;
      },
    });
    await expect(read(await open(url))).rejects.toMatchObject({ code: 'web.changed' });
  });

  test('a change in the middle leaves nothing in the bucket', async () => {
    const world = await createWorld('oss');
    const { url } = await serve(file, {
      breaks: nth => (nth === 1 ? 250_000 : null),
      instead(nth, _, answer) {
        if (nth === 2) answer.setHeader('etag', '"v2"').end(other);
        return nth === 2;
      },
    });
    const engine = await world.engine();
    const source = await engine.openWeb(url, never);
    const wish = { access: world.access, key: 'key', options: {}, source, partSize: 102_400, threshold: 1 };
    expect(await codeOf(engine.uploadStream(wish, never))).toBe('web.changed');
    expect(await world.read('key')).toBeNull();
    expect(await world.pending()).toEqual([]);
  });

  test('fewer bytes than announced are a failure in the end', async () => {
    const { url, ranges } = await serve(file, { how: 'end', breaks: nth => (nth === 1 ? 299_990 : 0) });
    await expect(read(await open(url))).rejects.toMatchObject({
      code: 'web.length',
      facts: { received: 299_990, expected: 300_000 },
    });
    expect(ranges.length).toBe(4);
  });

  test('more bytes than announced are one, too', async () => {
    const { url } = await serve(file, {
      ...brokenOnce,
      instead(nth, _, answer) {
        if (nth < 2) return false;
        answer
          .writeHead(206, { etag: '"v1"', 'content-range': 'bytes 50000-299999/300000' })
          .end(Buffer.alloc(260_000));
        return true;
      },
    });
    await expect(read(await open(url))).rejects.toMatchObject({
      code: 'web.length',
      facts: { expected: 300_000 },
    });
  });
});

describe('a server that refuses', () => {
  test.each([401, 403, 404, 410, 204, 206, 304])('with %i is not asked again', async status => {
    let asked = 0;
    const { port } = await startHttp((_, answer) => {
      asked += 1;
      answer.writeHead(status).end();
    });
    await expect(open(`http://127.0.0.1:${port}/private?token=secret`)).rejects.toMatchObject({
      code: 'web.refused',
      facts: { host: `127.0.0.1:${port}`, status },
    });
    expect(asked).toBe(1);
  });

  test('for a moment is asked again, and refuses in the end', async () => {
    let asked = 0;
    const { port } = await startHttp((_, answer) => {
      asked += 1;
      answer.writeHead(503).end();
    });
    expect(await codeOf(open(`http://127.0.0.1:${port}/`))).toBe('web.refused');
    expect(asked).toBe(quick.attempts);
  });

  test('when the address has expired in the middle says so', async () => {
    const { url } = await serve(file, {
      breaks: nth => (nth === 1 ? 50_000 : null),
      instead(nth, _, answer) {
        if (nth === 2) answer.writeHead(403).end();
        return nth === 2;
      },
    });
    await expect(read(await open(url))).rejects.toMatchObject({
      code: 'web.refused',
      facts: { status: 403 },
    });
  });

  test('or is not there, or speaks something else', async () => {
    await expect(open('http://127.0.0.1:1/')).rejects.toMatchObject({
      code: 'web.unreachable',
      facts: { host: '127.0.0.1:1', errno: 'ECONNREFUSED' },
    });
    const { port } = await startRaw(socket => void socket.end('SSH-2.0-OpenSSH\r\n'));
    await expect(open(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
      code: 'web.unreachable',
      message: expect.stringContaining('not HTTP'),
    });
  });

  test.each(['ftp://host/file', '/local/file', 'http://', 'javascript:1'])('%s is no address', async url => {
    expect(await codeOf(open(url))).toBe('usage');
  });
});

test('no message holds the query or the password of an address', async () => {
  const texts: string[] = [];
  const onRetry: WebSetup['onRetry'] = (_, error) => texts.push(JSON.stringify([error.message, error.facts]));
  const { port } = await startHttp((request, answer) => {
    if (request.url?.startsWith('/busy')) answer.writeHead(503).end();
    else answer.writeHead(302, { location: `ftp://u:hidden@h/?sig=hidden` }).end();
  });
  for (const path of ['busy', 'moved', 'x:hidden@[']) {
    const url = `http://name:hidden@127.0.0.1:${path === 'x:hidden@[' ? '1' : port}/${path}?sig=hidden#hidden`;
    await open(url, { onRetry }).catch(error => {
      texts.push(JSON.stringify([error.message, error.facts, String(error.stack)]));
    });
  }
  await open('http://name:hidden@[/').catch(error => texts.push(String(error.stack)));
  expect(texts.length).toBeGreaterThanOrEqual(5);
  expect(texts.join('\n')).not.toContain('hidden');
});

test('an answer that nobody has read for long is asked for again', async () => {
  const { url, ranges } = await serve(randomBytes(20_000_000));
  const source = await open(url);
  await systemClock.sleep(700);
  expect((await read(source)).length).toBe(20_000_000);
  expect(ranges).toEqual([null, null]);
});

test('a reader that takes its time is not the fault of the server', async () => {
  const { url, ranges } = await serve(randomBytes(3_000_000));
  const source = await open(url);
  let chunks = 0;
  for await (const _ of source.open(never)) {
    chunks += 1;
    if (chunks < 4) await systemClock.sleep(500);
  }
  expect(ranges).toEqual([null]);
});

test('closing a source ends its request', async () => {
  const ended = Promise.withResolvers<void>();
  const { port } = await startHttp((request, answer) => {
    answer.write('first bytes');
    request.socket.on('close', ended.resolve);
  });
  const source = await open(`http://127.0.0.1:${port}/`);
  source.close();
  await ended.promise;
});

test('the signal ends reading with its reason', async () => {
  const { port } = await startHttp((_, answer) => void answer.write('first bytes'));
  const source = await open(`http://127.0.0.1:${port}/`);
  const stop = new AbortController();
  const reason = new Error('enough');
  await expect(async () => {
    for await (const _ of source.open(stop.signal)) stop.abort(reason);
  }).rejects.toBe(reason);
});

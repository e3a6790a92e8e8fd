import { randomBytes } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AppError } from '../../main/base/app-error.ts';
import { systemClock } from '../../main/base/clock.ts';
import type { EngineSetup } from '../../main/engine.ts';
import { digestOf } from '../../main/model/digest.ts';
import type { StoreKind } from '../../main/model/target.ts';
import type { StreamResult, StreamWish } from '../../main/upload/stream/stream-run.ts';
import {
  bytesSource,
  readableSource,
  type StreamSource,
  textSource,
} from '../../main/upload/stream/stream-source.ts';
import { replies, startCallbackApplication } from '../support/callback-application.ts';
import { keyVariables, startCommand, targetIn } from '../support/command.ts';
import { codeOf } from '../support/open-remote.ts';
import { createWorld, never, partSizes, type World } from '../support/world.ts';

const kinds: readonly StoreKind[] = ['oss', 's3'];

/** One engine for one stream, of parts as small as the store takes them. */
async function send(
  world: World,
  source: StreamSource,
  wish: Partial<StreamWish> = {},
  setup: Partial<EngineSetup> = {},
  signal: AbortSignal = never,
): Promise<StreamResult> {
  const { access } = world;
  const partSize = partSizes[access.address.kind];
  const engine = await world.engine(setup);
  try {
    const usual = { access, key: 'key', options: {}, source, partSize, threshold: partSize };
    return await engine.uploadStream({ ...usual, ...wish }, signal);
  } finally {
    await engine.close();
  }
}

/** Bytes in odd pieces whose number nobody knows, with what happens before each. */
function piped(bytes: Uint8Array, before: (position: number) => unknown = () => {}): StreamSource {
  return {
    name: 'the test',
    size: null,
    async *open() {
      const memory = Buffer.alloc(70_001);
      for (let from = 0; from < bytes.length; from += memory.length) {
        await before(from);
        const piece = bytes.subarray(from, from + memory.length);
        memory.set(piece);
        // The memory of a chunk is used again once the next is asked for.
        yield memory.subarray(0, piece.length);
        memory.fill(0);
      }
    },
  };
}

async function expectNothingLeft(world: World): Promise<void> {
  expect(await world.read('key')).toBeNull();
  expect(await world.pending()).toEqual([]);
  expect((await world.engine()).loose.all()).toEqual([]);
}

describe.each(kinds)('%s', kind => {
  const partSize = partSizes[kind];
  const algorithm = kind === 'oss' ? 'crc64' : 'crc32';

  test.each([
    ['nothing', 0],
    ['a few bytes', 17],
    ['one byte less than the threshold', partSize - 1],
    ['exactly the threshold', partSize],
    ['exactly two parts', 2 * partSize],
    ['one byte more than two parts', 2 * partSize + 1],
    ['many parts', (kind === 'oss' ? 23 : 3) * partSize + 4711],
  ])('a pipe with %s arrives whole and proven', async (_, size) => {
    const world = await createWorld(kind);
    const bytes = randomBytes(size);
    const { proof } = await send(world, piped(bytes));
    expect(proof).toMatchObject({ size, ours: { algorithm, value: await digestOf(algorithm, bytes) } });
    expect(proof.theirs).toBe(proof.ours.value);
    expect((await world.read('key'))?.equals(bytes)).toBe(true);
    expect(await world.pending()).toEqual([]);
    expect((await world.engine()).loose.all()).toEqual([]);
  });

  test('a stream below the threshold is one request, a longer one goes by parts', async () => {
    const world = await createWorld(kind);
    const requests = (operation: 'put' | 'begin') => world.bucket.server.stats().requests[operation] ?? 0;
    await send(world, piped(randomBytes(partSize - 1)));
    expect([requests('put'), requests('begin')]).toEqual([1, 0]);
    await send(world, piped(randomBytes(partSize)));
    expect([requests('put'), requests('begin')]).toEqual([1, 1]);
    await send(world, piped(randomBytes(partSize)), { threshold: 10 * partSize });
    expect([requests('put'), requests('begin')]).toEqual([2, 1]);
    await send(world, piped(randomBytes(partSize + 1)), { threshold: 10 * partSize });
    expect([requests('put'), requests('begin')]).toEqual([2, 2]);
  });

  test('a text, bytes and a readable arrive with their options', async () => {
    const world = await createWorld(kind);
    const options = { contentType: 'text/plain; charset=utf-8', meta: { from: '管道' } };
    await send(world, textSource('hello, 世界'), { key: 'text', options });
    await send(world, bytesSource(Buffer.from([1, 2, 3]), 'bytes'), { key: 'bytes' });
    await send(world, readableSource(Readable.from(['a', 'b', 'c']), 'a readable'), { key: 'readable' });
    expect((await world.read('text'))?.toString()).toBe('hello, 世界');
    expect(await world.read('bytes')).toEqual(Buffer.from([1, 2, 3]));
    expect((await world.read('readable'))?.toString()).toBe('abc');
    const info = await (await world.engine()).open(world.access).head('text', never);
    expect(info).toMatchObject({ contentType: options.contentType, meta: options.meta });
  });

  test('a source of known length goes by parts of one size', async () => {
    const world = await createWorld(kind);
    const bytes = randomBytes(2 * partSize + 5);
    const { proof } = await send(world, { ...piped(bytes), size: bytes.length });
    expect(proof.size).toBe(bytes.length);
    expect((await world.read('key'))?.equals(bytes)).toBe(true);
  });

  test.each([
    ['fewer', -1],
    ['more', 1],
  ])('%s bytes than announced are a failure that leaves nothing', async (_, more) => {
    for (const size of [1000, 3 * partSize]) {
      const world = await createWorld(kind);
      const source = { ...piped(randomBytes(size + more)), size };
      await expect(send(world, source)).rejects.toMatchObject({ code: 'stream.failed' });
      await expectNothingLeft(world);
    }
  });

  test.each([
    ['before its first byte', 0],
    ['in the middle', 70_001 * Math.ceil((2 * partSize) / 70_001)],
  ])('a source that fails %s leaves nothing on the server', async (_, at) => {
    const world = await createWorld(kind);
    const source = piped(randomBytes(4 * partSize), position => {
      if (position >= at) throw new Error('the cable was pulled');
    });
    await expect(send(world, source)).rejects.toMatchObject({
      code: 'stream.failed',
      facts: { problem: 'stream.broke', detail: 'the cable was pulled', key: 'key' },
    });
    await expectNothingLeft(world);
  });

  test('an error that the source explains itself is passed on', async () => {
    const world = await createWorld(kind);
    const source = piped(randomBytes(100), () => {
      throw new AppError('web.changed', 'planned');
    });
    expect(await codeOf(send(world, source))).toBe('web.changed');
  });

  test('a stream that is given up in the middle leaves nothing, and says why', async () => {
    const world = await createWorld(kind);
    const stop = new AbortController();
    const reason = new Error('given up');
    const source = piped(randomBytes(4 * partSize), position => {
      if (position > 3 * partSize) stop.abort(reason);
    });
    await expect(send(world, source, {}, {}, stop.signal)).rejects.toBe(reason);
    await expectNothingLeft(world);
  });

  test('a silent source is let go at once when the stream is given up', async () => {
    const world = await createWorld(kind);
    const pipe = new PassThrough();
    pipe.write(randomBytes(2 * partSize));
    const stop = new AbortController();
    const sending = send(world, readableSource(pipe, 'a pipe'), {}, {}, stop.signal);
    while (world.bucket.server.stats().requests.sendPart !== 2) await systemClock.sleep(10);
    stop.abort();
    await expect(sending).rejects.toThrow('aborted');
    expect(pipe.destroyed).toBe(true);
    await expectNothingLeft(world);
  });

  test('closing the engine gives up its streams and waits for their end', async () => {
    const world = await createWorld(kind);
    const engine = await world.engine();
    const pipe = new PassThrough();
    pipe.write(randomBytes(2 * partSize));
    const source = readableSource(pipe, 'a pipe');
    const wish = { access: world.access, key: 'key', options: {}, source, partSize, threshold: 1 };
    const sending = engine.uploadStream(wish, never).catch(thrown => thrown.name);
    while (world.bucket.server.stats().requests.sendPart !== 2) await systemClock.sleep(10);
    expect(engine.loose.all()).toMatchObject([{ target: { key: 'key' }, reason: 'stream', isOwned: true }]);
    await engine.close();
    expect(await sending).toBe('AbortError');
    await expectNothingLeft(world);
  });

  test('parts whose answers are lost or wrong are sent again from memory', async () => {
    const world = await createWorld(kind);
    const { faults } = world.bucket;
    faults.on('sendPart', { partNumber: 1 }).dropAnswer();
    faults.on('sendPart', { partNumber: 2 }).resetInBody(1000);
    if (kind === 'oss') faults.on('sendPart', { partNumber: 3 }).wrongCrc();
    const bytes = randomBytes(3 * partSize);
    await send(world, piped(bytes));
    faults.assertAllHit();
    expect((await world.read('key'))?.equals(bytes)).toBe(true);
  });

  test.each(['dropAnswer', 'resetAfterBody', 'truncateAnswer'] as const)(
    'an answer to complete that is lost (%s) is asked for, and the object proven',
    async fault => {
      const world = await createWorld(kind);
      world.bucket.faults.on('complete')[fault]();
      const bytes = randomBytes(2 * partSize);
      await send(world, piped(bytes));
      world.bucket.faults.assertAllHit();
      expect((await world.read('key'))?.equals(bytes)).toBe(true);
      expect(await world.pending()).toEqual([]);
      expect(world.events).toContainEqual(expect.objectContaining({ type: 'noted', what: 'answerLost' }));
    },
  );

  test.each(['dropAnswer', 'resetAfterBody', 'hang'] as const)(
    'an answer to begin that is lost (%s) leaves no second upload',
    async fault => {
      const world = await createWorld(kind);
      world.bucket.faults.on('begin')[fault]();
      const bytes = randomBytes(2 * partSize);
      await send(world, piped(bytes));
      world.bucket.faults.assertAllHit();
      expect((await world.read('key'))?.equals(bytes)).toBe(true);
      expect(await world.pending()).toEqual([]);
    },
  );

  test('the parts of a stream that the server refuses for good are removed, and the source is let go', async () => {
    const world = await createWorld(kind);
    world.bucket.faults.on('sendPart', { partNumber: 2 }).reply(403, 'AccessDenied').times(9);
    const pipe = new PassThrough();
    pipe.write(randomBytes(2 * partSize));
    expect(await codeOf(send(world, readableSource(pipe, 'a pipe')))).toBe('remote.denied');
    expect(pipe.destroyed).toBe(true);
    await expectNothingLeft(world);
  });

  test('what could not be removed is written down for the janitor', async () => {
    const world = await createWorld(kind);
    world.bucket.faults.on('abandon').reply(403, 'AccessDenied').times(9);
    const source = piped(randomBytes(3 * partSize), position => {
      if (position > 2 * partSize) throw new Error('broken');
    });
    expect(await codeOf(send(world, source))).toBe('stream.failed');
    expect((await world.engine()).loose.all()).toMatchObject([
      { target: { key: 'key' }, reason: 'left', isOwned: false },
    ]);
    expect(await world.pending()).toEqual(['key']);
  });

  test('an object that is there already is not overwritten when that is forbidden, and no byte is read', async () => {
    const world = await createWorld(kind);
    await send(world, textSource('theirs'));
    let isRead = false;
    const source = piped(randomBytes(100), () => {
      isRead = true;
    });
    const options = { forbidOverwrite: true };
    await expect(send(world, source, { options })).rejects.toMatchObject({ code: 'object.exists' });
    expect(isRead).toBe(false);
    expect((await world.read('key'))?.toString()).toBe('theirs');
  });

  test.each([1000, 2 * partSize])(
    'an object that appears while %i bytes are sent is not overwritten either',
    async size => {
      const world = await createWorld(kind);
      const source = piped(randomBytes(size), async position => {
        if (position === 0) await send(world, textSource('theirs'));
      });
      const options = { forbidOverwrite: true };
      expect(await codeOf(send(world, source, { options }))).toBe('object.exists');
      expect((await world.read('key'))?.toString()).toBe('theirs');
      expect(await world.pending()).toEqual([]);
    },
  );

  test.each([1000, 2 * partSize])(
    'our own object is told from another when the answer of %i bytes is lost under that rule',
    async size => {
      const world = await createWorld(kind);
      world.bucket.faults.on(size < partSize ? 'put' : 'complete').dropAnswer();
      const bytes = randomBytes(size);
      await send(world, piped(bytes), { options: { forbidOverwrite: true } });
      expect((await world.read('key'))?.equals(bytes)).toBe(true);
    },
  );

  test.each([
    ['an empty key', { key: '' }, 'key.invalid'],
    ['a part size that the store refuses', { partSize: 1000 }, 'part.size'],
    ['options that cannot be', { options: { acl: 'nobody' } }, 'options.invalid'],
  ])('%s is refused before the source is opened', async (_, wish, code) => {
    const world = await createWorld(kind);
    let closed = 0;
    const source: StreamSource = {
      name: 'never opened',
      size: null,
      open() {
        throw new Error('the source was opened');
      },
      close() {
        closed += 1;
      },
    };
    expect(await codeOf(send(world, source, wish))).toBe(code);
    expect(closed).toBe(1);
  });

  test('a stream longer than all parts together fails and leaves nothing', async () => {
    const world = await createWorld(kind);
    const engine = await world.engine();
    const store = engine.open(world.access);
    Object.assign(store.limits, { maxParts: 3 });
    try {
      const wish = { access: world.access, key: 'key', options: {}, partSize, threshold: 1 };
      const whole = { ...wish, source: piped(randomBytes(3 * partSize)) };
      expect((await engine.uploadStream(whole, never)).proof.size).toBe(3 * partSize);
      const longer = { ...wish, key: 'longer', source: piped(randomBytes(3 * partSize + 1)) };
      await expect(engine.uploadStream(longer, never)).rejects.toMatchObject({
        code: 'stream.too-long',
        facts: { largest: 3 * partSize },
      });
    } finally {
      Object.assign(store.limits, { maxParts: 10_000 });
    }
    expect(await world.read('longer')).toBeNull();
    expect(await world.pending()).toEqual([]);
  });

  test('a source is read no further than the buffers reach while the server is slow', async () => {
    const world = await createWorld(kind);
    world.bucket.faults.on('sendPart').delay(400).times(Number.POSITIVE_INFINITY);
    let read = 0;
    let most = 0;
    const total = 9 * partSize;
    const source = piped(randomBytes(total), position => {
      read = position;
      const received = world.bucket.server.stats().requests.sendPart ?? 0;
      most = Math.max(most, read - Math.max(0, received - 2) * partSize);
    });
    await send(world, source, {}, { parallel: 2 });
    expect(read).toBeGreaterThan(8 * partSize);
    // Two parts answered, two on their way, one that is filled, and the chunk that did not fit.
    expect(most).toBeLessThanOrEqual(5 * partSize + 70_001);
  });

  test('progress knows no total before the end of the stream, and the whole of it then', async () => {
    const world = await createWorld(kind);
    const engine = await world.engine({ clock: systemClock });
    const seen: [boolean, number | null, number][] = [];
    engine.onProgress(({ isTotalKnown, secondsLeft, totalBytes, confirmedBytes }) => {
      expect(confirmedBytes).toBeLessThanOrEqual(totalBytes);
      seen.push([isTotalKnown, secondsLeft, totalBytes]);
    });
    const size = 3 * partSize;
    const source = piped(randomBytes(size), position => systemClock.sleep(position < 400_000 ? 150 : 0));
    await engine.uploadStream(
      { access: world.access, key: 'key', options: {}, source, partSize, threshold: 1 },
      never,
    );
    expect(seen[0]).toEqual([false, null, expect.any(Number)]);
    expect(seen.at(-1)).toEqual([true, 0, size]);
  });

  test('a rate limit holds for streams, too', async () => {
    const world = await createWorld(kind);
    const startedMs = systemClock.monotonic();
    const wish = { threshold: 1_000_000, partSize: 5_242_880 };
    const setup = { rateLimit: 400_000, clock: systemClock };
    await send(world, piped(randomBytes(600_000)), wish, setup);
    expect(systemClock.monotonic() - startedMs).toBeGreaterThan(1000);
  });
});

test('a server that knows no checksums proves a stream by its ETag', async () => {
  const world = await createWorld('s3');
  world.bucket.faults.on('begin').reply(501, 'NotImplemented');
  const engine = await world.engine();
  const wish = { access: world.access, options: {}, partSize: partSizes.s3, threshold: partSizes.s3 };
  const bytes = randomBytes(2 * partSizes.s3 + 1);
  for (const [key, part] of [['large', bytes] as const, ['small', bytes.subarray(0, 9)] as const]) {
    const { proof } = await engine.uploadStream({ ...wish, key, source: piped(part) }, never);
    expect(proof).toMatchObject({ ours: { algorithm: 'md5' } });
    expect(proof.theirs).toBe(proof.ours.value);
    expect((await world.read(key))?.equals(part)).toBe(true);
  }
});

test.each([1000, 2 * partSizes.oss])(
  'an application is called back once %i bytes are stored, and what it says is in the proof',
  async size => {
    const world = await createWorld('oss');
    const application = await startCallbackApplication(() => true);
    onTestFinished(application.close);
    const callback = {
      urls: [application.url],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: OSS fills it in.
      body: 'size=${size}',
      bodyType: 'application/x-www-form-urlencoded',
      variables: {},
    } as const;
    const wish = { options: { callback } };
    const answered = await send(world, piped(randomBytes(size)), wish);
    expect(answered.proof.callback).toMatchObject({ became: 'answered' });
    expect(application.calls[0]?.body).toBe(`size=${size}`);

    application.answerBy(replies.text('no JSON'));
    const bytes = randomBytes(size);
    const failed = await send(world, piped(bytes), wish);
    expect(failed.proof).toMatchObject({ size, callback: { became: 'failed' } });
    expect((await world.read('key'))?.equals(bytes)).toBe(true);
  },
);

test('a stream whose process is killed leaves an upload that the janitor knows', async () => {
  const world = await createWorld('oss');
  const prefix = ['bash', '-c', 'exec "$@" < <(head -c 3M /dev/zero; exec sleep 5 2>&-)', 'bash'];
  const put = startCommand(['put', '-', ...targetIn(world.bucket, 'key'), '--threshold', '1KiB'], {
    folder: world.dir,
    environment: keyVariables,
    prefix,
  });
  while (world.bucket.server.stats().requests.begin === 0) await systemClock.sleep(20);
  const engine = await world.engine();
  const loose = () => engine.loose.all();
  while (loose().length === 0) await systemClock.sleep(20);
  expect(loose()).toMatchObject([{ target: { key: 'key' }, reason: 'stream', isOwned: true }]);
  put.process.kill('SIGKILL');
  await put.ended;
  expect(loose()).toMatchObject([{ target: { key: 'key' }, reason: 'stream', isOwned: false }]);
  expect(await world.pending()).toEqual(['key']);
});

describe('one request whatever the length', () => {
  const MiB = 1024 ** 2;
  /** What is held in memory and could be sent again. */
  const buffer = 16 * MiB;

  test.each([0, 17, buffer, buffer + 1, 20 * MiB])('OSS takes a stream of %i bytes', async size => {
    const world = await createWorld('oss');
    const bytes = randomBytes(size);
    const { proof } = await send(world, piped(bytes), { isSimple: true });
    expect(proof).toMatchObject({ size, ours: { value: await digestOf('crc64', bytes) } });
    expect((await world.read('key'))?.equals(bytes)).toBe(true);
    expect(world.bucket.server.stats().requests.begin ?? 0).toBe(0);
  });

  test('when its answer is lost the store is asked', async () => {
    const world = await createWorld('oss');
    world.bucket.faults.on('put').dropAnswer();
    await send(world, piped(randomBytes(20 * MiB)), { isSimple: true });
    world.bucket.faults.assertAllHit();
  });

  test('a broken connection is a failure, for the bytes come once', async () => {
    const world = await createWorld('oss');
    world.bucket.faults.on('put').resetInBody(buffer + 1000);
    const code = await codeOf(send(world, piped(randomBytes(24 * MiB)), { isSimple: true }));
    expect(code).toBe('net.interrupted');
    await expectNothingLeft(world);
  });

  test('one that is held in memory is sent again', async () => {
    const world = await createWorld('oss');
    world.bucket.faults.on('put').resetInBody(100_000);
    const bytes = randomBytes(MiB);
    await send(world, piped(bytes), { isSimple: true });
    world.bucket.faults.assertAllHit();
    expect((await world.read('key'))?.equals(bytes)).toBe(true);
  });

  test('a source that fails in the middle leaves nothing', async () => {
    const world = await createWorld('oss');
    const source = piped(randomBytes(20 * MiB), position => {
      if (position > 18 * MiB) throw new Error('broken');
    });
    expect(await codeOf(send(world, source, { isSimple: true }))).toBe('stream.failed');
    await expectNothingLeft(world);
  });

  test('a known length above the limit of one PUT is refused at once', async () => {
    const world = await createWorld('oss');
    const source = { ...piped(randomBytes(1)), size: 6 * 1024 ** 3 };
    await expect(send(world, source, { isSimple: true })).rejects.toMatchObject({
      code: 'file.too-large',
      facts: { path: 'the test', size: 6 * 1024 ** 3, largest: 5 * 1024 ** 3 },
    });
  });

  test('S3 refuses it before a byte is read, unless the stream is known to fit into memory', async () => {
    const world = await createWorld('s3');
    await expect(send(world, piped(randomBytes(10)), { isSimple: true })).rejects.toMatchObject({
      code: 'options.unsupported',
      facts: { option: 'simple' },
    });
    await send(world, textSource('fits'), { isSimple: true });
    expect((await world.read('key'))?.toString()).toBe('fits');
  });
});

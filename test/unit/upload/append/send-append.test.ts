import { expect, test } from 'vitest';
import { AppError, type ErrorCode, fromErrorRecord } from '../../../../main/base/app-error.ts';
import { combineCrc } from '../../../../main/model/crc-combine.ts';
import { digestOf } from '../../../../main/model/digest.ts';
import type { ObjectInfo, ObjectStore, StoredObject } from '../../../../main/remote/object-store.ts';
import type { AppendPlace } from '../../../../main/store/append-log.ts';
import { type AppendableStore, nextAppend, sendAppend } from '../../../../main/upload/append/send-append.ts';
import { createFixedClock } from '../../../support/fixed-clock.ts';

const before = Buffer.from('12345');
const bytes = Buffer.from('6789');

/** What happens to one append: whether it is carried out, and what is answered. */
type Turn = { readonly isDone: boolean; readonly answers: 'ok' | ErrorCode };

/** An object with `before` in it, and a store that treats the appends to it as told, in order; then all goes well. */
async function createBucket(turns: readonly Turn[], afterFirst: (object: Buffer) => Buffer = same => same) {
  const left = [...turns];
  let object: Buffer = before;
  const calls: string[] = [];
  const crcOf = async (): Promise<string> => digestOf('crc64', object);
  const stored = async (): Promise<StoredObject> => ({
    etag: 'e',
    checksum: { algorithm: 'crc64', value: await crcOf() },
    versionId: null,
    requestId: 'r',
  });
  const store: Pick<AppendableStore, 'append' | 'head'> = {
    async append({ position, body }) {
      calls.push('append');
      if (position !== object.length) throw new AppError('object.position', 'planned');
      const { isDone, answers } = left.shift() ?? { isDone: true, answers: 'ok' };
      if (isDone) {
        const chunks: Uint8Array[] = [];
        for await (const chunk of body.open() as AsyncIterable<Uint8Array>) chunks.push(chunk);
        object = Buffer.concat([object, ...chunks]);
      }
      if (answers === 'ok') return { ...(await stored()), position: object.length };
      throw fromErrorRecord({ code: answers, message: 'planned', facts: {} });
    },
    async head() {
      calls.push('head');
      const { size, ...facts } = { ...(await stored()), size: object.length };
      if (calls.filter(call => call === 'head').length === 1) object = afterFirst(object);
      return { ...facts, size, key: 'k', appendPosition: size } as ObjectInfo;
    },
  };

  const stop = new AbortController();
  const place: AppendPlace = {
    ...{ key: 'k', roll: 0, base: 0, position: before.length, next: null, inode: '1', device: '1' },
    ...{ crc: await digestOf('crc64', before), headCrc: '', tailCrc: '' },
  };
  const send = async () =>
    sendAppend(place, await nextAppend(place, bytes), bytes, {
      store: store as ObjectStore as AppendableStore,
      options: {},
      clock: createFixedClock(0),
      rateLimit: { chunkBytes: 1024, take: async () => {} },
      attempts: 3,
      onRetry: () => void calls.push('pause'),
      signal: stop.signal,
      hardSignal: new AbortController().signal,
    });
  return { calls, stop, send, object: () => object.toString() };
}

test('what is intended is the CRC of the object with the bytes', async () => {
  const crc = await digestOf('crc64', before);
  expect(await nextAppend({ crc }, bytes)).toEqual({ size: 4, crc: '995dc9bbdf1939fa' });
  expect(combineCrc('crc64', crc, await digestOf('crc64', bytes), 4)).toBe('995dc9bbdf1939fa');
});

test.each<[string, Turn[], string[], boolean]>([
  ['all goes well', [], ['append'], false],
  ['the answer is lost', [{ isDone: true, answers: 'net.interrupted' }], ['append', 'pause', 'head'], true],
  [
    'the request is lost',
    [{ isDone: false, answers: 'net.timeout' }],
    ['append', 'pause', 'head', 'append'],
    false,
  ],
  [
    'request and answer are lost in turn',
    [
      { isDone: false, answers: 'remote.unavailable' },
      { isDone: true, answers: 'remote.truncated' },
    ],
    ['append', 'pause', 'head', 'append', 'pause', 'head'],
    true,
  ],
  [
    'the server refuses the position that it names itself',
    [{ isDone: false, answers: 'object.position' }],
    ['append', 'pause', 'head', 'append'],
    false,
  ],
])(
  'when %s, the bytes are there once, and the store was asked before a repeat',
  async (_, turns, calls, isFound) => {
    const bucket = await createBucket(turns);
    expect(await bucket.send()).toMatchObject({ isFound, stored: { requestId: 'r' } });
    expect(bucket.calls).toEqual(calls);
    expect(bucket.object()).toBe('123456789');
  },
);

test('a request that arrives after the store was asked counts when the repeat is refused', async () => {
  const late = (object: Buffer) => Buffer.concat([object, bytes]);
  const bucket = await createBucket([{ isDone: false, answers: 'net.timeout' }], late);
  expect(await bucket.send()).toMatchObject({ isFound: true });
  expect(bucket.calls).toEqual(['append', 'pause', 'head', 'append', 'pause', 'head']);
  expect(bucket.object()).toBe('123456789');
});

test('bytes of another writer end it', async () => {
  const theirs = (object: Buffer) => Buffer.concat([object, Buffer.from('them')]);
  const bucket = await createBucket([{ isDone: false, answers: 'net.timeout' }], theirs);
  await expect(bucket.send()).rejects.toMatchObject({
    code: 'object.position',
    facts: { key: 'k', position: 9, ours: 5 },
  });
});

test.each<ErrorCode>(['remote.denied', 'bucket.missing', 'net.unreachable'])(
  '%s leaves nothing open and is thrown at once',
  async code => {
    const bucket = await createBucket([{ isDone: false, answers: code }]);
    await expect(bucket.send()).rejects.toMatchObject({ code });
    expect(bucket.calls).toEqual(['append']);
  },
);

test('trouble that does not pass ends it after the attempts', async () => {
  const turns = Array.from({ length: 9 }, (): Turn => ({ isDone: false, answers: 'remote.unavailable' }));
  const bucket = await createBucket(turns);
  await expect(bucket.send()).rejects.toMatchObject({ code: 'remote.unavailable' });
  expect(bucket.calls.filter(call => call === 'append')).toHaveLength(3);
});

test('a wish to stop ends the repeating', async () => {
  const bucket = await createBucket([{ isDone: true, answers: 'net.interrupted' }]);
  bucket.stop.abort();
  await expect(bucket.send()).rejects.toMatchObject({ name: 'AbortError' });
  expect(bucket.calls).toEqual([]);
});

import { expect, test } from 'vitest';
import { AppError } from '../../../main/base/app-error.ts';
import { createLog } from '../../../main/base/log.ts';
import type { ObjectStore } from '../../../main/remote/object-store.ts';
import { withLog } from '../../../main/remote/with-log.ts';

const signal = new AbortController().signal;

function createLogged(inner: Partial<ObjectStore>) {
  const lines: Record<string, unknown>[] = [];
  let nowMs = 0;
  const log = createLog(
    'debug',
    line => lines.push(JSON.parse(line)),
    () => 0,
  );
  const clock = { monotonic: () => (nowMs += 7) };
  return { lines, store: withLog(inner as ObjectStore, log, clock) };
}

test('each attempt leaves one line: what, on which key, how long, under which request id', async () => {
  const { lines, store } = createLogged({
    sendPart: async () => ({ number: 3, size: 5, etag: 'e', checksum: null, requestId: 'R1' }),
  });
  const body = { size: 5, digest: async () => '', open: () => new Uint8Array(5) };
  await store.sendPart({ key: 'dir/a', uploadId: 'u', number: 3, algorithm: 'crc64', body }, signal);
  expect(lines).toEqual([
    {
      time: '1970-01-01T00:00:00.000Z',
      level: 'debug',
      event: 'request',
      op: 'sendPart',
      key: 'dir/a',
      number: 3,
      size: 5,
      ms: 7,
      requestId: 'R1',
    },
  ]);
});

test('a failure is logged by its code and the server’s, and thrown as it is', async () => {
  const error = new AppError('remote.denied', 'no', {
    status: 403,
    code: 'AccessDenied',
    requestId: 'R2',
    hostId: 'h',
  });
  const { lines, store } = createLogged({
    head: async () => {
      throw error;
    },
  });
  await expect(store.head('a', signal)).rejects.toBe(error);
  expect(lines[0]).toMatchObject({
    op: 'head',
    error: 'remote.denied',
    status: 403,
    serverCode: 'AccessDenied',
    requestId: 'R2',
  });
  expect(lines[0]).not.toHaveProperty('hostId');
});

test('an abort is no error', async () => {
  const { lines, store } = createLogged({
    head: async () => {
      throw new DOMException('over', 'AbortError');
    },
  });
  await expect(store.head('a', signal)).rejects.toThrow('over');
  expect(lines[0]).toMatchObject({ op: 'head', aborted: true });
  expect(lines[0]).not.toHaveProperty('error');
});

test('a store that cannot append or take a stream still cannot', () => {
  const { store } = createLogged({});
  expect(store.append).toBeUndefined();
  expect(store.putStream).toBeUndefined();
});

test('a stream leaves its line, and a link none, for it is a secret', async () => {
  const stored = { etag: 'e', checksum: null, versionId: null, requestId: 'R3' };
  const { lines, store } = createLogged({
    putStream: async () => stored,
    presign: async () => ({ url: 'https://b.example/a?signature=s', expiresAtMs: 0, headers: {} }),
  });
  const nothing = async function* () {};
  expect(await store.putStream?.('a', nothing(), {}, signal)).toBe(stored);
  await store.presign({ method: 'GET', key: 'a', expiresInMs: 1000 }, signal);
  expect(lines).toMatchObject([{ op: 'putStream', key: 'a', requestId: 'R3' }]);
});

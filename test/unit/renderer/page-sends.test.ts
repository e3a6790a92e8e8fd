import { expect, test } from 'vitest';
import type { ErrorView } from '../../../preload/contract/common.ts';
import type { AddWishes, TransferRow } from '../../../preload/contract/transfers.ts';
import { type Client, RequestError } from '../../../renderer/client/client.ts';
import { createPageSends } from '../../../renderer/client/page-sends.ts';

const target = { account: 'a', kind: 'oss', bucket: 'b', prefix: 'p/' } as const;
const wishes = { target, options: {}, partSize: null, isSimple: false, isAppend: false } as AddWishes;
const files = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    name: `${index}.bin`,
    file: { size: 10 } as File,
  }));

interface Going {
  readonly name: string;
  readonly onSent: (bytes: number) => void;
  readonly prove: () => void;
  readonly fail: (error: ErrorView) => void;
}

/** A client that sends nothing: each upload ends as the test says. `rows` are what the engine has of them. */
function createFake() {
  const going: Going[] = [];
  const rows: TransferRow[] = [];
  const cancelled: string[] = [];
  const client = {
    request: async (name: string, args: { which: { ids: string[] } }) => {
      if (name === 'listTransfers') return { total: rows.length, rows };
      cancelled.push(...args.which.ids);
      return { changed: 1, refused: [] };
    },
    uploadFile: (
      _: File,
      name: string,
      __: AddWishes,
      signal: AbortSignal,
      onSent: (bytes: number) => void,
    ) =>
      new Promise<void>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        going.push({
          name,
          onSent,
          prove: resolve,
          fail: error => reject(new RequestError(error)),
        });
      }),
  } as unknown as Client;
  return { client, going, rows, cancelled };
}

const settled = () => new Promise(resolve => setTimeout(resolve, 0));
const broken: ErrorView = { code: 'stream.failed', message: '', facts: { problem: 'hand.connectionLost' } };
const rowOf = (name: string, over: Partial<TransferRow> = {}) =>
  ({
    id: `id of ${name}`,
    kind: 'oss',
    key: `p/${name}`,
    bucket: 'b',
    source: 'page',
    state: 'sending',
    ...over,
  }) as TransferRow;

test('a few are sent at once, the next as one ends, and what is sent later joins them', async () => {
  const { client, going } = createFake();
  const sends = createPageSends(client);
  const first = sends.start(files(6), wishes);
  expect(going.map(({ name }) => name)).toEqual(['0.bin', '1.bin', '2.bin', '3.bin']);
  going[0]?.onSent(7);
  expect(sends.now()).toMatchObject({ total: 6, done: 0, totalBytes: 60, doneBytes: 7, isOver: false });
  going[0]?.prove();
  await settled();
  expect(going).toHaveLength(5);
  void sends.start([{ name: 'later.bin', file: { size: 1 } as File }], wishes);
  for (let index = 1; index < 7; index += 1) {
    going[index]?.prove();
    await settled();
  }
  await first;
  expect(sends.now()).toMatchObject({ total: 7, done: 7, doneBytes: 61, failed: [], isOver: true });
});

test('what failed is told with its cause, and sent again alone or with the others', async () => {
  const { client, going } = createFake();
  const sends = createPageSends(client);
  const over = sends.start(files(2), wishes);
  going[0]?.fail(broken);
  going[1]?.fail(broken);
  await over;
  expect(sends.now()).toMatchObject({ done: 0, isOver: true });
  expect(sends.now()?.failed.map(({ name, error }) => [name, error.code])).toEqual([
    ['0.bin', 'stream.failed'],
    ['1.bin', 'stream.failed'],
  ]);
  expect(sends.holds(rowOf('0.bin'))).toBe(true);
  expect(sends.holds(rowOf('0.bin', { bucket: 'other' }))).toBe(false);
  sends.retry(rowOf('1.bin'));
  expect(going.slice(2).map(({ name }) => name)).toEqual(['1.bin']);
  going[2]?.prove();
  await settled();
  expect(sends.holds(rowOf('1.bin'))).toBe(false);
  sends.again();
  expect(going.slice(3).map(({ name }) => name)).toEqual(['0.bin']);
  going[3]?.prove();
  await settled();
  expect(sends.now()).toMatchObject({ total: 2, done: 2, failed: [], isOver: true });
});

test("the engine's own word for a failure goes before that of the browser, and what was cancelled is no failure", async () => {
  const { client, going, rows } = createFake();
  const sends = createPageSends(client);
  void sends.start(files(2), wishes);
  rows.push(rowOf('0.bin', { state: 'failed', error: { code: 'bucket.missing', message: '', facts: {} } }));
  going[0]?.fail(broken);
  await settled();
  rows.splice(0, 1, rowOf('1.bin', { state: 'cancelled', error: null }));
  going[1]?.fail(broken);
  await settled();
  expect(sends.now()).toMatchObject({ total: 1, totalBytes: 10, done: 0, isOver: true });
  expect(sends.now()?.failed.map(({ error }) => error.code)).toEqual(['bucket.missing']);
});

test('stopping ends all, tells the engine before anything can be sent again, and leaves nothing behind', async () => {
  const { client, going, rows, cancelled } = createFake();
  const sends = createPageSends(client);
  const over = sends.start(files(6), wishes);
  rows.push(rowOf('0.bin'), rowOf('1.bin', { state: 'done' }), rowOf('7.bin'));
  sends.stop();
  expect(sends.now()?.isOver).toBe(false);
  await over;
  expect(sends.now()).toMatchObject({ total: 6, done: 0, failed: [], isStopped: true, isOver: true });
  expect(cancelled).toEqual(['id of 0.bin']);
  sends.again();
  expect(going.slice(4)).toHaveLength(4);
  expect(sends.now()?.isStopped).toBe(false);
  sends.clear();
  expect(sends.now()).not.toBeNull();
  sends.stop();
  await expect.poll(() => sends.now()?.isOver).toBe(true);
  sends.clear();
  expect(sends.now()).toBeNull();
  expect(sends.holds(rowOf('0.bin'))).toBe(false);
});

test('what the server refused is told, also where the attempt before was cancelled', async () => {
  const { client, going, rows } = createFake();
  const sends = createPageSends(client);
  void sends.start(files(1), wishes);
  rows.push(rowOf('0.bin'));
  sends.stop();
  await expect.poll(() => sends.now()?.isOver).toBe(true);
  rows.splice(0, 1, rowOf('0.bin', { state: 'cancelled', error: null }));
  for (const error of [{ code: 'account.unknown', message: '', facts: {} }, broken]) {
    sends.again();
    going.at(-1)?.fail(error);
    await settled();
    expect(sends.now()).toMatchObject({ total: 1, done: 0, isOver: true });
    expect(sends.now()?.failed.map(failed => failed.error.code)).toEqual([error.code]);
  }
});

test('where the page sends no bytes of its own, what has no path is a failure and never counts as sent', async () => {
  const sends = createPageSends({ ...createFake().client, uploadFile: null });
  await sends.start(files(1), wishes);
  expect(sends.now()).toMatchObject({ total: 1, done: 0, isOver: true });
  expect(sends.now()?.failed).toMatchObject([{ name: '0.bin', error: { code: 'transfer.refused' } }]);
});

import { once } from 'node:events';
import { expect, test } from 'vitest';
import type WebSocket from 'ws';
import { type AllAreas, createApi } from '../../../main/api/connect.ts';
import { systemClock } from '../../../main/base/clock.ts';
import { silentLog } from '../../../main/base/log.ts';
import { createChanges } from '../../../main/desk/changes.ts';
import type { Desk } from '../../../main/desk/desk.ts';
import type { TransferProgress } from '../../../preload/contract/transfers.ts';
import type { Snapshot, Watched } from '../../../preload/contract.ts';
import { sampleSnapshot } from '../../support/sample-snapshot.ts';
import { openWebFace } from '../../support/web-face.ts';

/** A desk of which only the counts are ever another, and each row is as its id says. */
function createCounting() {
  let taken = 0;
  let all = 0;
  const tally = () => {
    taken += 1;
    const none = { rows: 0 };
    const names = ['starting', 'sending', 'finishing', 'checking', 'waiting', 'paused', 'failed', 'blocked'];
    return { ...Object.fromEntries(names.map(name => [name, none])), done: { rows: all }, cancelled: none };
  };
  const desk = {
    engine: () => ({ hand: { isAllPaused: () => false }, list: { tally } }),
    clock: systemClock,
    log: silentLog,
    folders: { all: () => [] },
    tasks: { views: () => [] },
    changes: createChanges(0),
    rate: () => null,
    byHand: {
      movement: {
        overview: () => ({
          totals: { ...sampleSnapshot().totals, atMs: Date.now() },
          timeLeft: null,
          waitingFor: 'nothing',
        }),
        rowsOf: ({ transferIds }: Watched) => transferIds.map(id => ({ ...sampleRow, id })),
        partsOf: () => null,
      },
    },
  };
  const areas = { handlers: {}, schemas: {} };
  const api = createApi(desk as unknown as Desk, areas as AllAreas);
  return {
    api,
    taken: () => taken,
    set(next: number) {
      all = next;
    },
  };
}

const sampleRow: TransferProgress = {
  ...{ id: '', state: 'sending', confirmedBytes: 0, movingBytes: 0, bytesPerSecond: 0, secondsLeft: null },
};

function listen(socket: WebSocket): Snapshot[] {
  const heard: Snapshot[] = [];
  socket.on('message', data => {
    const said = JSON.parse(String(data)) as { type: string; snapshot: Snapshot };
    if (said.type === 'snapshot') heard.push(said.snapshot);
  });
  return heard;
}

test('a page hears of changes at most four times a second, and of nothing while nothing changes', async () => {
  const { api, set, taken } = createCounting();
  const { browser } = await openWebFace(api);
  const heard = listen(browser.open());
  await expect.poll(() => heard.length).toBe(1);
  const before = taken();
  await expect.poll(() => taken()).toBeGreaterThan(before + 3);
  expect(heard).toHaveLength(1);
  const startedAt = performance.now();
  let count = 0;
  await expect
    .poll(
      () => {
        count += 1;
        set(count);
        return heard.length;
      },
      { interval: 5, timeout: 10_000 },
    )
    .toBe(9);
  expect(performance.now() - startedAt).toBeGreaterThan(7 * 250 - 100);
});

test('each page is told of what it has in view, and nobody is asked when nobody watches', async () => {
  const { api, taken } = createCounting();
  const { browser } = await openWebFace(api);
  const [one, two] = [browser.open(), browser.open()];
  const [first, second] = [listen(one), listen(two)];
  await Promise.all([once(one, 'open'), once(two, 'open')]);
  one.send(JSON.stringify({ type: 'watch', watched: { transferIds: ['a'], detailId: null } }));
  await expect.poll(() => first.at(-1)?.rows.map(({ id }) => id)).toEqual(['a']);
  expect(second.at(-1)?.rows).toEqual([]);
  one.close();
  two.close();
  await Promise.all([once(one, 'close'), once(two, 'close')]);
  let before = -1;
  await expect
    .poll(
      () => {
        const isStill = taken() === before;
        before = taken();
        return isStill;
      },
      { interval: 600 },
    )
    .toBe(true);
});

test('a reader that is too slow gets the newest instead of all that it missed', async () => {
  const { api, set } = createCounting();
  const pushed: boolean[] = [];
  const text = 'x'.repeat(400_000);
  const { browser } = await openWebFace({
    connect: push =>
      api.connect((snapshot: Snapshot) => {
        const isTaken = push({
          ...snapshot,
          rows: [
            { id: text, state: 'done', confirmedBytes: 0, movingBytes: 0, bytesPerSecond: 0, secondsLeft: 0 },
          ],
        });
        pushed.push(isTaken);
        return isTaken;
      }),
  });
  const socket = browser.open();
  const heard = listen(socket);
  await expect.poll(() => heard.length).toBeGreaterThan(0);
  socket.pause();
  let count = 0;
  await expect
    .poll(
      () => {
        count += 1;
        set(count);
        return pushed.filter(isTaken => !isTaken).length;
      },
      { interval: 50, timeout: 40_000 },
    )
    .toBeGreaterThan(2);
  set(1_000_000);
  socket.resume();
  await expect.poll(() => heard.at(-1)?.counts.all, { timeout: 5_000 }).toBe(1_000_000);
  expect(heard.length).toBeLessThan(pushed.length);
});

test.each([
  ['of another site', { origin: 'http://evil.example' }, 403],
  ['of another port', { origin: 'http://127.0.0.1:1' }, 403],
  ['under another name', { host: 'evil.example', origin: 'http://evil.example' }, 403],
  ['without a session', { cookie: 'longshore-1=a' }, 401],
])('a socket %s is refused before it opens', async (_, headers, status) => {
  const { browser } = await openWebFace();
  const socket = browser.open(headers);
  const [error] = (await once(socket, 'error')) as [Error];
  expect(error.message).toBe(`Unexpected server response: ${status}`);
});

test('a page that talks nonsense is cut off, and others are not', async () => {
  const { api } = createCounting();
  const { browser } = await openWebFace(api);
  const other = browser.open();
  const heard = listen(other);
  for (const nonsense of ['{', '{"type":"nothing"}', '[]', Buffer.from('{}'), 'x'.repeat(100_000)]) {
    const socket = browser.open();
    await once(socket, 'open');
    socket.on('error', () => {});
    socket.send(nonsense);
    const [code] = (await once(socket, 'close')) as [number];
    expect([1008, 1009, 1006]).toContain(code);
  }
  await expect.poll(() => heard.length).toBeGreaterThan(0);
  expect(other.readyState).toBe(other.OPEN);
});

test('a session has so many sockets and no more, and a page can ask whether it is still heard', async () => {
  const { browser } = await openWebFace();
  const sockets = Array.from({ length: 64 }, () => browser.open());
  await Promise.all(sockets.map(socket => once(socket, 'open')));
  const [code] = (await once(browser.open(), 'close')) as [number];
  expect(code).toBe(1013);
  const [first] = sockets;
  first?.send('{"type":"ping"}');
  const [answer] = (await once(first as WebSocket, 'message')) as [Buffer];
  expect(String(answer)).toBe('{"type":"pong"}');
});

test('a server that stops says goodbye at once', async () => {
  const { browser, server } = await openWebFace();
  const socket = browser.open();
  await once(socket, 'open');
  const closed = once(socket, 'close');
  const startedAt = performance.now();
  await server.close();
  const [code] = (await closed) as [number];
  expect([1001, 1006]).toContain(code);
  expect(performance.now() - startedAt).toBeLessThan(1_500);
});

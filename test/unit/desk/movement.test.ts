import { expect, test } from 'vitest';
import type { AppError } from '../../../main/base/app-error.ts';
import { createMovement, type MovingEngine, runsOf } from '../../../main/desk/by-hand/movement.ts';
import type { Transfer, TransferState } from '../../../main/model/transfer.ts';
import { createLedger } from '../../../main/progress/ledger.ts';
import type { ShownState, TransferTally, UploadParts } from '../../../main/store/transfer-list.ts';

const states: readonly ShownState[] = [
  ...(['waiting', 'starting', 'sending', 'finishing', 'checking'] as const),
  ...(['done', 'paused', 'blocked', 'failed', 'cancelled'] as const),
];

/** An engine that holds what a test says, with a true ledger. */
function createStage() {
  const rows = new Map<string, { state: ShownState; bytes: number }>();
  const parts = new Map<string, UploadParts>();
  const inFlight = new Map<string, number>();
  const ledger = createLedger(() => inFlight);
  const stage = {
    nowMs: 1_000_000,
    isAllPaused: false,
    trouble: null as AppError | null,
    tick: () => {},
    timers: 0,
  };
  const tally = () =>
    Object.fromEntries(
      states.map(state => {
        const found = [...rows.values()].filter(row => row.state === state);
        return [state, { rows: found.length, bytes: found.reduce((sum, { bytes }) => sum + bytes, 0) }];
      }),
    ) as TransferTally;
  const engine: MovingEngine = {
    progress: () => ledger.snapshot(stage.nowMs),
    progressOf: ledger.entry,
    leaveProgress: ledger.leave,
    moving: () => inFlight,
    list: { tally, stateOf: id => rows.get(id)?.state ?? null, partsOf: id => parts.get(id) ?? null },
    hand: { isAllPaused: () => stage.isAllPaused },
  };
  const clock = {
    now: () => stage.nowMs,
    every(_: number, callback: () => void) {
      stage.tick = callback;
      stage.timers += 1;
      return {
        stop() {
          stage.timers -= 1;
        },
      };
    },
  };
  const movement = createMovement(engine, clock, () => stage.trouble);
  const changed = (id: string, state: TransferState) =>
    movement.onEvent({ type: 'changed', transfer: { id, state } as Transfer });
  return { stage, rows, parts, inFlight, ledger, movement, changed };
}

const failed = (requestId: string) =>
  ({ code: 'remote.unavailable', message: 'no', facts: { requestId } }) as const;

test('totals hold what waits, what moves and what is done, and nothing that is paused or has failed', () => {
  const { rows, ledger, movement, changed } = createStage();
  rows.set('waiting', { state: 'waiting', bytes: 1_000 });
  rows.set('paused', { state: 'paused', bytes: 50_000 });
  for (const id of ['moving', 'done', 'failing']) {
    ledger.open(id, 300);
    rows.set(id, { state: 'sending', bytes: 300 });
    ledger.confirm(id, 100);
  }
  expect(movement.overview(null, 0).totals).toMatchObject({
    totalBytes: 1_900,
    confirmedBytes: 300,
    totalFiles: 4,
  });
  rows.set('failing', { state: 'failed', bytes: 300 });
  changed('failing', { at: 'failed', upload: null, error: failed('R') });
  ledger.close('failing', 'failed');
  rows.set('done', { state: 'done', bytes: 300 });
  ledger.close('done', 'done');
  expect(movement.overview(null, 0).totals).toMatchObject({
    ...{ totalBytes: 1_600, confirmedBytes: 400, totalFiles: 3, doneFiles: 1, failedFiles: 1 },
  });
});

test('a rate does not fall because one is paused', () => {
  const { stage, rows, ledger, movement, changed } = createStage();
  rows.set('a', { state: 'sending', bytes: 10_000 });
  rows.set('b', { state: 'sending', bytes: 10_000 });
  ledger.open('a', 10_000);
  ledger.open('b', 10_000);
  for (let second = 0; second < 4; second += 1) {
    movement.overview(null, 0);
    stage.nowMs += 1_000;
    ledger.confirm('a', 500);
    ledger.confirm('b', 500);
  }
  rows.set('a', { state: 'paused', bytes: 10_000 });
  changed('a', { at: 'paused', upload: null });
  const { totals } = movement.overview(null, 0);
  expect(totals).toMatchObject({ bytesPerSecond: 1_000, totalBytes: 10_000, confirmedBytes: 2_000 });
  expect(totals.secondsLeft).toBe(8);
});

test('time left is a range once the rate was seen for some seconds', () => {
  const { stage, rows, ledger, movement } = createStage();
  rows.set('a', { state: 'sending', bytes: 100_000 });
  ledger.open('a', 100_000);
  movement.overview(null, 0);
  for (let second = 0; second < 20; second += 1) {
    stage.tick();
    stage.nowMs += 1_000;
    ledger.confirm('a', second % 4 === 0 ? 2_000 : 1_000);
  }
  const { timeLeft } = movement.overview(null, 0);
  expect(timeLeft?.fromSeconds).toBeGreaterThan(40);
  expect(timeLeft?.toSeconds).toBeLessThan(90);
  expect(timeLeft?.fromSeconds).toBeLessThanOrEqual(timeLeft?.toSeconds ?? 0);
  rows.set('a', { state: 'paused', bytes: 100_000 });
  expect(movement.overview(null, 0).timeLeft).toBeNull();
});

test('progress is told of what is watched and under way, and of nothing else', () => {
  const { stage, rows, ledger, inFlight, movement } = createStage();
  for (const id of ['a', 'b', 'c']) rows.set(id, { state: 'sending', bytes: 1_000 });
  rows.set('w', { state: 'waiting', bytes: 1_000 });
  for (const id of ['a', 'b', 'c']) ledger.open(id, 1_000);
  ledger.confirm('a', 400);
  inFlight.set('a:2', 50).set('a:3', 50).set('b:1', 10);
  const watched = { transferIds: ['a', 'w', 'unknown'], detailId: 'b' };
  expect(movement.rowsOf(watched)).toMatchObject([
    {
      id: 'a',
      state: 'sending',
      confirmedBytes: 400,
      movingBytes: 100,
      bytesPerSecond: 0,
      secondsLeft: null,
    },
    { id: 'b', confirmedBytes: 0, movingBytes: 10 },
  ]);
  stage.nowMs += 1_000;
  ledger.confirm('a', 100);
  expect(movement.rowsOf(watched)[0]).toMatchObject({ bytesPerSecond: 100, secondsLeft: 4 });
});

test('a map of parts tells what is stored, what moves, and what failed at least once', () => {
  const { parts, inFlight, movement } = createStage();
  parts.set('t', { size: 9_500, upload: { partSize: 1_000 }, receivedParts: [1, 2, 5] });
  inFlight.set('t:3', 10).set('t:4', 0).set('other:7', 5);
  for (const subject of ['t:5', 't:6', 't:4', 'other:8']) {
    movement.onEvent({
      type: 'retrying',
      what: 'sendPart',
      error: failed(`R-${subject}`),
      inMs: 100,
      subject,
    });
  }
  expect(movement.partsOf('t')).toEqual({
    partSize: 1_000,
    count: 10,
    runs: [
      { state: 'done', count: 2 },
      { state: 'moving', count: 2 },
      { state: 'done', count: 1 },
      { state: 'retried', count: 1 },
      { state: 'waiting', count: 4 },
    ],
  });
  expect(movement.partsOf('unknown')).toBeNull();
  expect(movement.troubleOf('t')).toMatchObject({ retries: 3, requestIds: ['R-t:4', 'R-t:6', 'R-t:5'] });
});

test('the last twenty request ids are kept, newest first, of a thousand transfers at most', () => {
  const { movement } = createStage();
  for (let nth = 0; nth < 30; nth += 1) {
    movement.onEvent({ type: 'answered', subject: `t:${nth}`, requestId: `R${nth}` });
  }
  const { requestIds } = movement.troubleOf('t');
  expect(requestIds).toHaveLength(20);
  expect(requestIds.slice(0, 2)).toEqual(['R29', 'R28']);
  for (let nth = 0; nth < 1_000; nth += 1) {
    movement.onEvent({ type: 'answered', subject: `other${nth}:1`, requestId: 'X' });
  }
  expect(movement.troubleOf('t')).toEqual({ retries: 0, requestIds: [] });
});

test('trouble is told while it lasts', () => {
  const { stage, rows, movement } = createStage();
  rows.set('a', { state: 'sending', bytes: 10 });
  const waitingFor = () => movement.overview(null, 0).waitingFor;
  expect(waitingFor()).toBe('disk');
  movement.onEvent({ type: 'retrying', what: 'put', error: failed('R'), inMs: 20_000, subject: null });
  expect(waitingFor()).toBe('server');
  stage.nowMs += 21_000;
  expect(waitingFor()).toBe('disk');
  stage.trouble = { code: 'net.unreachable' } as AppError;
  rows.set('a', { state: 'waiting', bytes: 10 });
  expect(waitingFor()).toBe('network');
});

test('equal neighbours are one run', () => {
  expect(runsOf([])).toEqual([]);
  expect(runsOf(['done', 'done', 'moving', 'done'])).toEqual([
    { state: 'done', count: 2 },
    { state: 'moving', count: 1 },
    { state: 'done', count: 1 },
  ]);
});

test('rates are sampled from the first look at what moves until nothing does', () => {
  const { stage, rows, movement } = createStage();
  movement.overview(null, 0);
  expect(stage.timers).toBe(0);
  rows.set('a', { state: 'sending', bytes: 10 });
  movement.overview(null, 0);
  movement.overview(null, 0);
  expect(stage.timers).toBe(1);
  stage.tick();
  expect(stage.timers).toBe(1);
  rows.set('a', { state: 'done', bytes: 10 });
  stage.tick();
  expect(stage.timers).toBe(0);
  rows.set('a', { state: 'sending', bytes: 10 });
  movement.overview(null, 0);
  movement.stop();
  expect(stage.timers).toBe(0);
});

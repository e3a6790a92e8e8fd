import { describe, expect, test } from 'vitest';
import type { Action } from '../../../main/model/action.ts';
import { type DecideSetup, decide, type FileDecision, type Situation } from '../../../main/plan/decide.ts';
import { sampleKnown, sampleNowMs, sampleSeen } from '../../support/sample-files.ts';

const setup: DecideSetup = {
  settings: { quietMs: 2_000, patienceMs: 60_000 },
  isAppended: path => path.endsWith('.log'),
  threshold: 1_000,
  maxObject: 1_000_000,
  listedAtMs: sampleNowMs - 1_000,
};

function decideAbout(change: Partial<Situation>, other: Partial<DecideSetup> = {}): FileDecision {
  const situation = {
    path: 'a.txt',
    seen: sampleSeen(),
    known: null,
    listed: undefined,
    move: null,
    changingSinceMs: null,
  };
  return decide({ ...situation, ...change }, { ...setup, ...other }, sampleNowMs);
}

function actionFor(change: Partial<Situation>): Action {
  const decision = decideAbout(change);
  if (decision.next !== 'act') throw new Error(`decided ${decision.next}`);
  return decision.action;
}

const known = sampleKnown();
const older = sampleKnown({ identity: { ...known.identity, size: 90, mtimeNs: '1763000000000000000' } });
const move = { from: sampleKnown({ path: 'old.txt' }), isGone: true, isSure: true };
const ours = { size: 100, etag: 'AAA' };
const theirs = { size: 100, etag: 'BBB' };
const longer = { size: 101, etag: 'BBB' };

describe('nothing is done', () => {
  test.each([
    ['for a file as it is known', { known }],
    ['when the listing has its object', { known, listed: ours }],
    ['for a known file that was found as another one, too', { known, move }],
    ['for a log as it is known', { path: 'a.log', known }],
    ['for a file that changed a moment ago and is known so', { known, changingSinceMs: sampleNowMs }],
  ])('%s', (_, change) => {
    expect(decideAbout(change)).toEqual({ next: 'nothing', reason: { code: 'unchanged', facts: {} } });
  });

  test.each([
    ['begun before the object was stored', sampleKnown({ provenAtMs: sampleNowMs - 500 }), setup.listedAtMs],
    ['never taken', known, null],
  ])('for what a listing says that was %s', (_, each, listedAtMs) => {
    for (const listed of [null, theirs, longer]) {
      expect(decideAbout({ known: each, listed }, { listedAtMs })).toMatchObject({ next: 'nothing' });
    }
  });
});

test.each([
  ['new', { listed: undefined }, 'upload', { size: 100 }],
  ['new', { listed: null }, 'upload', { size: 100 }],
  ['found-in-bucket', { listed: theirs }, 'compare', { size: 100, objectSize: 100, etag: 'BBB' }],
  ['differs-from-bucket', { listed: longer }, 'upload', { size: 100, objectSize: 101, etag: 'BBB' }],
  ['found-in-bucket', { listed: theirs, move }, 'compare', { size: 100, objectSize: 100, etag: 'BBB' }],
  ['moved', { listed: null, move }, 'copy', { from: 'old.txt' }],
  ['moved', { move: { ...move, isSure: false } }, 'compare', { from: 'old.txt' }],
  ['hard-linked', { move: { ...move, isGone: false } }, 'copy', { from: 'old.txt' }],
  ['new', { path: 'a.log' }, 'append', { size: 100 }],
  ['new', { path: 'a.log', move }, 'append', { size: 100 }],
] as const)('an unknown file is %s with %j', (code, change, kind, facts) => {
  expect(actionFor(change)).toMatchObject({ do: kind, size: 100, reason: { code, facts } });
});

test.each([
  ['size-changed', { known: older }, 'upload', { sizeBefore: 90, sizeNow: 100 }],
  [
    'time-changed',
    { known: sampleKnown({ identity: { ...known.identity, mtimeNs: '1763000000000000000' } }) },
    'upload',
    { timeBefore: '2025-11-13T02:13:20Z', timeNow: '2025-11-24T16:00:00.123456789Z' },
  ],
  [
    'in-doubt',
    { known, seen: sampleSeen({ ctimeNs: '1764000001000000000' }) },
    'compare',
    { differs: 'ctime' },
  ],
  [
    'in-doubt',
    { known, seen: sampleSeen({ inode: '5', device: '6' }) },
    'compare',
    { differs: 'inode, device' },
  ],
  ['moved', { known: older, move }, 'copy', { from: 'old.txt' }],
  ['object-missing', { known, listed: null }, 'upload', { key: 'a.txt', etag: 'AAA' }],
  ['object-missing', { known: older, listed: null }, 'upload', { key: 'a.txt', etag: 'AAA' }],
  [
    'object-changed',
    { known, listed: theirs },
    'compare',
    { etagBefore: 'AAA', etagNow: 'BBB', objectSize: 100 },
  ],
  [
    'object-changed',
    { known, listed: longer },
    'upload',
    { etagBefore: 'AAA', etagNow: 'BBB', objectSize: 101 },
  ],
  [
    'size-changed',
    { known: older, listed: { size: 90, etag: 'AAA' } },
    'upload',
    { sizeBefore: 90, sizeNow: 100 },
  ],
] as const)('a known file is %s with %j', (code, change, kind, facts) => {
  const action = actionFor(change);
  expect(action).toMatchObject({ do: kind, size: 100, reason: { code } });
  expect(action.reason.facts).toMatchObject(facts);
});

test.each([
  ['grows', older, undefined, 10],
  ['size-changed', sampleKnown({ identity: { ...older.identity, size: 120 } }), undefined, 100],
  ['time-changed', sampleKnown({ identity: { ...older.identity, size: 100 } }), undefined, 100],
  ['object-missing', known, null, 100],
  ['object-changed', known, longer, 100],
] as const)('a log that %s goes on by appending', (code, each, listed, size) => {
  const action = actionFor({ path: 'a.log', known: each, listed });
  expect(action).toMatchObject({ do: 'append', from: null, size, reason: { code } });
});

test('a file is due at once, and was never tried', () => {
  expect(actionFor({})).toEqual({
    path: 'a.txt',
    do: 'upload',
    from: null,
    lane: 'small',
    size: 100,
    reason: { code: 'new', facts: { size: 100 } },
    dueAtMs: sampleNowMs,
    attempts: 0,
  });
});

test.each([
  [0, 'small'],
  [999, 'small'],
  [1_000, 'large'],
  [1_000_000, 'large'],
])('a file of %i bytes goes through the lane for %s ones', (size, lane) => {
  expect(actionFor({ seen: sampleSeen({ size }) })).toMatchObject({ do: 'upload', lane, size });
});

describe('a file that changed within the quiet time', () => {
  const changedMs = sampleNowMs - 500;
  const seen = sampleSeen({ ctimeNs: `${changedMs}000000` });

  test.each([
    ['new', {}],
    ['changed', { known: older }],
    ['in doubt', { known }],
    ['perhaps moved', { move }],
  ])('is waited for when it is %s', (_, change) => {
    expect(decideAbout({ seen, ...change })).toEqual({
      next: 'wait',
      reason: { code: 'settling', facts: { changedAt: '2025-11-30T23:59:59.5Z', quietMs: 2_000 } },
      untilMs: changedMs + 2_000,
    });
  });

  test('goes up when our patience is over', () => {
    expect(actionFor({ seen, changingSinceMs: sampleNowMs - 60_000 })).toMatchObject({ do: 'upload' });
  });

  test('is not waited for when it is a log', () => {
    expect(actionFor({ seen, path: 'a.log' })).toMatchObject({ do: 'append' });
  });
});

test('a file that the store can not hold fails before anything is sent, with both sizes', () => {
  for (const path of ['a.txt', 'a.log']) {
    expect(decideAbout({ path, seen: sampleSeen({ size: 1_000_001 }) })).toMatchObject({
      next: 'fail',
      error: { code: 'file.too-large', facts: { path, size: 1_000_001, largest: 1_000_000 } },
    });
  }
});

import { beforeEach, expect, test } from 'vitest';
import type { StoredObject } from '../../reliability/sim/checker/bucket-view.ts';
import { type RemovalRules, Removals } from '../../reliability/sim/checker/removals.ts';
import type { KnownRow } from '../../reliability/sim/checker/state-view.ts';

const rules: RemovalRules = {
  ...{ prefix: 'p/', isMirror: true, delayMs: 60_000, maxFiles: 2, maxPercent: 100, trash: 'trash/' },
};
const objects = new Map<string, StoredObject>();
const known: KnownRow[] = [];
const there = new Set<string>();
const foreign = new Set<string>();
const contents = new Set<string>();
let goneMs = 0;
let waiting = 0;

function removals(changed: Partial<RemovalRules> = {}): Removals {
  return new Removals(
    { ...rules, ...changed },
    {
      bucket: { find: key => objects.get(key) ?? null, all: () => [...objects.values()] },
      watchman: {
        hadContent: bytes => contents.has(String(bytes)),
        isForeign: key => foreign.has(key),
        isOfOthers: key => foreign.has(key),
      },
      state: () => ({
        known: () => known,
        waiting: () => Array.from({ length: waiting }, (_, at) => ({ path: `w${at}`, what: 'delete' })),
      }),
      holds: path => there.has(path),
      goneForMs: () => goneMs,
    },
  );
}

function store(key: string, text: string): void {
  objects.set(key, { key, size: text.length, etag: `tag of ${text}`, bytes: Buffer.from(text) });
}

function know(path: string, text: string): void {
  const row = { size: text.length, mtimeNs: '0', inode: '0', algorithm: null, checksum: null };
  known.push({ ...row, path, key: null, etag: `tag of ${text}` });
}

beforeEach(() => {
  for (const all of [objects, there, foreign, contents]) all.clear();
  known.length = 0;
  goneMs = 60_000;
  waiting = 1;
  store('p/a', 'one');
  know('a', 'one');
});

test('a file that is gone for long enough may follow, once it lies in the trash', () => {
  const judge = removals();
  judge.begin('a');
  expect(() => judge.removed('p/a')).toThrow('lost bytes');
  store('p/trash/a', 'one');
  judge.removed('p/a');
});

test('a deletion that was told and has failed gives no reason for a removal later', () => {
  for (const end of ['one', 'all'] as const) {
    const judge = removals({ trash: null });
    judge.begin('a');
    judge.removed('p/a');
    if (end === 'one') judge.givenUp('a');
    else judge.allGivenUp();
    expect(() => judge.removed('p/a'), end).toThrow('lost bytes');
  }
});

test('nothing follows in a folder that only uploads', () => {
  expect(() => removals({ isMirror: false }).begin('a')).toThrow('forbidden removal');
  expect(() => removals({ isMirror: false }).removed('p/a')).toThrow('forbidden removal');
});

test('a file that the drive holds, mounted or not, is no reason', () => {
  there.add('a');
  expect(() => removals().begin('a')).toThrow('removal of a file');
});

test('the delay has to pass', () => {
  goneMs = 59_999;
  expect(() => removals().begin('a')).toThrow('early removal');
});

test('many go only when the user agreed to as many', () => {
  for (let more = 0; more < 9; more += 1) know(`b${more}`, 'two');
  waiting = 3;
  const judge = removals();
  judge.agree(2);
  expect(() => judge.begin('a')).toThrow('removal of many');
  judge.agree(3);
  judge.begin('a');
});

test('all at once are many, however few', () => {
  know('b', 'two');
  waiting = 2;
  expect(() => removals({ maxPercent: 10 }).begin('a')).toThrow('removal of many');
});

test('without a word only what has moved may leave its place', () => {
  expect(() => removals().removed('p/a')).toThrow('lost bytes');
  store('p/b', 'one');
  removals().removed('p/a');
  there.add('a');
  expect(() => removals().removed('p/a')).toThrow('removal of a file');
});

test('what was never proven is taken back, and what others stored is not', () => {
  known.length = 0;
  removals().removed('p/a');
  foreign.add('p/a');
  expect(() => removals().removed('p/a')).toThrow('removal of foreign');
});

test('in a folder that only uploads all that was done is there at the end, as some version', () => {
  const judge = removals({ isMirror: false });
  judge.proven('p/a', 'TAG OF ONE');
  judge.proven('p/a', 'tag of two');
  judge.checkEnd();
  store('p/a', 'three');
  expect(() => judge.checkEnd()).toThrow('no version that ever was');
  contents.add('three');
  judge.checkEnd();
  objects.clear();
  expect(() => judge.checkEnd()).toThrow('lost object');
});

import { expect, test } from 'vitest';
import { findMove, type MoveCandidate } from '../../../main/plan/moves.ts';
import { sampleKnown, sampleSeen } from '../../support/sample-files.ts';

const candidate = (path: string, isGone: boolean, change = {}): MoveCandidate => ({
  known: sampleKnown({ path, ...change }),
  isGone,
});
const { identity } = sampleKnown();
const other = { checksum: { algorithm: 'crc64', value: 'ffffffffffffffff' } } as const;
const md5 = { checksum: { algorithm: 'md5', value: '0'.repeat(32) } } as const;

test.each([
  ['a renamed file', [candidate('a', true)], { path: 'a', isGone: true, isSure: true }],
  ['a hard link', [candidate('a', false)], { path: 'a', isGone: false, isSure: true }],
  [
    'one of several links, of which another is gone',
    [candidate('a', false), candidate('b', true)],
    { path: 'b', isGone: true, isSure: true },
  ],
  [
    'one whose bytes were read before one that was adopted unread',
    [candidate('a', true, { checksum: null }), candidate('b', true)],
    { path: 'b', isGone: true, isSure: true },
  ],
  [
    'the first by path of equal ones',
    [candidate('b', true), candidate('a', true)],
    { path: 'a', isGone: true, isSure: true },
  ],
  [
    'one that was never read',
    [candidate('a', true, { checksum: null })],
    { path: 'a', isGone: true, isSure: false },
  ],
  [
    'one of two that contradict each other',
    [candidate('a', true), candidate('b', true, other)],
    { path: 'a', isGone: true, isSure: false },
  ],
  [
    'one of two with checksums that say nothing about each other',
    [candidate('a', true), candidate('b', true, md5)],
    { path: 'a', isGone: true, isSure: true },
  ],
])('a new file is taken for %s', (_, candidates, { path, ...rest }) => {
  expect(findMove(sampleSeen({ ctimeNs: '1764000009000000000' }), candidates)).toEqual({
    from: candidates.find(({ known }) => known.path === path)?.known,
    ...rest,
  });
});

test.each([
  ['size', { size: 101 }],
  ['time', { mtimeNs: '1764000000123456788' }],
  ['inode', { inode: '12' }],
  ['device', { device: '2' }],
])('a file of another %s is another file', (_, change) => {
  expect(findMove(sampleSeen(change), [candidate('a', true)])).toBeNull();
});

test('without candidates there is no move', () => {
  expect(findMove(sampleSeen(), [])).toBeNull();
});

test('an empty file, and one of a drive without inodes, are never taken for moved', () => {
  for (const change of [{ size: 0 }, { inode: '0' }]) {
    const same = candidate('a', true, { identity: { ...identity, ...change } });
    expect(findMove(sampleSeen(change), [same])).toBeNull();
  }
});

test('a time in whole seconds leaves a doubt', () => {
  const mtimeNs = '1764000000000000000';
  const same = candidate('a', true, { identity: { ...identity, mtimeNs } });
  expect(findMove(sampleSeen({ mtimeNs }), [same])).toMatchObject({ isSure: false });
});

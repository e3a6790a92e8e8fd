import { expect, test } from 'vitest';
import { judgeConflict } from '../../../main/plan/conflict.ts';

const theirs = { size: 7, etag: 'BBB' };
const ours = { size: 7, etag: 'AAA' };

test.each([
  ['a free key', null, null, null, false, 'overwrite', 'overwrite'],
  ['the key of an object that vanished', 'AAA', null, null, false, 'overwrite', 'overwrite'],
  ['our object', 'AAA', ours, false, false, 'overwrite', 'overwrite'],
  ['our object, not comparable', 'AAA', ours, null, false, 'overwrite', 'overwrite'],
  ['our object, and the file has its bytes', 'AAA', ours, true, false, 'adopt', 'adopt'],
  ['an unknown object with the same bytes', null, theirs, true, false, 'adopt', 'adopt'],
  ['an unknown object with other bytes', null, theirs, false, false, 'conflict', 'ours-wins'],
  ['an unknown object that has no checksum', null, theirs, null, false, 'conflict', 'ours-wins'],
  ['a changed object with the same bytes', 'AAA', theirs, true, false, 'adopt', 'adopt'],
  ['a changed object with other bytes', 'AAA', theirs, false, false, 'conflict', 'ours-wins'],
  ['an object of our own lost transfer', 'AAA', theirs, false, true, 'overwrite', 'overwrite'],
  ['an object of our first, lost transfer', null, theirs, null, true, 'overwrite', 'overwrite'],
  [
    'an object of our own lost transfer, and the file has its bytes',
    'AAA',
    theirs,
    true,
    true,
    'adopt',
    'adopt',
  ],
] as const)('at the key lies %s', (_, knownEtag, remote, isEqual, isOwn, keepBoth, oursWins) => {
  const meeting = { knownEtag, remote, isEqual, isOwn };
  expect(judgeConflict({ ...meeting, onConflict: 'keep-both' })).toBe(keepBoth);
  expect(judgeConflict({ ...meeting, onConflict: 'ours-wins' })).toBe(oursWins);
});

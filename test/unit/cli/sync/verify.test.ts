import { expect, test } from 'vitest';
import type { Standing } from '../../../../main/cli/sync/sync-summary.ts';
import { exitCodeOfVerify } from '../../../../main/cli/sync/verify.ts';
import { createVerifyJsonView, createVerifyTextView } from '../../../../main/cli/sync/verify-view.ts';
import type { VerifyResult } from '../../../../main/sync/folder-sync.ts';
import { createLinesTerminal } from '../../../support/lines-terminal.ts';
import { sampleMs, sampleSubject } from '../../../support/sample-sync.ts';

const proven: VerifyResult = {
  files: 340_100,
  verified: 3401,
  bytesRead: 1024,
  changed: 0,
  missing: 0,
  different: 0,
  unprovable: 0,
  foreign: 0,
  repaired: 0,
  oldestPassMs: null,
};

test.each<[string, Partial<VerifyResult>, Standing | null, boolean, number]>([
  ['all is proven', {}, null, false, 0],
  ['objects of others do no harm', { foreign: 9 }, null, false, 0],
  ['a file changed since', { changed: 1 }, null, false, 1],
  ['an object is missing', { missing: 1 }, null, false, 1],
  ['an object is another one', { different: 1 }, null, false, 1],
  ['a file can not be proven', { unprovable: 1 }, null, false, 1],
  ['all that differed was sent', { missing: 1, different: 2, repaired: 3 }, 'upToDate', false, 0],
  ['what had changed was sent, too', { missing: 1, changed: 4, repaired: 1 }, 'upToDate', false, 0],
  ['not all that differed was sent', { missing: 1, different: 2, repaired: 2 }, 'upToDate', false, 1],
  ['the repair left a file that failed', { missing: 1, repaired: 1 }, 'notUpToDate', false, 1],
  ['the repair waits for the user', { missing: 1, repaired: 1 }, 'held', false, 3],
  ['a signal ended the repair', { missing: 1, repaired: 1 }, 'stopped', false, 130],
  ['a signal ended it', {}, null, true, 130],
])('%s', (_, more, became, isStopped, exitCode) => {
  const mending = became === null ? null : { became };
  expect(exitCodeOfVerify({ ...proven, ...more }, mending, isStopped)).toBe(exitCode);
});

function linesOf(more: Partial<VerifyResult>, exitCode: 0 | 1 | 130): readonly string[] {
  const terminal = createLinesTerminal();
  const view = createVerifyTextView(terminal, { now: () => sampleMs }, 'en');
  view.verified(sampleSubject, { ...proven, ...more }, exitCode);
  return terminal.printed;
}

test('a sample without a difference says what was looked at, and that some never were', () => {
  expect(linesOf({}, 0)).toEqual([
    'verified 3,401 of 340,100 files of /data with oss://bucket/backup/, 1.0 KiB read',
    '  some files were never verified yet',
    'all that was verified is proven',
  ]);
});

test('each kind of difference has its line, and the end says what mends it', () => {
  const more = {
    changed: 1,
    missing: 2,
    different: 3,
    unprovable: 4,
    foreign: 5,
    repaired: 6,
    oldestPassMs: sampleMs,
  };
  expect(linesOf(more, 1).slice(1)).toEqual([
    '  1 changed here since it was proven; longshore sync sends it',
    '  2 are missing in the bucket',
    '  3 are not what was proven, here or in the bucket',
    "  4 can't be proven: the store keeps nothing to compare them by",
    '  5 objects in the bucket belong to no file here',
    '  6 repaired',
    '  every file was verified since 09:12',
    expect.stringMatching(/^NOT all proven; .*verify --repair/),
  ]);
});

test('a stopped verification is not said to have proven anything', () => {
  expect(linesOf({}, 130).at(-1)).toBe('stopped before the end; what was verified is remembered');
});

test('as data, all figures are in one line', () => {
  const terminal = createLinesTerminal();
  createVerifyJsonView(terminal).verified(sampleSubject, proven, 0);
  expect(terminal.events).toEqual([
    { event: 'verified', root: '/data', target: 'oss://bucket/backup/', ...proven, exitCode: 0 },
  ]);
});

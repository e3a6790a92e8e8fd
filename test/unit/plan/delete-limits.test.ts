import { expect, test } from 'vitest';
import { judgeDeletes } from '../../../main/plan/delete-limits.ts';

const limits = { maxFiles: 100, maxPercent: 10, delayMs: 60_000, trash: null };
const sight = {
  ...{ gone: 0, areSomeOnOtherDrive: false, known: 10_000, agreed: 0 },
  ...{ root: '/data', marker: '/data/.marker', hasMarker: true },
};
const go = { may: 'go' };
const held = { may: 'not', error: { code: 'folder.deletes-held' } };

test.each([
  ['nothing is gone', {}, go],
  ['100 of 10,000 are gone', { gone: 100 }, go],
  ['101 of 10,000 are gone', { gone: 101 }, held],
  ['50 of 500 are gone', { gone: 50, known: 500 }, go],
  ['51 of 500 are gone', { gone: 51, known: 500 }, held],
  ['1 of 3 is gone', { gone: 1, known: 3 }, go],
  ['10 of 20 are gone', { gone: 10, known: 20 }, go],
  ['11 of 20 are gone', { gone: 11, known: 20 }, held],
  ['the only file is gone', { gone: 1, known: 1 }, go],
  ['both files are gone', { gone: 2, known: 2 }, held],
  ['101 are gone, and the user agreed to as many', { gone: 101, agreed: 101 }, go],
  ['101 are gone, and the user agreed to fewer', { gone: 101, agreed: 100 }, held],
  ['one is gone that lay on another drive', { gone: 1, areSomeOnOtherDrive: true }, held],
  [
    'one is gone that lay on another drive, and the user agreed',
    { gone: 1, agreed: 1, areSomeOnOtherDrive: true },
    go,
  ],
  ['few are gone, and the user agreed to more', { gone: 5, agreed: 100 }, go],
])('when %s', (_, change, verdict) => {
  expect(judgeDeletes({ ...sight, ...change }, limits)).toMatchObject(verdict);
});

test.each([
  ['no deletion at all', { maxFiles: 0 }, { gone: 1 }, held],
  ['any share', { maxPercent: 100 }, { gone: 20, known: 20 }, go],
  ['any number', { maxFiles: 1_000_000 }, { gone: 1_001 }, held],
  ['anything', { maxFiles: 1_000_000, maxPercent: 100 }, { gone: 10_000 }, go],
  ['nothing of a share', { maxPercent: 0 }, { gone: 11 }, held],
])('limits may allow %s', (_, wished, change, verdict) => {
  expect(judgeDeletes({ ...sight, ...change }, { ...limits, ...wished })).toMatchObject(verdict);
});

test('what is held is told with its counts', () => {
  expect(judgeDeletes({ ...sight, gone: 280, agreed: 3 }, limits)).toMatchObject({
    error: { facts: { path: '/data', count: 280, known: 10_000, agreed: 3, maxFiles: 100, maxPercent: 10 } },
  });
});

test('without the marker everything is held, whatever was agreed', () => {
  for (const gone of [0, 1, 500]) {
    const verdict = judgeDeletes({ ...sight, gone, agreed: 1_000, hasMarker: false }, limits);
    expect(verdict).toMatchObject({
      may: 'not',
      error: { code: 'folder.marker-missing', facts: { path: '/data' } },
    });
  }
});

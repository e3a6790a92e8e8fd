import { expect, test } from 'vitest';
import { failuresOf } from '../../reliability/endurance/endure.ts';
import type { MemorySample } from '../../reliability/endurance/memory.ts';
import type { YearFigures } from '../../reliability/endurance/year.ts';

const MB = 1024 ** 2;
const well: MemorySample = { day: 0, heapBytes: 34 * MB, rssBytes: 340 * MB, openFiles: 70 };

function fortnight(change: (day: number) => Partial<MemorySample> = () => ({})): YearFigures {
  return {
    ...{ days: 14, tokens: 400, scans: 400, uploads: 100, appends: 100, rotations: 14, rateChanges: 28 },
    ...{ outages: 1, staleAlarms: 1, falseAlarms: 0, comparisons: 1, comparedFiles: 30, differences: [] },
    ...{ databaseBytes: 1, timers: { first: 5, last: 5 } },
    memory: Array.from({ length: 14 }, (_, day) => ({ ...well, day, ...change(day) })),
  };
}

test('a fortnight within its limits has no failures', () => {
  expect(failuresOf(fortnight(), {}, 170_000)).toEqual([]);
});

test.each([
  ['the heap grows', fortnight(), MB],
  ['the heap came to', fortnight(day => (day === 9 ? { heapBytes: 60 * MB } : {})), 0],
  ['came to hold', fortnight(day => (day === 9 ? { rssBytes: 700 * MB } : {})), 0],
  ['were open at once', fortnight(day => ({ openFiles: 70 + 4 * day })), 0],
  ['never looked at', { ...fortnight(), memory: [] }, 0],
])('in a fortnight, too: %s', (sentence, year, slope) => {
  expect(failuresOf(year, {}, slope)).toEqual([expect.stringContaining(sentence)]);
});

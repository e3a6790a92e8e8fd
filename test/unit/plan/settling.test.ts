import { expect, test } from 'vitest';
import { settlesAt } from '../../../main/plan/settling.ts';
import { sampleSeen } from '../../support/sample-files.ts';

const now = 1_764_500_000_000;
const ns = (ms: number) => `${ms}000000`;
const patience = { quietMs: 2_000, patienceMs: 60_000 };

test.each([
  ['rests', 5_000, 5_000, null, null],
  ['rests for just the quiet time', 2_000, 9_000, null, null],
  ['was written a second ago', 1_000, 1_000, null, now + 1_000],
  ['was written now', 0, 0, null, now + 2_000],
  ['was touched, its time of modification set back', 9_000_000, 500, null, now + 1_500],
  ['has its time of modification in the future', -3_600_000, 9_000, null, null],
  ['has both times in the future', -5, -5, null, null],
  ['has a future time and was changed a moment ago', -3_600_000, 500, null, now + 1_500],
  ['keeps changing, within our patience', 0, 0, now - 59_000, now + 1_000],
  ['keeps changing, and our patience is over', 0, 0, now - 60_000, null],
  ['is said to be changing since a time to come', 0, 0, now + 500_000, now + 2_000],
])('a file that %s', (_, mtimeAgo, ctimeAgo, since, at) => {
  const file = sampleSeen({ mtimeNs: ns(now - mtimeAgo), ctimeNs: ns(now - ctimeAgo) });
  expect(settlesAt(file, patience, since, now)).toBe(at);
});

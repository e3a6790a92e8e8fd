import { expect, test } from 'vitest';
import { standingOf } from '../../../main/plan/up-to-date.ts';

test.each([
  ['was never seen as a whole', { seen: null }, 'unknown'],
  ['was never seen as a whole, and has nothing to do', { seen: null, proven: 0 }, 'unknown'],
  ['has all its files proven', {}, 'up-to-date'],
  ['is empty', { seen: 0, proven: 0 }, 'up-to-date'],
  ['has a file that is neither proven nor failed, and nothing to do', { proven: 9 }, 'behind'],
  ['has all its files proven, and something to do', { waiting: 1 }, 'behind'],
  ['has something to do besides a failure', { proven: 9, failed: 1, waiting: 1 }, 'behind'],
  ['has counts that contradict each other', { failed: 1 }, 'behind'],
  ['has more files proven than seen', { proven: 11 }, 'behind'],
  ['has a file that failed', { proven: 9, failed: 1 }, 'failures'],
  ['has failures alone', { proven: 0, failed: 10 }, 'failures'],
  ['has a directory that can not be read', { unread: 1 }, 'failures'],
])('a folder that %s', (_, change, standing) => {
  expect(standingOf({ seen: 10, proven: 10, failed: 0, unread: 0, waiting: 0, ...change })).toBe(standing);
});

import { expect, test } from 'vitest';
import { systemClock } from '../../../main/base/clock.ts';
import { usualSettings } from '../../../main/model/folder.ts';
import type { FolderRun } from '../../../main/sync/folder-run.ts';
import { planSetup } from '../../../main/sync/plan-setup.ts';
import { momentOf } from '../../../main/sync/take-listing.ts';

const hourMs = 3_600_000;

/** When a listing was begun, as decisions see it a minute later, by a clock that was set by so much meanwhile. */
function listedAtMs(setByMs: number): number | null {
  const atMs = 10 * hourMs;
  let passedMs = 0;
  let setMs = 0;
  const clock = { ...systemClock, now: () => atMs + passedMs + setMs, monotonic: () => passedMs };
  const run = { folder: { settings: usualSettings }, bucket: { limits: { maxObject: 1 } }, clock };
  const setup = planSetup(run as unknown as FolderRun, momentOf(clock));
  passedMs = 60_000;
  setMs = setByMs;
  return setup.listedAtMs;
}

test.each([
  ['left alone', 0, 10 * hourMs],
  ['put back, so that no proof since is older', -hourMs, 9 * hourMs],
  ['put forward, so that no proof since is older either', hourMs, 10 * hourMs],
])('a listing is as old as it is by a clock that was %s', (_, setByMs, expected) => {
  expect(listedAtMs(setByMs)).toBe(expected);
});

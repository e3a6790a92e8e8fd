import { type Finding, passed, skipped, warned } from '../report.ts';
import type { Visit } from '../visit.ts';

/** `Date` counts in seconds and the way takes time, so less than this is no difference. */
const unsureMs = 5_000;
/** Both services turn signatures away beyond it. */
const refusedMs = 15 * 60_000;

/** This computer's clock against the server's. Longshore signs with the server's time, other programs do not. */
export async function checkClock({ notes }: Visit): Promise<Finding> {
  const told = notes.notices.find(notice => notice.type === 'clockSkewed');
  const aheadMs = told?.offsetMs ?? notes.serverAheadMs;
  if (aheadMs === null) return skipped('clock.untold');
  const offMs = Math.abs(aheadMs);
  if (offMs < unsureMs) return passed('clock.same');
  const way = aheadMs > 0 ? 'clock.behind' : 'clock.ahead';
  if (offMs < 60_000) return passed(way, { off: offMs });
  return warned(offMs < refusedMs ? `${way}Much` : `${way}TooMuch`, { off: offMs });
}

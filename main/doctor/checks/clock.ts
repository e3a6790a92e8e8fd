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
  if (aheadMs === null) return skipped('the server does not tell its time');
  const offMs = Math.abs(aheadMs);
  if (offMs < unsureMs) return passed('as the server has it');
  const seconds = Math.round(offMs / 1000);
  const span = seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
  const says = `this computer's clock is ${span} ${aheadMs > 0 ? 'behind' : 'ahead of'} the server's`;
  if (offMs < 60_000) return passed(says);
  return offMs < refusedMs
    ? warned(`${says}: set it, best automatically; beyond 15 minutes stores refuse other programs`)
    : warned(
        `${says}: requests are signed with the server's time, but links and other programs fail; set it, best automatically`,
      );
}

import type { Notice } from '../remote/object-store.ts';
import { formatSpan, printable } from './format.ts';

/** One sentence about something that was put right without the user, but that the user may want to mend. */
export function noticeText(notice: Notice): string {
  switch (notice.type) {
    case 'clockSkewed':
      return `this computer's clock is ${formatSpan(Math.abs(notice.offsetMs))} ${notice.offsetMs > 0 ? 'behind' : 'ahead of'} the server's; requests are signed with the server's time`;
    case 'endpointMoved':
      return `the bucket lives at ${printable(notice.to)}, not at ${printable(notice.from)}; going on there (give --endpoint to save the detour)`;
    case 'regionMoved':
      return `the bucket lives in the region ${printable(notice.to)}, not in ${printable(notice.from)}; going on there (give --region to save the detour)`;
  }
}

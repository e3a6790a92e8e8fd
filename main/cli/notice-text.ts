import type { Notice } from '../remote/object-store.ts';
import type { Language } from '../text/language.ts';
import { textsIn } from '../text/texts.ts';

/** One sentence about something that was put right without the user, but that the user may want to mend. */
export function noticeText(notice: Notice, language: Language): string {
  const { say } = textsIn(language);
  switch (notice.type) {
    case 'clockSkewed':
      return say(notice.offsetMs > 0 ? 'notice.clockBehind' : 'notice.clockAhead', { off: notice.offsetMs });
    case 'endpointMoved':
      return say('notice.endpointMoved', { to: notice.to, from: notice.from });
    case 'regionMoved':
      return say('notice.regionMoved', { to: notice.to, from: notice.from });
  }
}

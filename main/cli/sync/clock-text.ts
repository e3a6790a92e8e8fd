import { formatsIn } from '../../text/format.ts';
import type { Language } from '../../text/language.ts';

/** A moment as people say it: `09:12` on the same day, else with the date. Local time. */
export function clockText(ms: number, nowMs: number, language: Language): string {
  const { clock, moment } = formatsIn(language);
  return isSameDay(ms, nowMs) ? clock(ms) : moment(ms);
}

function isSameDay(ms: number, otherMs: number): boolean {
  return new Date(ms).toDateString() === new Date(otherMs).toDateString();
}

import { formatMoment } from '../format.ts';

/** A moment as people say it: `09:12` on the same day, else with the date. Local time. */
export function clockText(ms: number, nowMs: number): string {
  const text = formatMoment(ms);
  return isSameDay(ms, nowMs) ? text.slice(-5) : text;
}

function isSameDay(ms: number, otherMs: number): boolean {
  return new Date(ms).toDateString() === new Date(otherMs).toDateString();
}

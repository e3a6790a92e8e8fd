import { AppError } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';
import { parseRate } from '../model/size.ts';

/** A rate for a part of each day, by the clock on the wall. */
export interface RateSpan {
  /** Minutes since midnight, 0 to 1439. */
  readonly from: number;
  /** The first minute that is no longer meant, 1 to 1440; not above `from` where midnight lies in between. */
  readonly to: number;
  /** Bytes per second; null for no limit. */
  readonly rate: number | null;
}

/** How fast uploads may be at which time of the day. Spans do not overlap. */
export interface Timetable {
  readonly spans: readonly RateSpan[];
  /** In the rest of the day. */
  readonly otherwise: number | null;
}

const minutesPerDay = 1440;

/** What one entry says, and its text for complaints. */
type Entry = RateSpan & { readonly text: string };

/**
 * Reads `10M`, or entries such as `08:00-18:00=2M,22:00-06:00=off,5M`: local times of the day, and for the rest of the day a
 * rate alone, without which it has no limit. `usage` for anything else, and for spans that overlap.
 */
export function parseTimetable(text: string): Timetable {
  const spans: Entry[] = [];
  let rest: { readonly rate: number | null } | null = null;
  for (const entry of text.split(',').map(each => each.trim())) {
    if (/[:=]/.test(entry)) {
      const span = parseEntry(entry);
      const other = spans.find(each => doOverlap(each, span));
      if (other) throw usage(problem('timetable.overlap', { first: other.text, second: entry }));
      spans.push(span);
    } else {
      const rate = parseRate(entry);
      if (rest) throw usage(problem('timetable.twoRests', { text }));
      rest = { rate };
    }
  }
  return { spans: spans.map(({ from, to, rate }) => ({ from, to, rate })), otherwise: rest?.rate ?? null };
}

/** Bytes per second at a minute of the day, 0 to 1439; null for no limit. Pure. */
export function rateAt({ spans, otherwise }: Timetable, minute: number): number | null {
  const span = spans.find(each => holds(each, minute));
  return span ? span.rate : otherwise;
}

const spanShape = /^(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)\s*=\s*(.*)$/;

function parseEntry(text: string): Entry {
  const [, fromHour, fromMinute, toHour, toMinute, rate = ''] = spanShape.exec(text) ?? [];
  const from = minuteOf(fromHour, fromMinute);
  const to = minuteOf(toHour, toMinute);
  if (!(from < minutesPerDay && to <= minutesPerDay)) {
    throw usage(problem('timetable.notSpan', { text }));
  }
  if (from === to) throw usage(problem('timetable.sameTime', { text }));
  return { from, to: to === 0 ? minutesPerDay : to, rate: parseRate(rate), text };
}

/** NaN for what is no time. */
function minuteOf(hour = '', minute = ''): number {
  return hour !== '' && Number(minute) < 60 ? Number(hour) * 60 + Number(minute) : Number.NaN;
}

function holds({ from, to }: RateSpan, minute: number): boolean {
  return from < to ? from <= minute && minute < to : minute >= from || minute < to;
}

function doOverlap(a: RateSpan, b: RateSpan): boolean {
  return holds(a, b.from) || holds(b, a.from);
}

function usage(about: ProblemFacts): AppError {
  return new AppError('usage', 'not a rate or a timetable of rates', about);
}

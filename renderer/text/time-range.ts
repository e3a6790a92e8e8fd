import type { Language } from '../../main/text/language.ts';

type Unit = 'second' | 'minute' | 'hour' | 'day';

/** How long a unit is, and from when on its neighbour is said instead. */
const units: readonly { readonly unit: Unit; readonly ms: number; readonly belowMs: number }[] = [
  { unit: 'second', ms: 1_000, belowMs: 120_000 },
  { unit: 'minute', ms: 60_000, belowMs: 2 * 3_600_000 },
  { unit: 'hour', ms: 3_600_000, belowMs: 2 * 86_400_000 },
  { unit: 'day', ms: 86_400_000, belowMs: Number.POSITIVE_INFINITY },
];

/** Spans and ranges of time, as people of one language say them. */
export interface TimeRanges {
  /** In a table: `30 sec`, `18 min`. */
  short(ms: number): string;
  /** `18 minutes`, `3 hours`. */
  about(ms: number): string;
  /** Both ends in the unit of the longer one: `6–10 minutes`; one figure where they are the same in it. */
  range(fromMs: number, toMs: number): string;
}

export function timeRangesIn(language: Language): TimeRanges {
  const inUnit = (unit: Unit, unitDisplay: 'long' | 'short') =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay });
  const long = units.map(({ unit }) => inUnit(unit, 'long'));
  const short = units.map(({ unit }) => inUnit(unit, 'short'));
  const say = (formats: readonly Intl.NumberFormat[], fromMs: number, toMs: number): string => {
    const place = units.findIndex(({ belowMs }) => toMs < belowMs);
    const { ms } = units[place] ?? { ms: 1 };
    const format = formats[place];
    const [from, to] = [Math.max(1, Math.round(fromMs / ms)), Math.max(1, Math.round(toMs / ms))];
    if (format === undefined) return '';
    return from >= to ? format.format(to) : format.formatRange(from, to);
  };
  return {
    short: ms => say(short, ms, ms),
    about: ms => say(long, ms, ms),
    range: (fromMs, toMs) => say(long, fromMs, toMs),
  };
}

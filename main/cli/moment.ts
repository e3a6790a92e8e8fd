import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import { parseSpan } from '../model/size.ts';

const dateShape = /^\d{4}-\d{2}-\d{2}$/;
const timeShape = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/i;
const httpShape = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * The HTTP date of a moment: an HTTP date as it is, `2027-01-31`, `2027-01-31T12:00` (UTC unless a zone follows), or a span
 * from now on such as `30d`. `usage` when it is none, or no day of the calendar.
 */
export function parseMoment(text: string, nowMs: number): string {
  const trimmed = text.trim();
  if (httpShape.test(trimmed)) {
    if (httpDate(Date.parse(trimmed)) === trimmed) return trimmed;
    throw noMoment(text);
  }
  const [, day = trimmed, time = '00:00', zone = 'Z'] = timeShape.exec(trimmed) ?? [];
  if (dateShape.test(day)) {
    // A day that the month does not have would silently become one of the next month.
    const isReal = httpDate(Date.parse(`${day}T00:00Z`)) !== null && isDay(day);
    const date = isReal ? httpDate(Date.parse(`${day}T${time}${zone.toUpperCase()}`)) : null;
    if (date !== null) return date;
    throw noMoment(text);
  }
  if (!/^\d+(?:\.\d+)?\s*[smhdw]$/i.test(trimmed)) throw noMoment(text);
  const date = httpDate(nowMs + parseSpan(trimmed));
  if (date === null) throw noMoment(text);
  return date;
}

function isDay(day: string): boolean {
  return new Date(Date.parse(`${day}T00:00Z`)).toISOString().startsWith(day);
}

/** Null for what is no date, and for years that four digits do not hold. */
function httpDate(ms: number): string | null {
  const lastMs = Date.UTC(9999, 11, 31, 23, 59, 59);
  return ms >= 0 && ms <= lastMs ? new Date(ms).toUTCString() : null;
}

function noMoment(text: string): AppError {
  return new AppError('usage', 'not a moment', problem('moment.invalid', { text }));
}

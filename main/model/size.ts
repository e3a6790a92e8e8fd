import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';

/** A bare letter and `…iB` count in 1024, as the clouds' own tools do; `…B` counts in 1000, as disks are sold. */
const units: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
  kb: 1000,
  mb: 1000 ** 2,
  gb: 1000 ** 3,
  tb: 1000 ** 4,
};

const sizeShape = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i;

/** Bytes of a text such as `8MiB`, `16M`, `10MB` or `65536`; `usage` when it is none. */
export function parseSize(text: string): number {
  const [, figure = '', unit = ''] = sizeShape.exec(text.trim()) ?? [];
  const bytes = Math.round(Number(figure) * (units[unit.toLowerCase()] ?? Number.NaN));
  if (figure === '' || !Number.isSafeInteger(bytes)) {
    throw new AppError('usage', 'not a size', problem('size.invalid', { text }));
  }
  return bytes;
}

/** Below it, requests that wait their turn would look like requests that hang. */
const slowestRate = 8 * 1024;

/** Bytes per second of a text such as `10M` or `500KB/s`; `off` and 0 mean no limit. */
export function parseRate(text: string): number | null {
  if (text.trim().toLowerCase() === 'off') return null;
  const bytes = parseSize(text.trim().replace(/\/s$/i, ''));
  if (bytes > 0 && bytes < slowestRate) {
    throw new AppError('usage', 'too slow a rate', problem('rate.tooSlow', { text }));
  }
  return bytes === 0 ? null : bytes;
}

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Milliseconds of a text such as `90s`, `30m`, `12h`, `7d` or `2w`; `usage` when it is none. */
export function parseSpan(text: string): number {
  const [, figure = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([smhdw])$/i.exec(text.trim()) ?? [];
  const span = Number(figure) * (seconds[unit.toLowerCase()] ?? Number.NaN) * 1000;
  if (figure === '' || !Number.isFinite(span)) {
    throw new AppError('usage', 'not a span of time', problem('span.invalid', { text }));
  }
  return span;
}

/** A whole number between `least` and `most`; `usage` when it is none. */
export function parseCount(text: string, least: number, most: number): number {
  const count = Number(text);
  if (!/^\d+$/.test(text.trim()) || count < least || count > most) {
    throw new AppError('usage', 'not a number in range', problem('count.invalid', { text, least, most }));
  }
  return count;
}

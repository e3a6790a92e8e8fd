import type { Call } from './call.ts';
import { refuse } from './refusal.ts';

/** Bytes `first` to `last`, both included. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/**
 * The range that a GET asks for, null for the whole object. OSS takes a range it can't serve for no range at all, unless
 * the client asks for the standard; S3 keeps to the standard.
 */
export function rangeOf(call: Call, size: number): Range | null {
  const header = call.request.headers['range'];
  if (header === undefined) return null;
  const isLenient =
    call.dialect.kind === 'oss' && call.request.headers['x-oss-range-behavior']?.toLowerCase() !== 'standard';
  const range = parseRange(header, size);
  if (range === null) return null;
  if (range === 'unsatisfiable' || (isLenient && range.isClipped)) {
    if (isLenient) return null;
    throw refuse('InvalidRange', {
      headers: { 'content-range': `bytes */${size}` },
      elements: { RangeRequested: header, ActualObjectSize: String(size) },
    });
  }
  return { first: range.first, last: range.last };
}

/** Null for what is no single byte range, which the standard tells to ignore. */
function parseRange(header: string, size: number): (Range & { isClipped: boolean }) | 'unsatisfiable' | null {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (!found) return null;
  const [, from = '', to = ''] = found;
  if (from === '') {
    if (to === '') return null;
    const length = Number(to);
    if (length === 0 || size === 0) return 'unsatisfiable';
    return { first: Math.max(0, size - length), last: size - 1, isClipped: length > size };
  }
  const first = Number(from);
  const last = to === '' ? size - 1 : Number(to);
  if (to !== '' && last < first) return null;
  if (first >= size) return 'unsatisfiable';
  return { first, last: Math.min(last, size - 1), isClipped: last >= size };
}

/** The range of a copied part, which must lie within its source. */
export function copyRangeOf(header: string | undefined, size: number): Range {
  if (header === undefined) return { first: 0, last: size - 1 };
  const found = /^bytes=(\d+)-(\d+)$/.exec(header.trim());
  const range = { first: Number(found?.[1]), last: Number(found?.[2]) };
  if (!found || range.last < range.first) {
    throw refuse('InvalidArgument', {
      message: 'The copy source range must be of the form bytes=first-last.',
    });
  }
  if (range.last >= size)
    throw refuse('InvalidRange', { message: 'The copy source range is beyond the object.' });
  return range;
}

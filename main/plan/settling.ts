import type { SourceIdentity } from '../model/source.ts';
import { msOfNs } from './show-time.ts';

/** How long a file is to be left alone, ms. */
export interface Patience {
  readonly quietMs: number;
  readonly patienceMs: number;
}

/**
 * Until when a file that changed a moment ago is waited for, ms since 1970; null when it has rested for the quiet time, or has
 * been changing for longer than our patience. `changingSinceMs` is when it was first found so; null for now. Times in the
 * future come from another clock and tell nothing, so they are never waited for. Pure.
 */
export function settlesAt(
  file: SourceIdentity,
  { quietMs, patienceMs }: Patience,
  changingSinceMs: number | null,
  nowMs: number,
): number | null {
  const past = [file.mtimeNs, file.ctimeNs].map(msOfNs).filter(ms => ms <= nowMs);
  const quietAt = Math.max(...past, Number.NEGATIVE_INFINITY) + quietMs;
  const at = Math.min(quietAt, Math.min(changingSinceMs ?? nowMs, nowMs) + patienceMs);
  return at > nowMs ? at : null;
}

import type { ProgressSnapshot } from '../../preload/contract.ts';

/** Totals of a moment in which nothing moves, but for what is given. */
export function sampleTotals(some: Partial<ProgressSnapshot> = {}): ProgressSnapshot {
  return {
    atMs: 0,
    totalBytes: 0,
    isTotalKnown: true,
    confirmedBytes: 0,
    movingBytes: 0,
    resumedBytes: 0,
    bytesPerSecond: 0,
    secondsLeft: null,
    totalParts: 0,
    confirmedParts: 0,
    totalFiles: 0,
    doneFiles: 0,
    failedFiles: 0,
    ...some,
  };
}

import type { Snapshot } from '../../preload/contract.ts';

/** A snapshot in which only what is given differs from nothing at all. */
export function sampleSnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return {
    totals: {
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
    },
    timeLeft: null,
    waitingFor: 'nothing',
    isAllPaused: false,
    counts: { all: 0, active: 0, waiting: 0, failed: 0, done: 0 },
    rows: [],
    parts: null,
    folders: [],
    tasks: [],
    revisions: { transfers: 0, folders: 0, accounts: 0, targets: 0, history: 0, settings: 0 },
    ...changes,
  };
}

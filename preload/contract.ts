/**
 * What crosses the border between the engine and whoever watches it: the page, and `--json` on the command line.
 * Types only; imports nothing.
 */

/** Totals at one moment, taken on a tick of at most four a second. */
export interface ProgressSnapshot {
  /** Wall time in ms. */
  readonly atMs: number;
  readonly totalBytes: number;
  /** False while a stream of unknown length runs: `totalBytes` then counts what came so far, and no percentage is true. */
  readonly isTotalKnown: boolean;
  /** Bytes whose receipt is stored; they are never sent again. */
  readonly confirmedBytes: number;
  /** Bytes handed to the network whose receipt is still open; they may be lost. */
  readonly movingBytes: number;
  /** Bytes that earlier runs had confirmed when this run began; part of `confirmedBytes`. */
  readonly resumedBytes: number;
  /** Over the last seconds; 0 before anything moved. */
  readonly bytesPerSecond: number;
  /** Null while it can't be told. */
  readonly secondsLeft: number | null;
  readonly totalParts: number;
  readonly confirmedParts: number;
  readonly totalFiles: number;
  readonly doneFiles: number;
  readonly failedFiles: number;
}

import type { TransferProgress, TransferRow } from '../../preload/contract/transfers.ts';

/** Progress of the transfers that are watched, by their ids. */
export interface PushedProgress {
  /** What the newest snapshot told. */
  readonly live: ReadonlyMap<string, TransferProgress>;
  /** What was told last of those that the newest snapshot does not name. */
  readonly past: ReadonlyMap<string, TransferProgress>;
}

export const noProgress: PushedProgress = { live: new Map(), past: new Map() };

/** As many as can be watched at once, and as many again. */
const mostPast = 400;

/** With the rows of one more snapshot. What is as it was stays the same object, so that nothing is drawn anew for it. Pure. */
export function withRows(before: PushedProgress, rows: readonly TransferProgress[]): PushedProgress {
  const live = new Map<string, TransferProgress>();
  for (const row of rows) {
    const known = before.live.get(row.id);
    live.set(row.id, known && isSame(known, row) ? known : row);
  }
  const past = new Map([...before.past, ...before.live].filter(([id]) => !live.has(id)).slice(-mostPast));
  return { live, past };
}

/**
 * The newest that is known of a row. One that is no longer pushed, because it ended, is asked for again a moment later; until then it does not fall back to
 * what it was when it was asked for before. Pure.
 */
export function newestOf(pushed: PushedProgress, { id, progress }: TransferRow): TransferProgress {
  const live = pushed.live.get(id);
  if (live) return live;
  const past = pushed.past.get(id);
  const isOlder = past?.state === progress.state && past.confirmedBytes > progress.confirmedBytes;
  return past && isOlder ? past : progress;
}

function isSame(a: TransferProgress, b: TransferProgress): boolean {
  return (
    a.state === b.state &&
    a.confirmedBytes === b.confirmedBytes &&
    a.movingBytes === b.movingBytes &&
    a.bytesPerSecond === b.bytesPerSecond &&
    a.secondsLeft === b.secondsLeft
  );
}

import type { TransferProgress, TransferRow } from '../../../preload/contract/transfers.ts';
import type { ProgressSnapshot } from '../../../preload/contract.ts';

/** What was added first. Of very many files the page knows the newest alone. */
export interface FirstAdded {
  readonly count: number;
  readonly rows: readonly TransferRow[];
}

export interface FirstUpload {
  readonly sent: number;
  readonly size: number;
  readonly failed: number;
  /** All of it is proven. */
  readonly isProven: boolean;
  /** The transfer that is shown: one that failed, else one that is proven; null before there is either. */
  readonly shownId: string | null;
}

/** How far the first upload is. Pure. */
export function firstUpload(
  { count, rows }: FirstAdded,
  progress: readonly TransferProgress[],
  totals: ProgressSnapshot | null,
): FirstUpload {
  const byId = new Map(progress.map(each => [each.id, each]));
  const now = rows.map(row => ({ ...(byId.get(row.id) ?? row.progress), id: row.id, size: row.size ?? 0 }));
  const failed = now.filter(({ state }) => state === 'failed' || state === 'blocked');
  const done = now.filter(({ state }) => state === 'done');
  const shownId = failed[0]?.id ?? done[0]?.id ?? null;
  if (count > rows.length && totals !== null) {
    return {
      sent: totals.confirmedBytes + totals.movingBytes,
      size: totals.totalBytes,
      failed: totals.failedFiles,
      isProven: totals.totalFiles > 0 && totals.doneFiles === totals.totalFiles,
      shownId,
    };
  }
  const sum = (figures: readonly number[]) => figures.reduce((total, each) => total + each, 0);
  return {
    sent: sum(now.map(each => (each.state === 'done' ? each.size : each.confirmedBytes + each.movingBytes))),
    size: sum(now.map(({ size }) => size)),
    failed: failed.length,
    isProven: now.length > 0 && done.length === now.length,
    shownId,
  };
}

import type { ErrorView, ReasonView, SaidView } from './common.ts';
import type { ProofView } from './transfers.ts';

export type HistoryKind = 'done' | 'failed' | 'decision' | 'other';

/** One line of history: of a transfer that was asked for by hand, or of a folder's journal. */
export interface HistoryLine {
  /** Orders lines; newer ones sort later. Opaque. */
  readonly id: string;
  readonly atMs: number;
  readonly kind: HistoryKind;
  /** A key of the catalogue `page-history`, `event.…` (transfers), or what was decided (folders; `what.…` of `sync`). */
  readonly what: string;
  readonly transferId: string | null;
  readonly folder: { readonly id: string; readonly name: string } | null;
  /** Absolute for transfers; from the root for folders. */
  readonly path: string;
  readonly key: string | null;
  readonly note: SaidView | null;
  readonly reason: ReasonView | null;
  readonly error: ErrorView | null;
}

export interface HistoryQuery {
  /** Part of the path or key, in any case; empty for all. */
  readonly search: string;
  readonly kinds: readonly HistoryKind[] | null;
  /** Null for all, `manual`, or a folder's id. */
  readonly folder: string | null;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** Lines older than this one; null for the newest. */
  readonly before: string | null;
  /** At most 1,000. */
  readonly limit: number;
}

export interface HistoryPage {
  readonly lines: readonly HistoryLine[];
  /** For `before` of the next page; null at the end. */
  readonly next: string | null;
}

/** A proof with the file and object that it is about. */
export interface ProofLine {
  readonly path: string;
  readonly kind: 'oss' | 's3';
  readonly endpoint: string;
  readonly bucket: string;
  readonly key: string;
  readonly proof: ProofView;
}

export interface ProofPage {
  readonly lines: readonly ProofLine[];
  readonly next: string | null;
}

export interface ProofExport {
  readonly fileName: string;
  readonly text: string;
  readonly count: number;
  /** False when there are more than one report holds: 20,000. */
  readonly isComplete: boolean;
}

export interface HistoryRequests {
  listHistory(query: HistoryQuery): Promise<HistoryPage>;
  /** Of transfers that are done, newest first; `after` as `next` of the page before. */
  listProofs(args: {
    readonly folder: string | null;
    readonly search: string;
    readonly after: string | null;
    readonly limit: number;
  }): Promise<ProofPage>;
  /** A report of the same as `longshore put --report` writes, for `longshore prove --check`. */
  exportProofs(args: { readonly folder: string | null; readonly search: string }): Promise<ProofExport>;
}

import type { ErrorView, Facts, ReasonView, Rows, SaidView, StoreKind, Window } from './common.ts';
import type { ObjectWishes, TargetView } from './targets.ts';

export type TransferStateName =
  | 'waiting'
  | 'starting'
  | 'sending'
  | 'finishing'
  | 'checking'
  | 'done'
  | 'paused'
  | 'blocked'
  | 'failed'
  | 'cancelled';

/**
 * - `active`: starting, sending, finishing, checking.
 * - `waiting`: waiting, paused.
 * - `failed`: failed, blocked.
 * - `done`: done.
 * - `all`: these, and the cancelled ones.
 */
export type TransferFilter = 'all' | 'active' | 'waiting' | 'failed' | 'done';

/** What a transfer's bytes come from. `file`: a local file by parts or one PUT; `append`: the new bytes of a growing file. */
export type TransferSource = 'file' | 'append' | 'text' | 'web' | 'page';

/** One line of the list. Sizes and counts are bytes. */
export interface TransferRow {
  readonly id: string;
  readonly source: TransferSource;
  /** The folder that the transfer is for; null for what was asked for by hand. */
  readonly folder: { readonly id: string; readonly name: string } | null;
  /** Last step of the path, or what stands for it. */
  readonly name: string;
  /** Absolute path of the local file; null where there is none. */
  readonly path: string | null;
  readonly kind: StoreKind;
  readonly bucket: string;
  readonly key: string;
  /** Null while a stream's length is not known. */
  readonly size: number | null;
  readonly state: TransferStateName;
  /** Of `failed` and `blocked`. */
  readonly error: ErrorView | null;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
  readonly progress: TransferProgress;
}

/** What changes many times while a transfer runs. */
export interface TransferProgress {
  readonly id: string;
  readonly state: TransferStateName;
  /** Bytes whose receipt is stored; they are never sent again. */
  readonly confirmedBytes: number;
  /** Bytes handed to the network whose receipt is still open. */
  readonly movingBytes: number;
  readonly bytesPerSecond: number;
  /** Null while it can't be told. */
  readonly secondsLeft: number | null;
}

export type TransferSort = 'added' | 'name' | 'size' | 'state' | 'changed';

export interface TransferChoice {
  readonly filter: TransferFilter;
  /** Part of the path or key, in any case; empty for all. */
  readonly search: string;
  /** Null for all; `manual` for what was asked for by hand; else a folder's id. */
  readonly folder: string | null;
}

export interface TransferQuery extends TransferChoice, Window {
  readonly sort: TransferSort;
  readonly isDescending: boolean;
}

/** Which transfers a command is about: some, or all that a choice finds, except some. */
export type TransferSelection =
  | { readonly ids: readonly string[] }
  | { readonly all: TransferChoice; readonly except: readonly string[] };

/** What decides which commands fit a transfer. */
export interface TransferTrait {
  readonly state: TransferStateName;
  readonly source: TransferSource;
  /** A folder decides about its own files. */
  readonly isOfFolder: boolean;
}

export type TransferCommand = 'pause' | 'resume' | 'cancel' | 'retry' | 'sendNext' | 'forget';

export interface CommandOutcome {
  readonly changed: number;
  /** Those that refused, at most 20, each with its cause. */
  readonly refused: readonly { readonly id: string; readonly name: string; readonly error: ErrorView }[];
}

export type PartState = 'done' | 'moving' | 'waiting' | 'retried';

/** The parts of an upload in order, as runs of equal state; a `retried` part failed at least once and is not done yet. */
export interface PartMap {
  readonly partSize: number;
  readonly count: number;
  readonly runs: readonly { readonly state: PartState; readonly count: number }[];
}

export interface ProofView {
  readonly size: number;
  readonly algorithm: string;
  readonly ours: string;
  readonly theirs: string;
  readonly etag: string;
  readonly requestId: string;
  readonly versionId: string | null;
  readonly provenAtMs: number;
  /** What became of the callback; null when none was asked for. */
  readonly callback: { readonly isAccepted: boolean; readonly status: number | null } | null;
}

/** One line of a transfer's own history, oldest first. */
export interface TransferEventView {
  readonly atMs: number;
  /** A key of the catalogue `page-history`, `event.…`. */
  readonly what: string;
  /** Null where `what` says it all. */
  readonly note: SaidView | null;
  readonly error: ErrorView | null;
  /** The server's, where there is one. */
  readonly requestId: string | null;
}

export interface TransferDetail {
  readonly row: TransferRow;
  readonly endpoint: string;
  readonly region: string;
  readonly options: ObjectWishes;
  readonly uploadId: string | null;
  readonly checksumAlgorithm: string | null;
  /** Null for one PUT, streams, and what is over. */
  readonly parts: PartMap | null;
  /** Requests of this transfer that failed and were made again, since this program started. */
  readonly retries: number;
  /** Of the last answers, newest first, at most 20; since this program started. */
  readonly requestIds: readonly string[];
  readonly events: readonly TransferEventView[];
  /** Why the folder sends this file; empty for what was asked for by hand. Newest first. */
  readonly decisions: readonly DecisionView[];
  readonly proof: ProofView | null;
}

export interface DecisionView {
  readonly atMs: number;
  readonly what: string;
  readonly reason: ReasonView;
}

/** What is wished for everything that one dialog adds. */
export interface AddWishes {
  readonly target: TargetView;
  readonly options: ObjectWishes;
  /** Bytes; null for the planner's choice. */
  readonly partSize: number | null;
  /** One PUT, however large. */
  readonly isSimple: boolean;
  /** By appending to the objects, where the store can. */
  readonly isAppend: boolean;
}

export interface AddPaths extends AddWishes {
  /** Absolute paths of files and directories; a directory brings all files below it, under its own name. */
  readonly paths: readonly string[];
  /** The key of a single file, below the prefix; null for its name. */
  readonly name: string | null;
}

export interface AddText extends AddWishes {
  readonly text: string;
  /** Below the prefix. */
  readonly name: string;
}

export interface AddUrl extends AddWishes {
  readonly url: string;
  /** Below the prefix; null for the last step of the address. */
  readonly name: string | null;
}

export interface Added {
  /** Transfers that were written down. */
  readonly added: number;
  /** Files that became none, at most 20, each with its cause; `refusedCount` counts all. */
  readonly refused: readonly { readonly path: string; readonly error: ErrorView }[];
  readonly refusedCount: number;
}

export interface TransferRequests {
  listTransfers(query: TransferQuery): Promise<Rows<TransferRow>>;
  getTransfer(args: { readonly id: string }): Promise<TransferDetail>;
  commandTransfers(args: {
    readonly command: TransferCommand;
    readonly which: TransferSelection;
  }): Promise<CommandOutcome>;
  /**
   * Each different trait of the transfers that are meant, so that only commands are offered that fit one of them. For a choice this is
   * near enough: what `except` spares counts, too, and all sources are taken for `file`.
   */
  getTransferTraits(args: { readonly which: TransferSelection }): Promise<readonly TransferTrait[]>;
  /** Of everything, folders included, until it is taken back; kept over a restart. */
  setAllPaused(args: { readonly isPaused: boolean }): Promise<{ readonly ok: true }>;
  /** Resolves when all are written down; large trees show as a task `add` meanwhile. */
  addPaths(wish: AddPaths): Promise<Added>;
  addText(wish: AddText): Promise<Added>;
  addUrl(wish: AddUrl): Promise<Added>;
  /** A signed link to the object of a transfer that is done, for so many seconds, at most 7 days. */
  makeLink(args: { readonly id: string; readonly seconds: number }): Promise<{ readonly url: string }>;
  /** Shows the local file in the system's file manager; `platform.unsupported` in a browser. */
  revealFile(args: { readonly id: string }): Promise<{ readonly ok: true }>;
}

/** Numbers that a view shows above its list; see `Snapshot`. */
export type TransferCounts = Readonly<Record<TransferFilter, number>>;

/** What everything together waits for; `nothing` while bytes move freely or nothing is to be done. */
export type WaitingFor = 'nothing' | 'disk' | 'network' | 'server' | 'rateLimit' | 'you';

export type { Facts };

import type { ErrorView, Facts, ReasonView, Rows, SaidView, Window } from './common.ts';
import type { FolderDraft } from './folders.ts';
import type { TargetView } from './targets.ts';

/** Long work that somebody watches. One that is over stays for ten minutes, or until it is dismissed. */
export type TaskKind = 'doctor' | 'dryRun' | 'verify' | 'restore' | 'deleteObjects' | 'add';

/** How a task stands; comes with every snapshot. */
export interface TaskView {
  readonly id: string;
  readonly kind: TaskKind;
  readonly folderId: string | null;
  readonly isOver: boolean;
  /** Why it ended early; null while it runs, and where it went well. `isStopped`: the user's wish. */
  readonly error: ErrorView | null;
  readonly isStopped: boolean;
  /** Counts of the kind: `files`, `directories`, `verified`, `bytesRead` … */
  readonly counts: Facts;
  /** Rows so far; see `listTaskRows`. */
  readonly rows: number;
}

/** One check of the doctor. */
export interface DoctorRow {
  readonly kind: 'doctor';
  /** A check's id; its name is text `check.ID` of the catalogue `page-accounts`. */
  readonly check: string;
  readonly became: 'passed' | 'warned' | 'failed' | 'skipped';
  readonly says: SaidView | null;
  readonly error: ErrorView | null;
  /** The service's name of the action that the keys may not do, such as `oss:ListObjects`; null where nothing of that kind is known. */
  readonly missingRight: string | null;
  readonly tookMs: number;
}

/** One line of a dry run. */
export interface PlanRow {
  readonly kind: 'dryRun';
  readonly what: string;
  readonly path: string;
  readonly size: number;
  readonly reason: ReasonView;
}

/** One file that a comparison found other than it should be. */
export interface VerifyRow {
  readonly kind: 'verify';
  readonly path: string;
  readonly reason: ReasonView;
}

export type TaskRow = DoctorRow | PlanRow | VerifyRow;

export interface TaskDetail {
  readonly task: TaskView;
  /** What the kind has to say at its end: totals by kind of a dry run, counts of a verify, rights that are missing. */
  readonly summary: Facts | null;
  /** Doctor: the smallest policy that grants the rights that were refused; null where none was. */
  readonly policy: string | null;
}

export interface TaskRequests {
  /** `checks`: the ids of those that will be made, in order. */
  startDoctor(args: {
    readonly target: TargetView;
  }): Promise<{ readonly taskId: string; readonly checks: readonly string[] }>;
  startDryRun(draft: FolderDraft): Promise<{ readonly taskId: string }>;
  startVerify(args: {
    readonly folderId: string;
    /** Share of the files to read again, above 0 and up to 1. */
    readonly sample: number;
    readonly repair: 'none' | 'remote' | 'local';
  }): Promise<{ readonly taskId: string }>;
  /** Moves what the trash holds back; `match` in gitignore syntax, null for all. */
  startRestore(args: {
    readonly folderId: string;
    readonly match: string | null;
  }): Promise<{ readonly taskId: string }>;
  getTask(args: { readonly id: string }): Promise<TaskDetail>;
  listTaskRows(args: { readonly id: string } & Window): Promise<Rows<TaskRow>>;
  stopTask(args: { readonly id: string }): Promise<{ readonly ok: true }>;
  dismissTask(args: { readonly id: string }): Promise<{ readonly ok: true }>;
}

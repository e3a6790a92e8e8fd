import type { Note } from '../base/said.ts';
import type { Decision } from '../model/action.ts';
import type { Receipt } from '../model/part.ts';
import type { Source } from '../model/source.ts';
import type { ObjectOptions, ObjectTarget } from '../model/target.ts';
import type { FolderPlace, Transfer, TransferState } from '../model/transfer.ts';

/** What a transfer is when it is first written down. */
export interface NewTransfer {
  readonly source: Source;
  readonly target: ObjectTarget;
  readonly options: ObjectOptions;
  /** Null for what is asked for by hand. */
  readonly place: FolderPlace | null;
  /** By one PUT, which follows at once: a transfer that is new begins as `sending`. */
  readonly isWhole?: boolean;
}

/** One line of a transfer's history. */
export interface TransferNote {
  readonly atMs: number;
  /** Past tense: `begun`, `restarted`, `adopted`, `proven` … */
  readonly what: string;
  /** One sentence: why. Empty where `what` says it all. */
  readonly reason: string;
}

/**
 * The record of transfers, shared by all processes over one data directory. What a call wrote survives the death of
 * the process once the call has returned; a power cut may take the last calls back, in order.
 *
 * Throws `disk.full`, `disk.failed` or `store.busy` when SQLite can't write, and has then changed nothing. What changes
 * a transfer, its receipts included, needs the claim: without it, `transfer.busy`. A state that is over ends the claim.
 */
export interface TransferLog {
  /**
   * Runs calls of this log in one commit with what others ask for in the same turn of the event loop, and resolves once it is committed. A
   * state with an upload takes a commit of its own and has no place in it.
   */
  together<T>(task: () => T): Promise<T>;
  /**
   * The transfer of this file to this key that this process may work on: the unfinished one if there is one (a dead
   * owner's is adopted, and the reason noted), else a new one in `waiting`. Throws `transfer.busy` when a living
   * process works on it, this one included; facts `id`, `path`, `key` and, where known, `pid`. The source and options
   * of a transfer that is not new are those that were stored; region and addressing are the wanted ones, and so is the place
   * unless it is null. A stored record that makes no sense is begun anew under its id, which the history tells, and counts
   * as new.
   */
  claim(wanted: NewTransfer): { readonly transfer: Transfer; readonly isNew: boolean };
  /** The same for a known transfer. Null when there is none or it is over. */
  claimById(id: string): Transfer | null;
  /**
   * To be written before `begin`: the ids of the uploads that the key has now. If the answer never comes, an upload that is
   * not among them is the one that was begun. Forgotten once a state with an upload is stored.
   */
  expectUpload(id: string, others: readonly string[]): void;
  /** What `expectUpload` wrote; null when no begin is open. */
  expectedUpload(id: string): readonly string[] | null;
  /** Ids of the uploads that unfinished transfers of any owner have at this key, and of the loose ones there. */
  uploadIds(target: ObjectTarget): readonly string[];
  /**
   * Stores the state; `done` also writes the proof row, in the same transaction, and drops the receipts. Of a transfer with a
   * place, the known file goes with the proof, and a line of the journal too; the path's problem is gone unless it warns of the
   * name, and its action unless it was written after the source was last looked at (`claim`, `setSource`). Nothing of that happens when the folder was forgotten
   * or when the transfer took a piece of the file. Of transfers with a place, the 100,000 that were over last stay; of
   * others, the begin of an upload by parts, a pause, a failure or an end is a line of the history. Returns the line of the folder's journal.
   */
  setState(id: string, state: TransferState): Decision | null;
  /** From now on this is the file that goes up; receipts stay, so they are dropped first when the bytes are others. */
  setSource(id: string, source: Source): void;
  /** Wishes may change between runs while nothing was begun. */
  setOptions(id: string, options: ObjectOptions): void;
  addReceipt(id: string, receipt: Receipt): void;
  /** In order of their numbers. */
  receipts(id: string): readonly Receipt[];
  dropReceipts(id: string): void;
  /** `said` is the reason for those who show it. */
  note(id: string, what: string, reason: string, said?: Note): void;
  notes(id: string): readonly TransferNote[];
  /** Gives the transfer up for others to claim; its state stays. May repeat. */
  release(id: string): void;
  /** Whether a transfer of this id, over or not, is in the record: an object that bears it is our own. */
  isOwn(id: string): boolean;
  /** Throws `store.damaged` with the id for a record that makes no sense. */
  find(id: string): Transfer | null;
  /** Unfinished transfers of any owner, oldest first. A record that makes no sense is left out, and logged. */
  unfinished(): readonly Transfer[];
  /** True when a living process, this one included, owns the transfer. */
  isOwned(id: string): boolean;
}

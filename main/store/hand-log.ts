import type { HandWish, TransferOrigin } from '../model/hand.ts';
import type { Source } from '../model/source.ts';
import type { ObjectOptions, ObjectTarget } from '../model/target.ts';
import type { TransferChoice } from './transfer-list.ts';

/** Something that is asked for by hand. */
export interface NewHand {
  readonly origin: TransferOrigin;
  /** Of `file` and `text` the file; of others its path is one of `streamPath`, and a length of 0 stands for one that nobody knows. */
  readonly source: Source;
  readonly target: ObjectTarget;
  readonly options: ObjectOptions;
  readonly wish: HandWish;
}

/** A transfer that the desk is to take up. */
export interface WantedHand {
  readonly id: string;
  readonly origin: TransferOrigin;
  readonly wish: HandWish;
  readonly tries: number;
}

/** What is asked for by hand, in the table of transfers. Throws like `TransferLog`. */
export interface HandLog {
  /**
   * Writes all of them down, wanted, after what is wanted already; what comes from a page is not wanted: whoever adds it sends it. What is unfinished for the same file and key is wanted anew, with these
   * options unless its upload was begun. The ids are in the order of the items.
   */
  add(items: readonly NewHand[]): readonly string[];
  /** What is due, in order. */
  wanted(nowMs: number, limit: number): readonly WantedHand[];
  /** When the next of what is wanted and not due is due; null when there is none. */
  nextDueMs(nowMs: number): number | null;
  /** Of what has a wish; null for others. */
  find(id: string): WantedHand | null;
  /** Wants it again, from now on or from a time on; counts a failure when `isFailure`. */
  wantAgain(id: string, dueAtMs: number, isFailure: boolean): void;
  /** What waits for another attempt is due at once. */
  allDue(): void;
  /** Not to be taken up any more. */
  unwant(id: string): void;
  isWanted(id: string): boolean;
  /** By hand, and in a state that only work has: of what no living process owns, it was left so by one that died. */
  leftInTheMiddle(): readonly string[];
  /** A length that nobody knew before, and the name that goes with it. */
  setLength(id: string, bytes: number): void;
  /** Streams of pages that are unfinished; those that nobody works on are lost. */
  lostStreams(): readonly string[];
  /** Ids of what a choice finds, oldest first: of transfers that are over, or of the others. */
  choose(choice: TransferChoice, isOver: boolean): readonly string[];

  /** Each of these is one transaction over transfers by hand that nobody works on, and tells the history; they return how many it took. */
  /** What waits, also for another attempt after a failure. */
  pause(ids: readonly string[]): number;
  /** Paused, failed and blocked ones; `usual` is the wish of those that have none. */
  resume(ids: readonly string[], what: 'resumed' | 'retried', usual: HandWish): number;
  /** Those of which no server holds parts. */
  cancel(ids: readonly string[]): number;
  /** Before all others. */
  putFirst(ids: readonly string[]): number;
  /** Takes what is over out of the list, history and proof with it. */
  forget(ids: readonly string[]): number;

  isAllPaused(): boolean;
  setAllPaused(isPaused: boolean): void;
}

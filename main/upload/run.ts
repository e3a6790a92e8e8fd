import type { Clock } from '../base/clock.ts';
import type { Note } from '../base/said.ts';
import type { Decision } from '../model/action.ts';
import type { DigestAlgorithm } from '../model/checksum.ts';
import type { ByteWindow, Source } from '../model/source.ts';
import type { ObjectOptions, StoreKind } from '../model/target.ts';
import { step, type Transfer, type TransferEvent, uploadOf } from '../model/transfer.ts';
import type { Ledger } from '../progress/ledger.ts';
import type { ObjectStore } from '../remote/object-store.ts';
import type { LooseUploads } from '../store/loose-uploads.ts';
import type { TransferLog } from '../store/transfer-log.ts';
import type { FileSlice } from './file-slice.ts';

/** How a run is carried out; from the wish and the engine's settings. */
export interface RunSettings {
  /** Files of at least so many bytes go by parts. */
  readonly threshold: number;
  /** One PUT, however large. */
  readonly isSimple?: true;
  /** Bytes, as wished; absent for the planner's choice. */
  readonly partSize?: number;
  /** Bytes, where nobody wishes and the file allows it; absent for the planner's own. */
  readonly usualPartSize?: number;
  /** Parts of one file that wait for their turns or are in flight: as many as may ever be. */
  readonly most: number;
  /** Parts of one file that are read again at once. */
  readonly parallel: number;
  /** A changed file goes up again after it was left alone for so long. */
  readonly quietMs: number;
  /** True while the record may have lost uploads of ours, which are then looked for on the server. */
  readonly isRecordRebuilt: boolean;
  /** How often a lost answer is asked for before the transfer gives up. */
  readonly attempts: number;
}

/** What a run works with; all of it belongs to the engine. */
export interface RunTools {
  readonly log: TransferLog;
  readonly loose: LooseUploads;
  /** Retries by itself, and sends slices through the workers. */
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly settings: RunSettings;
  /** What is wished for the object now; an upload that was begun keeps its own until it starts over. */
  readonly wished: ObjectOptions;
  /** Which bytes are wished now; absent for the whole file. */
  readonly window?: ByteWindow;
  /** False where a link in the place of a file, or above it, counts as no file. */
  readonly followsLinks: boolean;
  readonly lookAt: (path: string) => Promise<Source>;
  /** The same for a file that a worker looks at again before it sends a byte of it. */
  readonly glanceAt: (path: string) => Promise<Source>;
  /** Reads a slice in a worker; lower-case hex in the order of the algorithms. */
  readonly digest: (
    slice: FileSlice,
    algorithms: readonly DigestAlgorithm[],
    signal: AbortSignal,
  ) => Promise<readonly string[]>;
  readonly onChange: (transfer: Transfer) => void;
  readonly onNote: (transferId: string, what: string, reason: string, note: Note) => void;
  /** A line of the folder's journal was written with the end of a transfer. */
  readonly onDecided?: (decision: Decision) => void;
}

/** One transfer under way. */
export interface Run extends RunTools {
  readonly transfer: Transfer;
  readonly kind: StoreKind;
  readonly signal: AbortSignal;
  /**
   * Resolves once the next state is stored, and nothing acts on it before that. Of several events at once only the last state is stored: nothing
   * acts on those in between.
   */
  change(...events: readonly TransferEvent[]): Promise<void>;
  /** The next state when it can't be stored now, and is told once it is; the stored one is older and resumes from there. */
  changeInMemory(event: TransferEvent): void;
  /** From now on this is the file that goes up. */
  setSource(source: Source): void;
  /** From now on these are the options. */
  setOptions(options: ObjectOptions): void;
  /** `reason` is the English sentence of the record; `note` is the same for those who show it. */
  note(what: string, reason: string, note: Note): void;
}

export function createRun(first: Transfer, tools: RunTools, signal: AbortSignal): Run {
  let transfer = first;
  const { log, onChange, onNote, onDecided } = tools;
  return {
    ...tools,
    signal,
    kind: first.target.address.kind,
    get transfer() {
      return transfer;
    },
    async change(...events) {
      const state = events.reduce(step, transfer.state);
      const store = () => log.setState(transfer.id, state);
      const decision = uploadOf(state) ? store() : await log.together(store);
      transfer = { ...transfer, state };
      onChange(transfer);
      if (decision) onDecided?.(decision);
    },
    changeInMemory(event) {
      transfer = { ...transfer, state: step(transfer.state, event) };
    },
    setSource(source) {
      log.setSource(transfer.id, source);
      transfer = { ...transfer, source };
    },
    setOptions(options) {
      log.setOptions(transfer.id, options);
      transfer = { ...transfer, options };
    },
    note(what, reason, note) {
      log.note(transfer.id, what, reason, note);
      onNote(transfer.id, what, reason, note);
    },
  };
}

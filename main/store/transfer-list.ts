import type { ErrorRecord, Facts } from '../base/app-error.ts';
import type { TransferOrigin } from '../model/hand.ts';
import type { Proof } from '../model/proof.ts';
import type { ObjectOptions, StoreKind } from '../model/target.ts';
import type { FolderPlace, TransferState } from '../model/transfer.ts';

/** States as people see them: what is going to be taken up again counts as `waiting`. */
export type ShownState = TransferState['at'];

export type TransferGroup = 'all' | 'active' | 'waiting' | 'failed' | 'done';

export type TransferOrder = 'added' | 'name' | 'size' | 'state' | 'changed';

export interface TransferChoice {
  readonly group: TransferGroup;
  /** Part of the path or key, in any case of Latin letters; empty for all. */
  readonly search: string;
  /** Null for all, `manual` for those of no folder. */
  readonly folder: string | null;
}

export interface TransferWindow extends TransferChoice {
  readonly order: TransferOrder;
  readonly isDescending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** One transfer as the page lists it. */
export interface ListedTransfer {
  readonly id: string;
  readonly origin: TransferOrigin;
  readonly path: string;
  readonly place: FolderPlace | null;
  readonly kind: StoreKind;
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly key: string;
  /** Bytes that go up. */
  readonly size: number;
  readonly state: ShownState;
  readonly error: ErrorRecord | null;
  /** Bytes whose receipts are stored. */
  readonly confirmedBytes: number;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
}

/** One line of a transfer's history. */
export interface TransferEventRecord {
  readonly atMs: number;
  readonly what: string;
  readonly reason: string;
  readonly said: { readonly key: string; readonly facts: Facts } | null;
  readonly error: ErrorRecord | null;
}

export interface TransferRecord {
  readonly listed: ListedTransfer;
  readonly options: ObjectOptions;
  readonly upload: {
    readonly uploadId: string;
    readonly partSize: number;
    readonly algorithm: string;
  } | null;
  /** Numbers of the parts whose receipts are stored, in order. */
  readonly receivedParts: readonly number[];
  readonly events: readonly TransferEventRecord[];
  readonly proof: Proof | null;
}

export interface UploadParts {
  /** Bytes that go up. */
  readonly size: number;
  readonly upload: { readonly partSize: number };
  readonly receivedParts: readonly number[];
}

/** What decides what can be done with a transfer. */
export interface TransferTrait {
  readonly state: ShownState;
  readonly origin: TransferOrigin;
  readonly isOfFolder: boolean;
}

export type TransferTally = Readonly<Record<ShownState, { readonly rows: number; readonly bytes: number }>>;

/** Windows into all transfers of the record, however many. Nothing is changed. */
export interface TransferList {
  window(wanted: TransferWindow): { readonly total: number; readonly rows: readonly ListedTransfer[] };
  find(id: string): ListedTransfer | null;
  stateOf(id: string): ShownState | null;
  /** Its upload by parts, and the numbers of those that are stored, in order; null where there is none. */
  partsOf(id: string): UploadParts | null;
  /** Null when there is none. */
  record(id: string): TransferRecord | null;
  tally(): TransferTally;
  /** Each different trait once, of what a choice finds or of some by id. A choice is looked up in an index without the origin: all count as files. */
  traits(which: TransferChoice | { readonly ids: readonly string[] }): readonly TransferTrait[];
  /** Whether anything was ever transferred or asked for. */
  isEmpty(): boolean;
}

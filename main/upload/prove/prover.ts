import type { BucketAccess } from '../../model/access.ts';
import type { Proof } from '../../model/proof.ts';
import type { ReportEntry } from '../../model/report.ts';
import type { ObjectStore } from '../../remote/object-store.ts';
import { type CheckedEntry, checkEntry } from './check-entry.ts';
import { type Comparand, type Comparison, compare } from './compare.ts';
import { type Claim, type ProveTools, proveFile } from './prove-file.ts';

export interface ProveWish extends Claim {
  readonly access: BucketAccess;
  /** Called as bytes of the file are read. */
  readonly onRead?: (bytes: number) => void;
}

export interface CompareWish extends Comparand {
  readonly access: BucketAccess;
  /** Called as bytes of the file are read. */
  readonly onRead?: (bytes: number) => void;
}

export interface CheckWish {
  readonly access: BucketAccess;
  readonly entry: ReportEntry;
  /** Leave the file alone. */
  readonly isObjectOnly: boolean;
  readonly onRead?: (bytes: number) => void;
}

/** Proofs without an upload. */
export interface Prover {
  /** See `proveFile`. */
  prove(wish: ProveWish, signal: AbortSignal): Promise<Proof>;
  /** See `checkEntry`. */
  checkProof(wish: CheckWish, signal: AbortSignal): Promise<CheckedEntry>;
  /** See `compare`. */
  compare(wish: CompareWish, signal: AbortSignal): Promise<Comparison>;
}

export interface ProverSetup extends Omit<ProveTools, 'store' | 'onRead'> {
  readonly open: (access: BucketAccess) => ObjectStore;
}

export function createProver({ open, ...rest }: ProverSetup): Prover {
  const toolsFor = ({ access, onRead = () => {} }: Pick<ProveWish, 'access' | 'onRead'>): ProveTools => ({
    ...rest,
    onRead,
    store: open(access),
  });
  return {
    prove: (wish, signal) => proveFile(wish, toolsFor(wish), signal),
    checkProof: (wish, signal) => checkEntry(wish.entry, wish.isObjectOnly, toolsFor(wish), signal),
    compare: (wish, signal) => compare(wish, toolsFor(wish), signal),
  };
}

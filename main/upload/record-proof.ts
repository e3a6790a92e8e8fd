import { noted } from '../base/said.ts';
import type { Checksum } from '../model/checksum.ts';
import type { Proof } from '../model/proof.ts';
import type { StoredObject } from '../remote/object-store.ts';
import { proofOf } from './prove-stored.ts';
import type { Run } from './run.ts';

/** Ends a transfer as `done` with its proof. */
export async function recordProof(run: Run, proof: Proof): Promise<void> {
  // Only the answer to PUT or Complete tells of it; an object that was found later does not.
  if (run.transfer.options.callback && proof.callback === null) {
    run.note(
      'callbackUnknown',
      "the callback's outcome is not known, for the answer that tells it never arrived",
      noted('callbackUnknown'),
    );
  }
  await run.change({ type: 'proven', proof });
}

/** The same for a store's word that has been compared and is equal. */
export function recordStored(run: Run, ours: Checksum, stored: StoredObject): Promise<void> {
  return recordProof(run, proofOf(run.transfer.source.length, ours, stored, run.clock.now()));
}

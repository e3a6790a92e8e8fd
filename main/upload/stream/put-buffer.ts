import { AppError, toAppError } from '../../base/app-error.ts';
import { problem } from '../../base/said.ts';
import type { Proof } from '../../model/proof.ts';
import { isConditional } from '../../remote/conditions.ts';
import type { StoredObject } from '../../remote/object-store.ts';
import { type Ending, proofOf } from '../prove-stored.ts';
import { putOnce } from '../put-once.ts';
import { createBufferBody } from './buffer-body.ts';
import type { StreamRun } from './stream-run.ts';

/** Sends bytes that are all in memory by one PUT and proves them. */
export async function putBuffer(run: StreamRun, bytes: Uint8Array): Promise<Proof> {
  const { store, target, options, turns, ledger, clock, id, signal } = run;
  const { algorithm } = store;
  const moved = run.inFlight.track(`${id}:1`);
  const body = createBufferBody({ bytes, algorithm, rateLimit: run.rateLimit, moved, signal });
  const put = () => asProven(store.put(target.key, body, options, signal));
  const ending: Ending = { ...run, key: target.key, size: bytes.byteLength };
  const release = await turns.acquire('small', signal);
  try {
    const stored = isConditional(options)
      ? await putOnce(ending, false, put, async () => ({ algorithm, value: await body.digest(algorithm) }))
      : await put();
    if (!stored.checksum) throw new AppError('bug', 'a sent body is answered with its checksum');
    ledger.confirm(id, bytes.byteLength);
    return proofOf(bytes.byteLength, stored.checksum, stored, clock.now());
  } finally {
    moved.end();
    release();
  }
}

/** The bytes are stored already when they differ, and whether an object was there before is not known: it stays. */
async function asProven(putting: Promise<StoredObject>): Promise<StoredObject> {
  try {
    return await putting;
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'checksum.mismatch') throw thrown;
    const facts = { ...error.facts, ...problem('unproven.refused'), removed: false };
    throw new AppError('upload.unproven', error.message, facts, thrown);
  }
}

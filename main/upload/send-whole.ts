import { AppError, toAppError } from '../base/app-error.ts';
import type { StoredObject } from '../remote/object-store.ts';
import { pauseBefore } from './pause-before.ts';
import { sliceTicket } from './pooled-store.ts';
import { recordProof } from './record-proof.ts';
import type { Run } from './run.ts';
import { fileChecksum, findStored, isAnswerLost } from './settle.ts';
import { compareSources } from './source.ts';

/**
 * Sends a file by one PUT and proves it. `isRepeat` tells that an earlier run may have stored the object: under
 * `forbidOverwrite` its own object would be in the way, so the store is asked whether it is the file's.
 */
export async function sendWhole(run: Run, isRepeat: boolean): Promise<void> {
  const stored = run.transfer.options.forbidOverwrite ? await putOnce(run, isRepeat) : await put(run);
  await confirmUntouched(run);
  if (!stored.checksum) throw new AppError('bug', 'a worker answers the checksum of what it sent');
  recordProof(run, stored.checksum, stored);
  run.ledger.confirm(run.transfer.id, run.transfer.source.size);
}

/** Any touch while a small file was sent means sending it again, which costs less than finding out. Throws `file.changed`. */
async function confirmUntouched(run: Run): Promise<void> {
  const { source } = run.transfer;
  if (compareSources(source, await run.lookAt(source.path)) === 'same') return;
  throw new AppError('file.changed', 'the file changed while it was sent', { path: source.path });
}

async function put(run: Run): Promise<StoredObject> {
  const { transfer, store, signal } = run;
  const { source, target, options } = transfer;
  const slice = { source, offset: 0, size: source.size };
  try {
    return await store.put(target.key, sliceTicket(slice, `${transfer.id}:1`, 'small'), options, signal);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'checksum.mismatch') throw thrown;
    // The bytes are stored already, and whether an object was there before is not known: it stays, and is reported.
    throw new AppError('upload.unproven', error.message, { ...error.facts, removed: false }, thrown);
  }
}

/** A PUT that must not overwrite is repeated only after the store has said that the first one left nothing. */
async function putOnce(run: Run, isRepeat: boolean): Promise<StoredObject> {
  const { clock, settings, signal } = run;
  let mayBeOurs = isRepeat;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await put(run);
    } catch (thrown) {
      const isTaken = toAppError(thrown).code === 'object.exists';
      if (signal.aborted || !(isTaken ? mayBeOurs : isAnswerLost(thrown))) throw thrown;
      mayBeOurs = true;
      const found = await findStored(run, await fileChecksum(run));
      if (found) return found;
      if (isTaken || attempt >= settings.attempts) throw thrown;
      await pauseBefore(attempt, clock, signal);
    }
  }
}

import { AppError, toAppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import { compareSources } from '../model/source.ts';
import { isConditional } from '../remote/conditions.ts';
import type { StoredObject } from '../remote/object-store.ts';
import { wholeSlice } from './file-slice.ts';
import { optionsAtBegin } from './options-at-begin.ts';
import { followAfterRefusal } from './own-object.ts';
import { sliceTicket } from './pooled-store.ts';
import { putOnce } from './put-once.ts';
import { recordStored } from './record-proof.ts';
import type { Run } from './run.ts';
import { endingOf, fileChecksum } from './settle.ts';

/**
 * Sends a file by one PUT and proves it. `isRepeat` tells that an earlier run may have stored the object: under
 * a condition its own object would be in the way, so the store is asked whether it is the file's.
 */
export async function sendWhole(run: Run, isRepeat: boolean): Promise<void> {
  const stored = isConditional(run.transfer.options) ? await putGuarded(run, isRepeat) : await put(run);
  if (!stored.checksum) throw new AppError('bug', 'a worker answers the checksum of what it sent');
  await recordStored(run, stored.checksum, stored);
  run.ledger.confirm(run.transfer.id, run.transfer.source.length);
}

/** An older object of this transfer is followed once; whatever is in the way after that is somebody else's. */
async function putGuarded(run: Run, isRepeat: boolean): Promise<StoredObject> {
  const ending = endingOf(run);
  const once = async () => {
    let isSent = false;
    const stored = await putOnce(
      ending,
      isRepeat,
      async () => {
        isSent = false;
        const sent = await put(run);
        isSent = true;
        return sent;
      },
      () => fileChecksum(run),
    );
    // Of what was found instead, no worker has made sure.
    if (!isSent) await confirmUntouched(run);
    return stored;
  };
  try {
    return await once();
  } catch (thrown) {
    await followAfterRefusal(run, thrown);
    return once();
  }
}

/** Any touch while a small file was sent means sending it again, which costs less than finding out. Throws `file.changed`. */
async function confirmUntouched(run: Run): Promise<void> {
  const { source } = run.transfer;
  if (compareSources(source, await run.lookAt(source.path)) === 'same') return;
  throw new AppError('file.changed', 'the file changed while it was sent', { path: source.path });
}

/** The worker makes sure that the file was not touched meanwhile. */
async function put(run: Run): Promise<StoredObject> {
  const { transfer, store, settings, signal } = run;
  const { source, target } = transfer;
  const lane = source.length < settings.threshold ? 'small' : 'large';
  const body = sliceTicket(wholeSlice(source), `${transfer.id}:1`, lane, run.followsLinks);
  try {
    return await store.put(target.key, body, optionsAtBegin(transfer), signal);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'checksum.mismatch') throw thrown;
    // The bytes are stored already, and whether an object was there before is not known: it stays, and is reported.
    const facts = { ...error.facts, ...problem('unproven.refused'), removed: false };
    throw new AppError('upload.unproven', error.message, facts, thrown);
  }
}

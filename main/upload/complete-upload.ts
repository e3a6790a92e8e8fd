import { AppError, toAppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { Completion, StoredObject } from '../remote/object-store.ts';
import { pauseBefore } from './pause-before.ts';
import { type Ending, findObject } from './prove-stored.ts';
import { removeUpload } from './remove-upload.ts';

/**
 * Whether an error leaves open what the server did: the request may have been carried out although its answer never came.
 * `upload.gone` belongs here because the server says it of an upload that it has completed.
 */
export function isAnswerLost(thrown: unknown): boolean {
  const { code } = toAppError(thrown);
  return (
    code === 'net.unreachable' ||
    code === 'net.timeout' ||
    code === 'net.interrupted' ||
    code === 'remote.unavailable' ||
    code === 'remote.truncated' ||
    code === 'remote.conflict' ||
    code === 'upload.gone'
  );
}

/**
 * Joins the parts of an upload. Complete is never blindly repeated: when its answer is lost, `onAnswerLost` is told and
 * the store is asked what became of it. Throws `upload.part-missing` when the server lacks a part, `upload.gone` when the
 * upload ended without leaving our object, and `upload.unproven` when the store found its checksum unequal to ours. `isRepeat`
 * tells that an object which a condition finds in the way may be ours, from an earlier run.
 */
export async function completeUpload(
  ending: Ending,
  completion: Completion,
  onAnswerLost: (error: AppError) => void | Promise<void>,
  isRepeat = false,
): Promise<StoredObject> {
  const complete = () => ending.store.complete(completion, ending.signal);
  try {
    return await complete();
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'checksum.mismatch') throw refusedAsUnequal(error);
    if (isRepeat && isInTheWay(error)) return ownInTheWay(ending, completion, error);
    if (ending.signal.aborted || !isAnswerLost(thrown)) throw thrown;
    await onAnswerLost(error);
    return settle(ending, completion, complete, error);
  }
}

function isGoneFor(thrown: unknown): boolean {
  return toAppError(thrown).code === 'upload.gone';
}

function isDenied(thrown: unknown): boolean {
  return toAppError(thrown).code === 'remote.denied';
}

/** A store that compares by itself keeps nothing when its checksum of the joined parts is not ours. */
function refusedAsUnequal(error: AppError): AppError {
  return new AppError(
    'upload.unproven',
    error.message,
    { ...error.facts, ...problem('unproven.refused') },
    error,
  );
}

/** The condition of the options was not met. */
function isInTheWay({ code }: AppError): boolean {
  return code === 'object.exists' || code === 'object.changed';
}

/** The object that is in the way, when it is the one that we meant to store: the upload has been joined before, or is not needed. */
async function ownInTheWay(
  ending: Ending,
  { key, uploadId, checksum }: Completion,
  error: AppError,
): Promise<StoredObject> {
  const found = await findObject(ending, checksum);
  if (!found) throw error;
  try {
    await removeUpload(ending.store, { key, uploadId }, ending.clock, ending.signal);
  } catch (thrown) {
    // Whoever may upload may not always remove; the object is there all the same.
    if (toAppError(thrown).code !== 'remote.denied') throw thrown;
  }
  return found;
}

/**
 * After a lost answer the server is asked. While the upload is still open, Complete has not happened and is asked for
 * again; an equal object at the key may then be an older one. Once the upload is gone, the object itself decides.
 */
async function settle(
  ending: Ending,
  completion: Completion,
  complete: () => Promise<StoredObject>,
  lost: AppError,
): Promise<StoredObject> {
  const { key, uploadId, checksum } = completion;
  const { store, clock, attempts, signal } = ending;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await store.listParts({ key, uploadId }, 0, signal);
      return await complete();
    } catch (thrown) {
      const error = toAppError(thrown);
      if (!signal.aborted && isInTheWay(error)) return ownInTheWay(ending, completion, error);
      // Keys that may not list parts leave what Complete itself has said: that the upload is gone.
      const isGone = isGoneFor(thrown) || (lost.code === 'upload.gone' && isDenied(thrown));
      if (signal.aborted || (!isGone && !isAnswerLost(thrown))) throw thrown;
      if (isGone) {
        const found = await findObject(ending, checksum);
        if (found) return found;
        throw isGoneFor(thrown) ? thrown : lost;
      }
      if (attempt >= attempts) throw thrown;
    }
    await pauseBefore(attempt, clock, signal);
  }
}

import { toAppError } from '../base/app-error.ts';
import type { Upload } from '../model/transfer.ts';
import { choosePartSize } from '../plan/partition.ts';
import type { BegunUpload, PendingUpload } from '../remote/object-store.ts';
import { findOwnUpload } from './find-own-upload.ts';
import { lookAtKey, requireWritable } from './look-at-key.ts';
import { optionsAtBegin } from './options-at-begin.ts';
import { listPending, removeOrphans } from './orphans.ts';
import { followOwnObject } from './own-object.ts';
import { pauseBefore } from './pause-before.ts';
import type { Run } from './run.ts';

export interface Begun {
  readonly upload: Upload;
  /** It was on the server already, with parts that equal the file. */
  readonly isFound: boolean;
}

/**
 * Begins a multipart upload on the server, with the facts that stay fixed for it. What an earlier begin without an
 * answer has left behind is removed first. Throws `object.exists` and `object.changed` where the options forbid to replace
 * what is there, and `part.size`.
 */
export async function beginUpload(run: Run): Promise<Begun> {
  const { transfer, store, settings } = run;
  const { key } = transfer.target;
  const partSize = choosePartSize(
    transfer.source.length,
    store.limits,
    settings.partSize,
    settings.usualPartSize,
  );
  const there = await lookAtKey(store, key, run.signal);
  followOwnObject(run, there);
  requireWritable(key, there, run.transfer.options);
  const existedBefore = there !== null;
  const pending = await removeUnheard(run, await listPending(run));
  const own = pending && settings.isRecordRebuilt ? await findOwnUpload(run, pending) : null;
  if (own) return { upload: { ...own, existedBefore }, isFound: true };
  const { uploadId, algorithm } = await beginOnce(run, pending);
  return { upload: { uploadId, partSize, algorithm, existedBefore }, isFound: false };
}

/**
 * Removes what an earlier begin has left whose answer the record never got, as a process leaves it that was killed meanwhile. For files that go by
 * one PUT by now; `beginUpload` does it by itself.
 */
export async function leaveNoUnheard(run: Run): Promise<void> {
  if (run.log.expectedUpload(run.transfer.id)) await removeUnheard(run, await listPending(run));
}

async function removeUnheard(
  run: Run,
  pending: readonly PendingUpload[] | null,
): Promise<readonly PendingUpload[] | null> {
  const expected = run.log.expectedUpload(run.transfer.id);
  if (pending && expected) await removeOrphans(run, pending, expected);
  return pending;
}

/** Repeats a begin whose answer was lost, after removing what it has left. */
async function beginOnce(run: Run, pending: readonly PendingUpload[] | null): Promise<BegunUpload> {
  const { store, transfer, log, clock, settings, signal } = run;
  const others = pending?.map(upload => upload.uploadId) ?? [];
  if (pending) log.expectUpload(transfer.id, others);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await store.begin(transfer.target.key, optionsAtBegin(run.transfer), signal);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (signal.aborted || error.reaction !== 'retry' || attempt >= settings.attempts) throw thrown;
      await pauseBefore(attempt, clock, signal);
      const now = pending && (await listPending(run));
      if (now) await removeOrphans(run, now, others);
    }
  }
}

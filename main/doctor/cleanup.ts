import { toAppError } from '../base/app-error.ts';
import type { ChecksumAlgorithm } from '../model/checksum.ts';
import { digestOf } from '../model/digest.ts';
import type { BegunUpload, ObjectStore, UploadRef } from '../remote/object-store.ts';
import { eachObject, eachUpload } from '../remote/paging.ts';
import type { LeftBehind } from './report.ts';
import { sampleBody, sampleText } from './sample.ts';
import type { Notes } from './visit.ts';

/**
 * Removes everything below the test's prefix: what the notes tell, and what listings show besides, for the answer to a
 * request may have been lost. Never throws; returns what could not be removed, and the first reason.
 */
export async function cleanUp(
  store: ObjectStore,
  prefix: string,
  notes: Pick<Notes, 'keys' | 'uploads'>,
  signal: AbortSignal,
): Promise<{ readonly left: LeftBehind; readonly failure: unknown }> {
  const uploads = new Map<string, UploadRef & Partial<BegunUpload>>(notes.uploads);
  // Where listing is not allowed, the notes alone decide.
  await succeeds(async () => {
    for await (const upload of eachUpload(store, prefix, signal)) {
      if (!uploads.has(upload.uploadId)) uploads.set(upload.uploadId, upload);
    }
  });
  const keys = new Set(notes.keys);
  let failure: unknown = null;
  const tried = async (work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (thrown) {
      failure ??= thrown;
      return false;
    }
  };

  const leftUploads: UploadRef[] = [];
  for (const { key, uploadId, algorithm = store.algorithm } of uploads.values()) {
    const upload = { key, uploadId };
    if (await tried(() => store.abandon(upload, signal))) continue;
    // Whoever may not give an upload up may still complete it, and delete the object that it becomes.
    if (await succeeds(() => completeAnyway(store, upload, algorithm, signal))) keys.add(key);
    else leftUploads.push(upload);
  }

  await succeeds(async () => {
    for await (const { key } of eachObject(store, { prefix }, signal)) keys.add(key);
  });
  const leftKeys: string[] = [];
  for (const key of keys) {
    if (await tried(() => store.delete(key, signal))) continue;
    if (!(await isAbsent(store, key, signal))) leftKeys.push(key);
  }
  return { left: { keys: leftKeys, uploads: leftUploads }, failure };
}

async function completeAnyway(
  store: ObjectStore,
  upload: UploadRef,
  algorithm: ChecksumAlgorithm,
  signal: AbortSignal,
): Promise<void> {
  const checksum = { algorithm, value: await digestOf(algorithm, Buffer.from(sampleText)) };
  const { etag } = await store.sendPart({ ...upload, number: 1, algorithm, body: sampleBody() }, signal);
  const parts = [{ number: 1, etag, checksum }];
  await store.complete({ ...upload, parts, size: sampleText.length, checksum, options: {} }, signal);
}

/** True only when the store says so. A key of the notes may never have become an object. */
async function isAbsent(store: ObjectStore, key: string, signal: AbortSignal): Promise<boolean> {
  try {
    return (await store.head(key, signal)) === null;
  } catch (thrown) {
    return toAppError(thrown).code === 'object.missing';
  }
}

async function succeeds(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch {
    return false;
  }
}

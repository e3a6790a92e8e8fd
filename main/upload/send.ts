import { AppError } from '../base/app-error.ts';
import type { Checksum, ChecksumAlgorithm } from '../model/checksum.ts';
import type { ObjectStore, SentPart, StoredObject } from '../remote/object-store.ts';
import type { FileSliceBody } from './file-slice.ts';
import type { Job } from './job.ts';
import { comparableValue, compareWithStore, looksLikeMd5, type StoreWord } from './verify.ts';

/**
 * Sends a part and compares what the store says of it with the bytes that were read. Throws `checksum.mismatch`. Where
 * the store says nothing comparable our checksum stands, and the whole object decides later.
 */
export async function sendVerifiedPart(
  store: ObjectStore,
  job: Extract<Job, { type: 'sendPart' }>,
  body: FileSliceBody,
  signal: AbortSignal,
): Promise<SentPart> {
  const { upload, number, algorithm } = job;
  const sent = await store.sendPart({ ...upload, number, algorithm, body }, signal);
  await agree(algorithm, sent, body, { key: upload.key, part: number });
  return { ...sent, checksum: { algorithm, value: body.sentChecksum() } };
}

/**
 * The same for a whole object by one PUT. The answer's checksum is the one by which it was compared; a store that says
 * nothing comparable, even when asked again, leaves the object unproven: `upload.unproven`.
 */
export async function putVerified(
  store: ObjectStore,
  job: Extract<Job, { type: 'put' }>,
  body: FileSliceBody,
  signal: AbortSignal,
): Promise<StoredObject> {
  const { key, options, algorithm } = job;
  const stored = await store.put(key, body, options, signal);
  const checksum =
    (await agree(algorithm, stored, body, { key })) ??
    (await agree(algorithm, (await store.head(key, signal)) ?? { checksum: null, etag: '' }, body, { key }));
  if (checksum) return { ...stored, checksum };
  throw new AppError('upload.unproven', 'the store keeps no checksum that could be compared', {
    key,
    removed: false,
  });
}

/**
 * The checksum in which both sides agree, or null when the store says nothing comparable. A store without checksums is
 * held to its ETag, for which the bytes are read again as MD5.
 */
async function agree(
  algorithm: ChecksumAlgorithm,
  said: StoreWord,
  body: FileSliceBody,
  facts: { readonly key: string; readonly part?: number },
): Promise<Checksum | null> {
  let ours: Checksum = { algorithm, value: body.sentChecksum() };
  let verdict = compareWithStore(ours, said);
  if (verdict === 'unknown' && looksLikeMd5(said.etag) && !said.isEtagOpaque) {
    ours = { algorithm: 'md5', value: await body.digest('md5') };
    verdict = compareWithStore(ours, said);
  }
  if (verdict === 'equal') return ours;
  if (verdict === 'unknown') return null;
  throw new AppError('checksum.mismatch', 'the store received other bytes than were read', {
    ...facts,
    algorithm: ours.algorithm,
    ours: ours.value,
    theirs: comparableValue(ours, said),
  });
}

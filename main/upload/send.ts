import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { Checksum, ChecksumAlgorithm } from '../model/checksum.ts';
import type { Body, ObjectStore, SentPart, StoredObject } from '../remote/object-store.ts';
import type { Job } from './job.ts';
import { comparableValue, compareWithStore, looksLikeMd5, type StoreWord } from './verify.ts';

/** A body that remembers what it sent. */
export interface SentBody extends Body {
  /** Checksum of the bytes of the last complete sending, lower-case hex. Throws `bug` before that. */
  sentChecksum(): string;
}

/**
 * Sends a part and compares what the store says of it with the bytes that were read. Throws `checksum.mismatch`. Where
 * the store says nothing comparable our checksum stands, and the whole object decides later.
 */
export async function sendVerifiedPart(
  store: ObjectStore,
  job: Omit<Extract<Job, { type: 'sendPart' }>, 'type' | 'setup' | 'slice'>,
  body: SentBody,
  signal: AbortSignal,
): Promise<SentPart> {
  const { upload, number, algorithm, trafficLimit } = job;
  const part = { ...upload, number, algorithm, body };
  const sent = await store.sendPart(trafficLimit === undefined ? part : { ...part, trafficLimit }, signal);
  await agree(algorithm, sent, body, { key: upload.key, part: number });
  return { ...sent, checksum: { algorithm, value: body.sentChecksum() } };
}

/**
 * The same for a whole object by one PUT. The answer's checksum is the one by which it was compared; a store that says
 * nothing comparable, even when asked again, leaves the object unproven: `upload.unproven`.
 */
export async function putVerified(
  store: ObjectStore,
  job: Omit<Extract<Job, { type: 'put' }>, 'type' | 'setup' | 'slice' | 'followsLinks'>,
  body: SentBody,
  signal: AbortSignal,
): Promise<StoredObject> {
  const { key, options, algorithm } = job;
  const stored = await store.put(key, body, options, signal);
  const checksum = await agree(algorithm, stored, body, { key });
  if (checksum) return { ...stored, checksum };
  // An answer that reports a failed callback may come without any word about the object.
  const info = await store.head(key, signal);
  const agreed = info && (await agree(algorithm, info, body, { key }));
  if (agreed) return { ...stored, etag: info.etag, versionId: info.versionId, checksum: agreed };
  throw new AppError('upload.unproven', 'the store keeps no checksum that could be compared', {
    ...problem('unproven.nothingToCompare'),
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
  body: SentBody,
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

import { AppError, isAbort } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Checksum, ChecksumAlgorithm } from '../model/checksum.ts';
import { createDigest } from '../model/digest.ts';
import type { ObjectInfo, ObjectStore } from '../remote/object-store.ts';
import type { Sink } from './part-file.ts';

const longestPauseMs = 30_000;

export interface DownloadSetup {
  readonly store: ObjectStore;
  readonly info: ObjectInfo;
  readonly sink: Sink;
  readonly clock: Pick<Clock, 'sleep'>;
  /** Attempts in a row that may pass without a byte. */
  readonly attempts: number;
  /** Resolves when so many bytes may be fetched. */
  readonly take: (bytes: number, signal: AbortSignal) => Promise<void>;
  readonly onBytes: (bytes: number) => void;
  readonly onRetry: (error: AppError, inMs: number) => void;
}

/**
 * Fetches an object into the sink and compares the checksum of every byte that was written. Returns what proved it, or
 * null when the store keeps no checksum of the whole object. Throws `checksum.mismatch` after clearing the sink, and
 * `remote.conflict` when the object was replaced under way.
 */
export async function download(setup: DownloadSetup, signal: AbortSignal): Promise<Checksum | null> {
  const { info, sink } = setup;
  const expected = expectedOf(info);
  const digest = await createDigest(expected?.algorithm ?? 'crc64');
  for await (const bytes of sink.kept()) digest.update(bytes);
  let have = sink.keptBytes;
  let pauses = 0;
  let hadBytes = have;
  while (have < info.size) {
    try {
      for await (const bytes of chunksFrom(setup, have, signal)) {
        await sink.write(bytes);
        digest.update(bytes);
        have += bytes.length;
        setup.onBytes(bytes.length);
      }
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.reaction !== 'retry' || isAbort(thrown)) throw thrown;
      if (thrown.code === 'remote.conflict') throw thrown;
      pauses = have > hadBytes ? 1 : pauses + 1;
      hadBytes = have;
      if (pauses >= setup.attempts) throw thrown;
      const inMs = Math.random() * Math.min(longestPauseMs, 500 * 2 ** pauses);
      setup.onRetry(thrown, inMs);
      await setup.clock.sleep(inMs, signal);
    }
  }
  return judge(info, expected, digest.hex(), sink);
}

/** The bytes from `first` on, as one answer brings them; the answer has to be of the same version of the object. */
async function* chunksFrom(
  { store, info, take }: DownloadSetup,
  first: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const answer = await store.get(info.key, first > 0 ? { first } : null, signal);
  if (answer.info.etag !== info.etag) {
    throw new AppError('remote.conflict', 'the object was replaced while it was fetched', { key: info.key });
  }
  if (answer.size !== info.size - first) {
    throw new AppError('remote.truncated', 'the answer has another length than was asked for', {
      expected: info.size - first,
      received: answer.size,
    });
  }
  for await (const bytes of answer.bytes) {
    await take(bytes.length, signal);
    yield bytes;
  }
}

/** An ETag that looks like an MD5 is one unless the store encrypts, so it can prove an object but not condemn it. */
interface Expected {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
  readonly isSure: boolean;
}

function expectedOf({ checksum, etag, isEtagOpaque }: ObjectInfo): Expected | null {
  if (checksum) return { ...checksum, isSure: true };
  return /^[0-9a-f]{32}$/i.test(etag) && !isEtagOpaque
    ? { algorithm: 'md5', value: etag.toLowerCase(), isSure: false }
    : null;
}

async function judge(
  info: ObjectInfo,
  expected: Expected | null,
  ours: string,
  sink: Sink,
): Promise<Checksum | null> {
  if (!expected) return null;
  if (expected.value === ours) return { algorithm: expected.algorithm, value: ours };
  if (!expected.isSure) return null;
  await sink.clear();
  throw new AppError('checksum.mismatch', 'the bytes that arrived are not those of the object', {
    key: info.key,
    theirs: expected.value,
    ours,
  });
}

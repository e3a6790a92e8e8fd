import { AppError } from '../../base/app-error.ts';
import type { ChecksumAlgorithm, DigestAlgorithm } from '../../model/checksum.ts';
import { createDigest } from '../../model/digest.ts';
import type { RateLimit } from '../rate-limit.ts';
import type { SentBody } from '../send.ts';
import type { MovedCounter } from './in-flight.ts';

export interface BufferBodySetup {
  /** Nobody changes them while the body is in use. */
  readonly bytes: Uint8Array;
  /** The checksum that is compared with the store's answer. */
  readonly algorithm: ChecksumAlgorithm;
  readonly rateLimit: RateLimit;
  readonly moved: MovedCounter;
  readonly signal: AbortSignal;
}

/** Bytes hashed at once: the thread that hashes them also sends, receives and draws. */
const stretch = 4 * 1024 * 1024;

/** A body in memory, which can be sent again. */
export function createBufferBody({ bytes, algorithm, rateLimit, moved, signal }: BufferBodySetup): SentBody {
  const known = new Map<DigestAlgorithm, string>();

  async function digest(wanted: DigestAlgorithm): Promise<string> {
    const before = known.get(wanted);
    if (before !== undefined) return before;
    const running = await createDigest(wanted);
    for (let from = 0; from < bytes.byteLength; from += stretch) {
      running.update(bytes.subarray(from, from + stretch));
      await new Promise<void>(resolve => setImmediate(resolve));
      signal.throwIfAborted();
    }
    const hex = running.hex();
    known.set(wanted, hex);
    return hex;
  }

  return {
    size: bytes.byteLength,
    subject: moved.subject,
    digest,
    async *open() {
      moved.restart();
      await digest(algorithm);
      for (let from = 0; from < bytes.byteLength; ) {
        const piece = bytes.subarray(from, from + rateLimit.chunkBytes);
        await rateLimit.take(piece.byteLength, signal);
        yield piece;
        moved.add(piece.byteLength);
        from += piece.byteLength;
      }
    },
    sentChecksum() {
      const hex = known.get(algorithm);
      if (hex !== undefined) return hex;
      throw new AppError('bug', 'the buffer was not sent');
    },
  };
}

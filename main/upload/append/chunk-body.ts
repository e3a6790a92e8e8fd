import { digestOf } from '../../model/digest.ts';
import type { Body } from '../../remote/object-store.ts';
import type { RateLimit } from '../rate-limit.ts';

/** Bytes in memory as a request body that keeps to the rate limit. Nobody may change them while it is in use. */
export function createChunkBody(bytes: Uint8Array, rateLimit: RateLimit, signal: AbortSignal): Body {
  async function* open(): AsyncGenerator<Uint8Array, void, void> {
    for (let start = 0; start < bytes.length; ) {
      const piece = bytes.subarray(start, start + rateLimit.chunkBytes);
      await rateLimit.take(piece.length, signal);
      yield piece;
      start += piece.length;
    }
  }

  return { size: bytes.length, digest: algorithm => digestOf(algorithm, bytes), open };
}

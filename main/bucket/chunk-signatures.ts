import { createHash } from 'node:crypto';
import { emptyPayloadHash, s3Signature } from '../remote/sign-s3.ts';
import { isSame } from './gate.ts';
import { refuse } from './refusal.ts';

/** What the signatures of chunks are computed from: each covers the one before, the first that of the head. */
export interface ChunkChain {
  readonly key: Buffer;
  readonly time: string;
  readonly scope: string;
  readonly seed: string;
}

/** Follows a chain; refuses with `SignatureDoesNotMatch` where it breaks. */
export function createChunkVerifier({ key, time, scope, seed }: ChunkChain) {
  let previous = seed;
  let hash = createHash('sha256');

  function check(claimed: string, ...lines: readonly string[]): void {
    if (!isSame(s3Signature(key, lines.join('\n')), claimed)) {
      throw refuse('SignatureDoesNotMatch', { elements: { SignatureProvided: claimed } });
    }
    previous = claimed;
  }

  return {
    update: (data: Uint8Array) => void hash.update(data),

    endChunk(claimed: string): void {
      const digest = hash.digest('hex');
      check(claimed, 'AWS4-HMAC-SHA256-PAYLOAD', time, scope, previous, emptyPayloadHash, digest);
      hash = createHash('sha256');
    },

    /** `text` is every trailer as `name:value` with a line feed. */
    endTrailers(text: string, claimed: string): void {
      const digest = createHash('sha256').update(text).digest('hex');
      check(claimed, 'AWS4-HMAC-SHA256-TRAILER', time, scope, previous, digest);
    },
  };
}

export type ChunkVerifier = ReturnType<typeof createChunkVerifier>;

import type { Proof } from '../../model/proof.ts';
import { type CopyTools, type CopyWish, copyObject } from './copy-object.ts';

/**
 * Copies an object with proof, and removes the source if it still is the one that was copied. Throws what `copyObject` throws, and
 * `object.changed` when the source was replaced meanwhile: then it stays, and so does the copy of what it was. A kill in
 * between leaves both, and the same move once more ends it.
 */
export async function moveObject(wish: CopyWish, tools: CopyTools, signal: AbortSignal): Promise<Proof> {
  const proof = await copyObject(wish, tools, signal);
  const { access, from } = wish;
  await tools.open(access).deleteIfMatch(from.key, from.etag, signal);
  return proof;
}

import { toAppError } from '../../base/app-error.ts';
import type { Proof } from '../../model/proof.ts';
import { type CopyTools, type CopyWish, copyObject, takeBack } from './copy-object.ts';

/**
 * Copies an object with proof, and removes the source if it still is the one that was copied. Throws what `copyObject` throws, and
 * `object.changed` when the source was replaced meanwhile: then it stays, and the copy is removed again. A kill in
 * between leaves both, and the same move as a repeat ends it.
 */
export async function moveObject(wish: CopyWish, tools: CopyTools, signal: AbortSignal): Promise<Proof> {
  const { access, from, key, isRepeat } = wish;
  const proof = await copyObject(wish, tools, signal);
  const store = tools.open(access);
  try {
    await store.deleteIfMatch(from.key, from.etag, signal);
  } catch (thrown) {
    // After an earlier run it is not known whether the copy was there before the move.
    if (toAppError(thrown).code === 'object.changed' && !isRepeat)
      await takeBack({ store, key, signal }, proof);
    throw thrown;
  }
  return proof;
}

import { looseIn } from '../../desk/unfinished/found-upload.ts';
import type { Remover } from '../../desk/unfinished/remove-found.ts';
import { removeUpload } from '../../upload/remove-upload.ts';
import type { ListView } from './list-view.ts';

/** Removes what earlier runs have given up and could not remove. What can't be removed now either is listed with the others. */
export async function tidyLeft(
  prefix: string,
  view: ListView,
  { engine, store, access, clock }: Remover,
  signal: AbortSignal,
): Promise<void> {
  for (const { target, uploadId, reason } of looseIn(engine, access.address, prefix)) {
    if (reason !== 'left') continue;
    const upload = { key: target.key, uploadId };
    try {
      await removeUpload(store, upload, clock, signal);
      engine.loose.remove(target, uploadId);
      view.tidied(upload);
    } catch {
      signal.throwIfAborted();
    }
  }
}

/** Forgets loose uploads that the server no longer has: `seen` are those that it listed since `sinceMs`. */
export function forgetGone(
  prefix: string,
  seen: ReadonlySet<string>,
  sinceMs: number,
  { engine, access }: Remover,
): void {
  for (const { target, uploadId, begunAtMs, isOwned } of looseIn(engine, access.address, prefix)) {
    if (!seen.has(uploadId) && !isOwned && begunAtMs < sinceMs) engine.loose.remove(target, uploadId);
  }
}

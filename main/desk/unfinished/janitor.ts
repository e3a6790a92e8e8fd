import { AppError, type ErrorRecord, toErrorRecord } from '../../base/app-error.ts';
import { forEachParallel } from '../../base/async.ts';
import type { Clock } from '../../base/clock.ts';
import type { Engine } from '../../engine.ts';
import type { UploadRef } from '../../remote/object-store.ts';
import type { OpenedTarget } from '../accesses.ts';
import { createOrigins, type FoundUpload, findUploads } from './found-upload.ts';
import { removeFound } from './remove-found.ts';

export interface FoundPage {
  readonly uploads: readonly FoundUpload[];
  /** For `after` of the next page; null at the end. */
  readonly next: string | null;
}

const pageSize = 200;
const removedAtOnce = 8;

/**
 * A page of the unfinished uploads below a target, with what they store. `after` is `next` of the page before; what was removed since does
 * not matter. Throws `request.invalid` for one that is none.
 */
export async function listUnfinished(
  { access, prefix }: OpenedTarget,
  after: string | null,
  engine: Engine,
  signal: AbortSignal,
): Promise<FoundPage> {
  const store = engine.open(access);
  const uploads: FoundUpload[] = [];
  for await (const found of findUploads(store, prefix, engine, signal, readPlace(after))) {
    const last = uploads.at(-1);
    if (last && uploads.length >= pageSize) return { uploads, next: writePlace(last) };
    uploads.push(found);
  }
  return { uploads, next: null };
}

/** Removes uploads with their parts, each by itself: one that can't be removed does not keep the others. What is gone already is as it was wanted. */
export async function removeUnfinished(
  { access, prefix }: OpenedTarget,
  wanted: readonly UploadRef[],
  isForced: boolean,
  engine: Engine,
  clock: Clock,
  signal: AbortSignal,
): Promise<{
  readonly removed: number;
  readonly refused: readonly (UploadRef & { readonly error: ErrorRecord })[];
}> {
  const store = engine.open(access);
  const originOf = createOrigins(access.address, prefix, engine);
  const refused: (UploadRef & { error: ErrorRecord })[] = [];
  await forEachParallel(
    wanted,
    removedAtOnce,
    async ({ key, uploadId }, partSignal) => {
      const found = { key, uploadId, ...originOf({ key, uploadId }) };
      try {
        await removeFound(found, isForced, { engine, store, access, clock }, partSignal);
      } catch (thrown) {
        partSignal.throwIfAborted();
        refused.push({ key, uploadId, error: toErrorRecord(thrown) });
      }
    },
    signal,
  );
  return { removed: wanted.length - refused.length, refused };
}

function writePlace({ key, uploadId }: UploadRef): string {
  return JSON.stringify([key, uploadId]);
}

function readPlace(text: string | null): UploadRef | null {
  if (text === null) return null;
  try {
    const [key, uploadId] = JSON.parse(text) as unknown[];
    if (typeof key === 'string' && typeof uploadId === 'string') return { key, uploadId };
  } catch {
    // Told below.
  }
  throw new AppError('request.invalid', 'this is no place in the list', {
    name: 'listUnfinished',
    field: 'after',
  });
}

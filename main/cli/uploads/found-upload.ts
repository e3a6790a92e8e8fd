import { toAppError } from '../../base/app-error.ts';
import type { Engine } from '../../engine.ts';
import type { BucketAddress } from '../../model/target.ts';
import { type Transfer, uploadOf } from '../../model/transfer.ts';
import type { ObjectStore, PendingUpload, UploadRef } from '../../remote/object-store.ts';
import { eachPart, eachUpload } from '../../remote/paging.ts';
import type { LooseReason, LooseUpload } from '../../store/loose-uploads.ts';
import { mapInOrder } from './map-in-order.ts';

/** Who began an upload, as far as this computer knows. */
export type Origin =
  | { readonly from: 'transfer'; readonly transfer: Transfer }
  | { readonly from: 'loose'; readonly reason: LooseReason }
  /** Another computer, another program, or another data directory. */
  | { readonly from: 'unknown' };

/** An unfinished upload on the server, with what it stores. */
export interface FoundUpload extends PendingUpload {
  readonly parts: number;
  readonly storedBytes: number;
  readonly origin: Origin;
  /** A living process works on it. */
  readonly isLiving: boolean;
}

/** Requests for part lists at once. */
const width = 8;

/** All unfinished uploads whose key begins with `prefix`, page by page, so that any number needs no more memory than a few. */
export function findUploads(
  store: ObjectStore,
  prefix: string,
  engine: Pick<Engine, 'unfinished' | 'isBusy' | 'loose'>,
  outer: AbortSignal,
): AsyncGenerator<FoundUpload, void, void> {
  const transfers = new Map(
    engine.unfinished().map(transfer => [uploadOf(transfer.state)?.uploadId ?? '', transfer] as const),
  );
  const loose = new Map(looseIn(engine, store.address, prefix).map(each => [each.uploadId, each] as const));

  async function look(pending: PendingUpload, signal: AbortSignal): Promise<FoundUpload> {
    const stored = await sumParts(store, pending, signal);
    const transfer = transfers.get(pending.uploadId);
    if (transfer) {
      return {
        ...pending,
        ...stored,
        origin: { from: 'transfer', transfer },
        isLiving: engine.isBusy(transfer.id),
      };
    }
    const known = loose.get(pending.uploadId);
    const origin: Origin = known ? { from: 'loose', reason: known.reason } : { from: 'unknown' };
    return { ...pending, ...stored, origin, isLiving: known?.isOwned ?? false };
  }

  return mapInOrder(eachUpload(store, prefix, outer), width, look, outer);
}

/** The loose uploads of one bucket whose key begins with `prefix`. */
export function looseIn(
  { loose }: Pick<Engine, 'loose'>,
  { kind, endpoint, bucket }: BucketAddress,
  prefix: string,
): readonly LooseUpload[] {
  return loose.all().filter(({ target: { address, key } }) => {
    const isHere = address.kind === kind && address.endpoint === endpoint && address.bucket === bucket;
    return isHere && key.startsWith(prefix);
  });
}

/** An upload that ended between the two listings has no parts. */
async function sumParts(store: ObjectStore, { key, uploadId }: UploadRef, signal: AbortSignal) {
  let [parts, storedBytes] = [0, 0];
  try {
    for await (const { size } of eachPart(store, { key, uploadId }, signal)) {
      parts += 1;
      storedBytes += size;
    }
  } catch (thrown) {
    if (toAppError(thrown).code !== 'upload.gone') throw thrown;
  }
  return { parts, storedBytes };
}

/** Begun by this computer. */
export function isOurs({ origin }: Pick<FoundUpload, 'origin'>): boolean {
  return origin.from !== 'unknown';
}

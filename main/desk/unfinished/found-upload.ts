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

/**
 * All unfinished uploads whose key begins with `prefix`, page by page, so that any number needs no more memory than a few; those after
 * one, which need not be there any more, where it is named.
 */
export function findUploads(
  store: ObjectStore,
  prefix: string,
  engine: OriginTools,
  outer: AbortSignal,
  after: UploadRef | null = null,
): AsyncGenerator<FoundUpload, void, void> {
  const originOf = createOrigins(store.address, prefix, engine);
  const look = async (pending: PendingUpload, signal: AbortSignal): Promise<FoundUpload> => ({
    ...pending,
    ...(await sumParts(store, pending, signal)),
    ...originOf(pending),
  });
  return mapInOrder(eachUpload(store, prefix, outer, after), width, look, outer);
}

export type OriginTools = Pick<Engine, 'unfinished' | 'isBusy' | 'loose'>;

/** Tells who began the uploads of one bucket whose key begins with `prefix`, as the record has it now. */
export function createOrigins(
  address: BucketAddress,
  prefix: string,
  engine: OriginTools,
): (upload: UploadRef) => Pick<FoundUpload, 'origin' | 'isLiving'> {
  const transfers = new Map(
    engine.unfinished().map(transfer => [uploadOf(transfer.state)?.uploadId ?? '', transfer] as const),
  );
  const loose = new Map(looseIn(engine, address, prefix).map(each => [each.uploadId, each] as const));
  return ({ key, uploadId }) => {
    const transfer = transfers.get(uploadId);
    if (transfer?.target.key === key) {
      return { origin: { from: 'transfer', transfer }, isLiving: engine.isBusy(transfer.id) };
    }
    const known = loose.get(uploadId);
    const origin: Origin = known ? { from: 'loose', reason: known.reason } : { from: 'unknown' };
    return { origin, isLiving: known?.isOwned ?? false };
  };
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

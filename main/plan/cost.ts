import type { Action, Reason } from '../model/action.ts';
import type { Price } from '../model/price.ts';
import type { StoreKind } from '../model/target.ts';
import { choosePartSize, copyPartSize, countParts, type PartLimits } from './partition.ts';

/** Requests as the services bill them: `put` for those that write, copy or list, `get` for those that read. */
export interface Requests {
  readonly put: number;
  readonly get: number;
}

/** What decides how many requests an action takes. Sizes are bytes. */
export interface RequestShape {
  readonly kind: StoreKind;
  readonly limits: PartLimits & { readonly maxCopy: number };
  /** Files of fewer bytes go up by one request. */
  readonly threshold: number;
  /** Most bytes of one append. */
  readonly appendBytes: number;
  /** Deleted objects are copied to another place first. */
  readonly hasTrash: boolean;
  /** An object that is to be replaced is looked at before, for somebody else may have changed it. */
  readonly keepsBoth: boolean;
  /** The object of a file that was moved leaves its old place. */
  readonly isMirror: boolean;
  /** Objects that are there at first contact are compared by what a look at each tells. */
  readonly trustsMtime: boolean;
}

/** What of an action decides how many requests it takes. */
export type BilledAction = Pick<Action, 'do' | 'size' | 'reason'>;

export interface Cost {
  /** Once, for the requests; null where a price that is needed is not known. */
  readonly requests: number | null;
  /** For each month that the bytes stay. */
  readonly perMonth: number;
}

/** Objects on one page of a listing, at both services. */
const keysPerPage = 1000;

export const noRequests: Requests = { put: 0, get: 0 };

/**
 * An estimate, for repeats, lost answers and leftovers of earlier uploads take some more. S3 deletes for nothing, OSS counts it as
 * writing (their price lists); Amazon's own S3 checks conditions without a look, which is counted all the same. Throws `file.too-large`. Pure.
 */
export function requestsOf(action: BilledAction, shape: RequestShape): Requests {
  const { do: kind, size, reason } = action;
  switch (kind) {
    case 'upload':
      return toUpload(action, shape);
    case 'compare':
      return { put: 0, get: looksToCompare(reason, shape) };
    case 'copy': {
      const copy = toCopy(size, shape);
      return reason.code === 'moved' && shape.isMirror ? addRequests(copy, toDelete(shape)) : copy;
    }
    case 'append':
      return { put: Math.max(1, Math.ceil(size / shape.appendBytes)), get: 1 };
    case 'delete':
      return addRequests(toDelete(shape), shape.hasTrash ? toCopy(size, shape) : noRequests);
    case 'mark':
      return { put: 1, get: 0 };
  }
}

/** A small file whose key is taken for free goes up by one request, which says itself if the key is not. */
function toUpload({ size, reason }: BilledAction, shape: RequestShape): Requests {
  const { limits, threshold, keepsBoth, hasTrash } = shape;
  const isWhole = size < threshold && size <= limits.maxPut;
  // By parts, unfinished uploads are listed and the key is looked at before anything is sent.
  const sent = isWhole ? { put: 1, get: 0 } : { put: 1 + byParts(size, limits), get: keepsBoth ? 2 : 1 };
  if (reason.code === 'new') return sent;
  if (!replacesStranger.has(reason.code)) return addRequests(sent, { put: 0, get: keepsBoth ? 1 : 0 });
  if (!keepsBoth) return addRequests(sent, { put: 0, get: 1 });
  if (!hasTrash) return addRequests(sent, { put: 0, get: 3 });
  const objectSize = reason.facts['objectSize'];
  const kept = toCopy(typeof objectSize === 'number' ? objectSize : size, shape);
  return addRequests(addRequests(sent, kept), { put: 0, get: 3 });
}

/** Reasons for which an object that is not ours gives way. */
const replacesStranger: ReadonlySet<Reason['code']> = new Set(['differs-from-bucket', 'object-differs']);

/** An ETag that is an MD5 says enough, and so does what was proven of a file that was touched. */
function looksToCompare({ code, facts }: Reason, { trustsMtime }: RequestShape): number {
  if (trustsMtime && code === 'found-in-bucket') return 1;
  const etag = facts['etag'] ?? facts['etagNow'];
  if (typeof etag === 'string') return /^[0-9a-f]{32}$/i.test(etag) ? 0 : 1;
  return 0;
}

function toDelete({ kind }: RequestShape): Requests {
  return { put: kind === 'oss' ? 1 : 0, get: 1 };
}

/** The source is looked at; by parts, its new place is looked at twice and unfinished uploads are listed. */
function toCopy(size: number, { limits }: RequestShape): Requests {
  if (size <= limits.maxCopy) return { put: 1, get: 1 };
  return { put: 3 + countParts(size, copyPartSize(size, limits)), get: 3 };
}

/** For one listing of so many objects. Pure. */
export function requestsToList(objects: number): Requests {
  return { put: Math.max(1, Math.ceil(objects / keysPerPage)), get: 0 };
}

export function addRequests(a: Requests, b: Requests): Requests {
  return { put: a.put + b.put, get: a.get + b.get };
}

/** What requests cost, and the bytes that come to be stored. Pure. */
export function costOf({ put, get }: Requests, bytes: number, price: Price): Cost {
  const puts = feeOf(put, price.per10000Put);
  const gets = feeOf(get, price.per10000Get);
  return {
    requests: puts === null || gets === null ? null : puts + gets,
    perMonth: monthlyCost(bytes, price),
  };
}

/** What bytes cost for each month that they stay. Pure. */
export function monthlyCost(bytes: number, { perGbMonth }: Pick<Price, 'perGbMonth'>): number {
  return (bytes / 1024 ** 3) * perGbMonth;
}

function feeOf(count: number, per10000: number | null): number | null {
  if (count === 0) return 0;
  return per10000 === null ? null : (count / 10_000) * per10000;
}

/** Begin, parts, complete. */
function byParts(size: number, limits: PartLimits): number {
  return 2 + countParts(size, choosePartSize(size, limits));
}

import type { Action } from '../model/action.ts';
import type { Price } from '../model/price.ts';
import type { StoreKind } from '../model/target.ts';
import { choosePartSize, countParts, type PartLimits } from './partition.ts';

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
}

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
 * An estimate, for repeats, lost answers and leftovers of earlier uploads take some more. Whoever stores something looks at
 * the key before. S3 deletes for nothing, OSS counts it as writing (their price lists). Throws `file.too-large`. Pure.
 */
export function requestsOf({ do: kind, size }: Pick<Action, 'do' | 'size'>, shape: RequestShape): Requests {
  const { limits, threshold, appendBytes } = shape;
  switch (kind) {
    case 'upload':
      return { put: size < threshold && size <= limits.maxPut ? 1 : byParts(size, limits), get: 1 };
    case 'compare':
      return { put: 0, get: 1 };
    case 'copy':
      return { put: copies(size, limits), get: 1 };
    case 'append':
      return { put: Math.max(1, Math.ceil(size / appendBytes)), get: 1 };
    case 'delete': {
      const deletes = shape.kind === 'oss' ? 1 : 0;
      return { put: deletes + (shape.hasTrash ? copies(size, limits) : 0), get: 0 };
    }
    case 'mark':
      return { put: 1, get: 1 };
  }
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

function copies(size: number, limits: RequestShape['limits']): number {
  return size <= limits.maxCopy ? 1 : byParts(size, limits);
}

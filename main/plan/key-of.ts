import { type ErrorRecord, toErrorRecord } from '../base/app-error.ts';
import { checkKey } from '../model/object-key.ts';
import type { Problem } from '../model/problem.ts';
import type { StoreKind } from '../model/target.ts';
import { problemOf } from './problem-of.ts';

/** Where the keys of a folder lie. */
export interface KeyPlace {
  readonly kind: StoreKind;
  /** Of every key: empty, or ending in `/`. */
  readonly prefix: string;
  /** Where deleted objects are moved, below the prefix; null where they are not. */
  readonly trash: string | null;
}

/** Key of a path of a folder, byte for byte; that of a directory ends in `/`, as its marker's key does. */
export function keyOf({ prefix }: Pick<KeyPlace, 'prefix'>, path: string): string {
  return prefix + path;
}

/** The path whose usual key this is; null for keys outside of the prefix and for those in the trash. */
export function pathOf({ prefix, trash }: Omit<KeyPlace, 'kind'>, key: string): string | null {
  if (!key.startsWith(prefix) || key.length === prefix.length) return null;
  const path = key.slice(prefix.length);
  return isInTrash(path, trash) ? null : path;
}

/**
 * Why a path can't have its key: `key.invalid` where the store would refuse it, `key.in-trash` where it would lie among the
 * deleted objects, from where it could be restored or cleared away as one of them. Null when it can.
 */
export function keyProblem(place: KeyPlace, path: string, nowMs: number): Problem | null {
  const error = isInTrash(path, place.trash) ? inTrash(place.trash) : refusal(place, path);
  return error && problemOf(path, 'failed', error, nowMs);
}

function inTrash(trash: string | null): ErrorRecord {
  return { code: 'key.in-trash', message: 'the key lies where deleted objects are moved', facts: { trash } };
}

function refusal(place: KeyPlace, path: string): ErrorRecord | null {
  try {
    checkKey(place.kind, keyOf(place, path));
    return null;
  } catch (thrown) {
    return toErrorRecord(thrown);
  }
}

function isInTrash(path: string, trash: string | null): boolean {
  return trash !== null && path.startsWith(trash);
}

import type { ErrorCode, Facts } from '../base/app-error.ts';
import type { Problem } from '../model/problem.ts';

/** A problem that rests until the file or the settings change, unless `retryAtMs` says otherwise. */
export function problemOf(
  path: string,
  weight: Problem['weight'],
  error: { readonly code: ErrorCode; readonly message: string; readonly facts?: Facts },
  sinceMs: number,
  retryAtMs: number | null = null,
): Problem {
  const { code, message, facts } = error;
  return { path, weight, error: { code, message, facts: { path, ...facts } }, sinceMs, retryAtMs };
}

/** Path of an entry of a directory, both from the folder's root; that of a directory ends in `/`. */
export function pathIn(directory: string, name: string, isDirectory: boolean): string {
  const path = directory === '' ? name : `${directory}/${name}`;
  return isDirectory ? `${path}/` : path;
}

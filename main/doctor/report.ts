import type { ErrorRecord } from '../base/app-error.ts';
import type { UploadRef } from '../remote/object-store.ts';
import type { Right } from './rights.ts';

/** The checks, in the order in which they are made. */
export const checkIds = [
  'names',
  'proxy',
  'connection',
  'keys',
  'bucket',
  'clock',
  'list',
  'put',
  'get',
  'begin',
  'part',
  'listParts',
  'listUploads',
  'complete',
  'abort',
  'append',
  'checksums',
  'partSize',
  'delete',
  'rate',
  'cleanup',
] as const;

export type CheckId = (typeof checkIds)[number];

/** What a check found. `says` is one English sentence without a full stop. */
export type Finding =
  | { readonly became: 'passed'; readonly says: string }
  /** It works, and the user may want to know something. */
  | { readonly became: 'warned'; readonly says: string }
  | { readonly became: 'failed'; readonly error: ErrorRecord }
  | { readonly became: 'skipped'; readonly says: string };

export interface CheckResult {
  readonly id: CheckId;
  readonly finding: Finding;
  readonly tookMs: number;
  /** The right that was refused; null when something else is the matter, or nothing. */
  readonly missing: Right | null;
}

/** What could not be removed again. */
export interface LeftBehind {
  readonly keys: readonly string[];
  readonly uploads: readonly UploadRef[];
}

/** What a self-test found out about one bucket. */
export interface Report {
  readonly results: readonly CheckResult[];
  /** Where the test objects were, without the bucket. */
  readonly prefix: string;
  readonly left: LeftBehind;
  /** Rights that were refused, each once. */
  readonly missing: readonly Right[];
}

export type Became = Finding['became'];

/** Pure. */
export function countOf(results: readonly CheckResult[], became: Became): number {
  return results.filter(({ finding }) => finding.became === became).length;
}

/** Pure. */
export function missingRights(results: readonly CheckResult[]): readonly Right[] {
  return [...new Set(results.flatMap(({ missing }) => (missing === null ? [] : [missing])))];
}

export const passed = (says: string): Finding => ({ became: 'passed', says });
export const warned = (says: string): Finding => ({ became: 'warned', says });
export const skipped = (says: string): Finding => ({ became: 'skipped', says });

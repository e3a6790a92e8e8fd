import type { ErrorRecord } from '../base/app-error.ts';
import type { CheckSaid, FactsOf } from '../base/said.ts';
import type { CheckTexts } from '../base/text-facts.ts';
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

/** What a check found. */
export type Finding =
  | { readonly became: 'passed'; readonly says: CheckSaid }
  /** It works, and the user may want to know something. */
  | { readonly became: 'warned'; readonly says: CheckSaid }
  | { readonly became: 'failed'; readonly error: ErrorRecord }
  | { readonly became: 'skipped'; readonly says: CheckSaid };

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

type Key = keyof CheckTexts;

export function passed<K extends Key>(key: K, ...[facts]: FactsOf<CheckTexts[K]>): Finding {
  return { became: 'passed', says: { key, facts: { ...facts } } };
}

export function warned<K extends Key>(key: K, ...[facts]: FactsOf<CheckTexts[K]>): Finding {
  return { became: 'warned', says: { key, facts: { ...facts } } };
}

export function skipped<K extends Key>(key: K, ...[facts]: FactsOf<CheckTexts[K]>): Finding {
  return { became: 'skipped', says: { key, facts: { ...facts } } };
}

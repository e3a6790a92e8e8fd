import type { ErrorRecord } from '../base/app-error.ts';

/** A path of a folder that did not go up as it should, and why. Gone once it did. */
export interface Problem {
  /** From the folder's root, with `/`; for a directory as a whole it ends in `/`. What is no UTF-8 is shown as `\xNN`. */
  readonly path: string;
  readonly error: ErrorRecord;
  /** `failed`: is not in the bucket as it is here. `warning`: is, but mind it. `skipped`: is left out on purpose of the rules. */
  readonly weight: 'failed' | 'warning' | 'skipped';
  readonly sinceMs: number;
  /** When it is tried again by itself; null for when the file or the settings change. */
  readonly retryAtMs: number | null;
}

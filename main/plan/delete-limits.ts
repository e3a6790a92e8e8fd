import type { ErrorRecord } from '../base/app-error.ts';
import type { DeleteLimits } from '../model/folder.ts';

/** Deletions that are due in a folder in mirror mode, and what speaks for believing them. Counts are files. */
export interface DeletesInSight {
  /** Known, and found gone by a look at their directory; those not yet carried out all count, waiting or not. */
  readonly gone: number;
  /** Of those, the ones whose bytes are proven to be under another key now: they were moved, and nothing is lost. */
  readonly movedAway: number;
  /** Some lay on a drive inside of the folder that may not be there now. */
  readonly areSomeOnOtherDrive: boolean;
  /** All that are known, the gone ones included. */
  readonly known: number;
  /** So many deletions the user has agreed to. */
  readonly agreed: number;
  readonly root: string;
  /** Path of the marker file that proves the root to be the right one. */
  readonly marker: string;
  readonly hasMarker: boolean;
  /** Device and inode of the root are those of the last scan. */
  readonly isSameRoot: boolean;
}

export type DeleteVerdict =
  /** All may be carried out once they are due. `usesAgreement` when only the user's word lets them through: it counts once. */
  | { readonly may: 'go'; readonly usesAgreement: boolean }
  /** None may, for this reason. */
  | { readonly may: 'not'; readonly error: ErrorRecord };

/**
 * Up to so many deletions the share of a folder says nothing: one file of three is a third and means no harm. All of a folder's
 * files at once is held all the same.
 */
const fewDeletes = 10;

/** The delete firewall. Never agrees because of missing knowledge: a root that is another or unmarked holds everything. Pure. */
export function judgeDeletes(sight: DeletesInSight, limits: DeleteLimits): DeleteVerdict {
  const { root, marker, known, agreed } = sight;
  if (!sight.hasMarker) {
    return held('folder.marker-missing', 'the marker of the folder is missing', { path: root, marker });
  }
  if (!sight.isSameRoot) {
    return held('folder.other-drive', 'the folder is on another drive than before', { path: root });
  }
  const count = Math.max(0, sight.gone - sight.movedAway);
  if (!isMany(count, known, limits) && !sight.areSomeOnOtherDrive) return { may: 'go', usesAgreement: false };
  if (count <= agreed) return { may: 'go', usesAgreement: true };
  const facts = {
    path: root,
    count,
    known,
    agreed,
    maxFiles: limits.maxFiles,
    maxPercent: limits.maxPercent,
  };
  return held('folder.deletes-held', 'more files are gone than are deleted unasked', facts);
}

/** From when a deletion may be carried out, ms since 1970; a clock that was set back does not prolong it. Pure. */
export function deleteDueAtMs(goneAtMs: number, { delayMs }: DeleteLimits, nowMs: number): number {
  return Math.min(goneAtMs, nowMs) + delayMs;
}

function isMany(count: number, known: number, { maxFiles, maxPercent }: DeleteLimits): boolean {
  if (count > maxFiles) return true;
  const isAboveShare = count * 100 > known * maxPercent;
  const isAll = count > 1 && count >= known;
  return isAboveShare && (count > fewDeletes || isAll);
}

function held(code: ErrorRecord['code'], message: string, facts: ErrorRecord['facts']): DeleteVerdict {
  return { may: 'not', error: { code, message, facts } };
}

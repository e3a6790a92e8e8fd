import type { ErrorRecord } from '../base/app-error.ts';
import type { DeleteLimits } from '../model/folder.ts';

/** Deletions that are due in a folder in mirror mode, and what speaks for believing them. Counts are files. */
export interface DeletesInSight {
  /** Known, and found gone by a look at their directory; those not yet carried out all count, waiting or not. */
  readonly gone: number;
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
}

export type DeleteVerdict =
  /** All may be carried out once they are due. */
  | { readonly may: 'go' }
  /** None may, for this reason. */
  | { readonly may: 'not'; readonly error: ErrorRecord };

/**
 * Up to so many deletions the share of a folder says nothing: one file of three is a third and means no harm. All of a folder's
 * files at once is held all the same.
 */
const fewDeletes = 10;

/** The delete firewall. Never agrees because of missing knowledge: a root that is unmarked holds everything. Pure. */
export function judgeDeletes(sight: DeletesInSight, limits: DeleteLimits): DeleteVerdict {
  const { root, marker, known, agreed, gone: count } = sight;
  if (!sight.hasMarker) {
    return held('folder.marker-missing', 'the marker of the folder is missing', { path: root, marker });
  }
  const isUnasked = !isMany(count, known, limits) && !sight.areSomeOnOtherDrive;
  if (isUnasked || count <= agreed) return { may: 'go' };
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

function isMany(count: number, known: number, { maxFiles, maxPercent }: DeleteLimits): boolean {
  if (count > maxFiles) return true;
  const isAboveShare = count * 100 > known * maxPercent;
  const isAll = count > 1 && count >= known;
  return isAboveShare && (count > fewDeletes || isAll);
}

function held(code: ErrorRecord['code'], message: string, facts: ErrorRecord['facts']): DeleteVerdict {
  return { may: 'not', error: { code, message, facts } };
}

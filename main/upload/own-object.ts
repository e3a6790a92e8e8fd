import { toAppError } from '../base/app-error.ts';
import { noted } from '../base/said.ts';
import { transferIdOf } from '../model/own-mark.ts';
import { isConditional, isSameEtag } from '../remote/conditions.ts';
import type { ObjectInfo } from '../remote/object-store.ts';
import { lookAtKey } from './look-at-key.ts';
import type { Run } from './run.ts';

/**
 * Under a condition, an object that this very transfer has stored before would be in its own way: the file changed while it was
 * sent, or the process died before it could write down that it was stored. Such an object carries the transfer's mark, and
 * from now on it alone may be replaced. Returns whether the condition is another one now.
 */
export function followOwnObject(run: Run, there: ObjectInfo | null | 'hidden'): boolean {
  const { id, options } = run.transfer;
  const { forbidOverwrite: _, ifMatch, ...rest } = options;
  if (!isConditional(options) || there === null || there === 'hidden') return false;
  if (transferIdOf(there) !== id || (ifMatch !== undefined && isSameEtag(ifMatch, there.etag))) return false;
  run.setOptions({ ...rest, ifMatch: there.etag });
  const reason = 'the object that is in the way was stored by this transfer, and is replaced';
  run.note('ownObjectFound', reason, noted('ownObjectFound'));
  return true;
}

/** The same after the store has refused; rethrows when the object that is in the way is none of ours. */
export async function followAfterRefusal(run: Run, thrown: unknown): Promise<void> {
  const { code } = toAppError(thrown);
  const isRefused = code === 'object.exists' || code === 'object.changed';
  // Only a folder's transfer has marked what it stored.
  if (!isRefused || run.transfer.place === null) throw thrown;
  const there = await lookAtKey(run.store, run.transfer.target.key, run.signal);
  if (!followOwnObject(run, there)) throw thrown;
}

import type { Source } from '../model/source.ts';
import type { StoreLimits } from '../remote/object-store.ts';
import { requireOnePut } from './require-one-put.ts';

/** What decides it, besides the file. */
export interface WholeWish {
  /** Files of at least so many bytes go by parts. */
  readonly threshold: number;
  readonly isSimple?: boolean;
}

/** Small files go by one PUT; an empty one always does, since a part must not be empty. Throws `file.too-large`. */
export function goesWhole(
  source: Source,
  { threshold, isSimple }: WholeWish,
  { maxPut }: Pick<StoreLimits, 'maxPut'>,
): boolean {
  if (isSimple) requireOnePut(source, maxPut);
  return isSimple === true || source.length === 0 || (source.length < threshold && source.length <= maxPut);
}

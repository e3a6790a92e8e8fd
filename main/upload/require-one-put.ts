import { AppError } from '../base/app-error.ts';
import type { Source } from '../model/source.ts';

/** Throws `file.too-large` when what is to go up by one PUT is more than the store takes by one; the way out is `option`. */
export function requireOnePut({ path, length }: Pick<Source, 'path' | 'length'>, largest: number): void {
  if (length <= largest) return;
  const message = 'the store does not take so much by one request';
  throw new AppError('file.too-large', message, { path, size: length, largest, option: 'simple' });
}

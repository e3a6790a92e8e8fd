import { AppError } from '../../base/app-error.ts';
import { problem } from '../../base/said.ts';

/** Throws `usage` for a TARGET that names no object. */
export function requireKey(key: string, target: string): void {
  if (key !== '' && !key.endsWith('/')) return;
  throw new AppError('usage', 'no key', problem('target.wholeKey', { target }));
}

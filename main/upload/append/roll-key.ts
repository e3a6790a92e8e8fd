import { AppError } from '../../base/app-error.ts';
import { problem } from '../../base/said.ts';

/** Stands for the number of an object in the pattern of names. */
export const rollNumber = '{n}';

/** The pattern for a key when none is given: the number comes before the ending, `app.log` → `app.{n}.log`. Pure. */
export function usualRoll(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  if (dot <= 0) return `${name}.${rollNumber}`;
  return `${name.slice(0, dot)}.${rollNumber}${name.slice(dot)}`;
}

/** The key of object `n`, in the folder of `key`. Pure. */
export function rolledKey(key: string, pattern: string, n: number): string {
  return key.slice(0, key.lastIndexOf('/') + 1) + pattern.replaceAll(rollNumber, String(n));
}

/** Throws `usage` for a pattern that names the same object each time or leaves the folder. */
export function checkRoll(pattern: string): void {
  const found = !pattern.includes(rollNumber)
    ? problem('append.patternNumber', { pattern, number: rollNumber })
    : pattern.includes('/')
      ? problem('append.patternSlash', { pattern })
      : null;
  if (found !== null) throw new AppError('usage', 'not a pattern of names', { ...found, command: 'append' });
}

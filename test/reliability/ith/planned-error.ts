import { getSystemErrorMap } from 'node:util';
import { strike } from './plan.ts';

/** What the file system answers. */
export const fileFaults = ['EIO', 'ENOSPC', 'EACCES', 'ENOENT', 'EMFILE'] as const;

const numbers = new Map([...getSystemErrorMap()].map(([errno, [code]]) => [code, errno] as const));

/** Counts a call of the file system; the error that it meets, or null. `path` is null where the system knows none. */
export function plannedError(syscall: string, path: string | null): NodeJS.ErrnoException | null {
  const fault = strike('file');
  if (fault === null) return null;
  const code = fileFaults[fault] ?? 'EIO';
  const place = path === null ? '' : ` '${path}'`;
  const error: NodeJS.ErrnoException = new Error(`${code}: planned, ${syscall}${place}`);
  return Object.assign(error, { code, syscall, errno: numbers.get(code) }, path === null ? {} : { path });
}

export function throwPlanned(syscall: string, path: string | null): void {
  const error = plannedError(syscall, path);
  if (error) throw error;
}

import type { AppError } from '../base/app-error.ts';

/** What follows when an action failed. */
export type AfterFailure =
  /** The path is gone, or no file any more; the next look at its directory says so. */
  | { readonly is: 'void' }
  | { readonly is: 'again'; readonly inMs: number }
  /** Listed; tried again later by itself, or when the file changes. */
  | { readonly is: 'listed'; readonly inMs: number | null }
  /** Nothing in this folder can go on before the user has done something. */
  | { readonly is: 'blocked' };

/** Tries of one file in a row before it is only listed. */
const mostAttempts = 3;
const firstPauseMs = 1_000;
const longestPauseMs = 3_600_000;

/** Codes that hold for every file of the bucket, or of the folder, alike. */
const blocking: ReadonlySet<string> = new Set([
  'credentials.missing',
  'credentials.wrong',
  'credentials.expired',
  'net.unreachable',
  'remote.quota',
  'remote.not-storage',
  'remote.wrong-endpoint',
  'bucket.missing',
  'net.proxy',
  'net.tls',
  'disk.full',
  'disk.failed',
  'store.newer',
  'store.damaged',
  'account.unknown',
  'account.invalid',
  'folder.missing',
  'folder.unreadable',
  'folder.marker-missing',
  'folder.other-drive',
  'bug',
]);

/** Codes that are final for the call, and pass by themselves: another run works on the same key, or has just done. */
const passing: ReadonlySet<string> = new Set([
  'transfer.busy',
  'object.changed',
  'object.exists',
  'remote.conflict',
]);

/** Codes of which another try within seconds knows no more. */
const lasting: ReadonlySet<string> = new Set(['remote.denied']);

/** Whether nothing in the folder can go on before something is done about it. Pure. */
export function isBlocking({ code }: AppError): boolean {
  return blocking.has(code);
}

/** Pure. `attempts` counts this one; `sinceMs` is how long the path has been failing. */
export function afterFailure(error: AppError, attempts: number, sinceMs: number): AfterFailure {
  const { code, reaction } = error;
  if (code === 'file.missing' || code === 'file.not-regular') return { is: 'void' };
  if (isBlocking(error)) return { is: 'blocked' };
  const maySettle = reaction !== 'stop' || passing.has(code);
  if (maySettle && attempts < mostAttempts && !lasting.has(code))
    return { is: 'again', inMs: firstPauseMs * 4 ** (attempts - 1) };
  return { is: 'listed', inMs: maySettle ? Math.min(longestPauseMs, Math.max(60_000, sinceMs)) : null };
}

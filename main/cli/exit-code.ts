import { type ErrorCode, reactions } from '../base/app-error.ts';

/** What the shell is told; the README and `longshore help exit-codes` show the same table. */
export const exitCodes = {
  /** Everything that was asked for is done, and uploads are proven. */
  done: 0,
  /** Something failed; what did is listed. */
  failed: 1,
  /** The command or its settings make no sense; nothing was sent. */
  usage: 2,
  /** Waits for the user: keys, permission, disk, quota. The same command goes on afterwards. */
  blocked: 3,
  /** Everything is stored and proven, but an application could not be told of it. */
  calledBackInVain: 4,
  /** Stopped by a signal. The same command goes on. */
  paused: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const usageCodes: readonly ErrorCode[] = [
  'usage',
  'settings.invalid',
  'options.unsupported',
  'options.invalid',
  'append.unsupported',
  'account.unknown',
  'account.invalid',
  'key.invalid',
  'part.size',
  'folder.overlaps',
  'folder.holds-state',
  'folder.unknown',
  'ignore.invalid',
];

export function exitCodeOf(code: ErrorCode): ExitCode {
  if (usageCodes.includes(code)) return exitCodes.usage;
  return reactions[code] === 'block' || reactions[code] === 'renew' ? exitCodes.blocked : exitCodes.failed;
}

/**
 * One code for several results: a pause outranks everything, then what waits for the user, then failures, then callbacks
 * in vain; `usage` only when it was the whole story.
 */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  if (codes.includes(exitCodes.paused)) return exitCodes.paused;
  if (codes.includes(exitCodes.blocked)) return exitCodes.blocked;
  if (codes.length > 0 && codes.every(code => code === exitCodes.usage)) return exitCodes.usage;
  const isStored = (code: ExitCode) => code === exitCodes.done || code === exitCodes.calledBackInVain;
  if (!codes.every(isStored)) return exitCodes.failed;
  return codes.includes(exitCodes.calledBackInVain) ? exitCodes.calledBackInVain : exitCodes.done;
}

import { closeSync, openSync, readFileSync } from 'node:fs';
import { AppError } from '../base/app-error.ts';
import { errnoOf } from './errno.ts';

/** What the system lets us watch. */
export interface WatchLimits {
  /** Directories of all programs of this user together; null where there is no such limit. */
  readonly watches: number | null;
  /** Events that the system keeps for us; those beyond are lost, and nothing says so. */
  readonly events: number;
}

/** inotify(7): the kernel's usual value. */
const usualEvents = 16_384;

/** From this share of the watches on there is a warning. */
const warningShare = 0.8;

export function readWatchLimits(): WatchLimits {
  return { watches: readLimit('max_user_watches'), events: readLimit('max_queued_events') ?? usualEvents };
}

function readLimit(name: string): number | null {
  try {
    return Number.parseInt(readFileSync(`/proc/sys/fs/inotify/${name}`, 'utf8'), 10) || null;
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown;
    return null;
  }
}

/** Null unless the directories are so many that the limit is near. */
export function limitWarning(directories: number, { watches }: WatchLimits): AppError | null {
  if (watches === null || directories <= watches * warningShare) return null;
  return watchesError(directories, watches);
}

/** The system allows no more watches than `limit`; `directories` were to be watched. */
export function watchesError(directories: number, limit: number | null): AppError {
  return sysctlError('max_user_watches', raised(Math.max(directories, limit ?? 0)), limit);
}

/**
 * What a failed call says of a limit: too many watches, too many inotify instances, or too many open files. Null when it says
 * something else.
 */
export function limitError(errno: string, directories: number, { watches }: WatchLimits): AppError | null {
  if (errno === 'ENOSPC') return watchesError(directories, watches);
  if (errno !== 'EMFILE' && errno !== 'ENFILE') return null;
  const instances = readLimit('max_user_instances');
  if (canOpenFiles()) return sysctlError('max_user_instances', raised(instances ?? 0), instances);
  const facts = { command: 'ulimit -n 65536', permanent: 'LimitNOFILE=65536', limit: null };
  return new AppError('watch.limit', 'the process may open no more files', facts);
}

function sysctlError(name: string, wanted: number, limit: number | null): AppError {
  const setting = `fs.inotify.${name}=${wanted}`;
  return new AppError('watch.limit', `fs.inotify.${name} is used up`, {
    limit,
    command: `sudo sysctl ${setting}`,
    permanent: `echo ${setting} | sudo tee /etc/sysctl.d/60-longshore.conf`,
  });
}

/** The next power of two that leaves as much again. */
function raised(needed: number): number {
  return Math.max(512, 2 ** Math.ceil(Math.log2(Math.max(1, needed) * 2)));
}

function canOpenFiles(): boolean {
  try {
    closeSync(openSync('/dev/null', 'r'));
    return true;
  } catch {
    return false;
  }
}

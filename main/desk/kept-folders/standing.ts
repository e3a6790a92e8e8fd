import type { FolderStanding } from '../../../preload/contract/folders.ts';
import type { ErrorRecord } from '../../base/app-error.ts';
import { staleSince } from '../../plan/up-to-date.ts';
import type { FolderState } from '../../sync/folder-sync.ts';
import type { LiveFolder } from './live-folder.ts';

/** Files that wait to be sent, and their bytes. Pure. */
export function toSend({ waiting, waitingBytes, deletes }: FolderState): {
  readonly files: number;
  readonly bytes: number;
} {
  return {
    files: Math.max(0, waiting - deletes.actions),
    bytes: Math.max(0, waitingBytes - deletes.bytes),
  };
}

/** The folder's state in one word, what matters most first. Pure. */
export function standingOf(
  state: FolderState,
  live: LiveFolder,
  isAllPaused: boolean,
  nowMs: number,
): FolderStanding {
  const { record, problems } = state;
  const { folder } = record;
  const standing = live.error && standingIn(live.error);
  if (standing) return standing;
  if (folder.isPaused || isAllPaused) return 'paused';
  if (state.heldDeletes > 0) return 'deletesHeld';
  if (live.phase !== 'idle') return live.phase;
  if (state.waiting > 0) return 'sending';
  if (isStale(state, nowMs)) return 'stale';
  if (problems.failed > 0) return 'problems';
  if (state.isUpToDate) return 'upToDate';
  // Something was seen that is still being written.
  return record.lastScan === null ? 'starting' : 'scanning';
}

/** What an error as a whole makes of a folder. Pure. */
function standingIn({ code }: ErrorRecord): FolderStanding {
  if (code === 'folder.busy') return 'busyElsewhere';
  return isAboutRoot(code) ? 'rootLost' : 'blocked';
}

/** What a look at the root finds, and finds to be over. Pure. */
export function isAboutRoot(code: string): boolean {
  return rootCodes.has(code);
}

const rootCodes: ReadonlySet<string> = new Set([
  'folder.missing',
  'folder.unreadable',
  'folder.marker-missing',
  'folder.other-drive',
]);

function isStale({ record }: FolderState, nowMs: number): boolean {
  const { createdAtMs, settings } = record.folder;
  const { upToDateAtMs } = record;
  return staleSince({ upToDateAtMs, createdAtMs, staleMs: settings.staleMs }, nowMs) !== null;
}

/** When the next full scan is due; null while one runs, none was made, or none is to be made before something else happens. Pure. */
export function nextScanMs({ record }: FolderState, standing: FolderStanding): number | null {
  if (record.lastScan === null || resting.has(standing)) return null;
  return record.lastScan.endedAtMs + record.folder.settings.rescanMs;
}

const resting: ReadonlySet<FolderStanding> = new Set([
  'starting',
  'listing',
  'scanning',
  'paused',
  'rootLost',
  'blocked',
  'busyElsewhere',
]);

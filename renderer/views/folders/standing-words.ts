import type { FolderView } from '../../../preload/contract/folders.ts';
import type { PageSaid } from '../../text/said.ts';

export type Tone = 'good' | 'busy' | 'calm' | 'warning' | 'bad';

export interface StandingWords {
  readonly said: PageSaid<'page-folders'>;
  readonly tone: Tone;
}

/** How a folder stands, as its card says it. Pure; `when` writes a moment as words. */
export function standingWords(folder: FolderView, when: (ms: number) => string): StandingWords {
  const words = (
    key: PageSaid<'page-folders'>['key'],
    tone: Tone,
    facts: PageSaid<'page-folders'>['facts'] = {},
  ): StandingWords => ({ said: { key, facts }, tone });

  switch (folder.standing) {
    case 'upToDate':
      return upToDateWords(folder, when);
    case 'starting':
      return words('standing.starting', 'busy');
    case 'listing':
      return words('standing.listing', 'busy');
    case 'scanning':
      return folder.files > 0
        ? words('standing.scanningFound', 'busy', { count: folder.files })
        : words('standing.scanning', 'busy');
    case 'sending':
      return folder.toSend > 0
        ? words('standing.sending', 'busy', { sent: folder.sent, total: folder.toSend })
        : words('standing.sendingSome', 'busy');
    case 'problems':
      return words('standing.problems', 'warning', { count: folder.failed });
    case 'deletesHeld':
      return words('standing.deletesHeld', 'warning', { count: folder.heldDeletes?.count ?? 0 });
    case 'paused':
      return folder.waiting > 0
        ? words('standing.pausedWaiting', 'calm', { count: folder.waiting })
        : words('standing.paused', 'calm');
    case 'rootLost':
      return words(rootLostKey(folder.error?.code ?? ''), 'bad');
    case 'blocked':
      return words('standing.blocked', 'bad');
    case 'busyElsewhere':
      return words('standing.busyElsewhere', 'calm');
    case 'stale': {
      const since = checkedAt(folder);
      return since === null
        ? words('standing.staleNever', 'warning')
        : words('standing.stale', 'warning', { when: when(since) });
    }
  }
}

function upToDateWords(
  { verifiedAtMs, upToDateAtMs }: FolderView,
  when: (ms: number) => string,
): StandingWords {
  if (verifiedAtMs !== null && verifiedAtMs >= (upToDateAtMs ?? 0)) {
    const facts = { when: when(verifiedAtMs) };
    return { said: { key: 'standing.upToDateVerified', facts }, tone: 'good' };
  }
  if (upToDateAtMs === null) return { said: { key: 'standing.upToDate', facts: {} }, tone: 'good' };
  return { said: { key: 'standing.upToDateCompared', facts: { when: when(upToDateAtMs) } }, tone: 'good' };
}

function checkedAt({ verifiedAtMs, upToDateAtMs }: FolderView): number | null {
  if (verifiedAtMs === null) return upToDateAtMs;
  return Math.max(verifiedAtMs, upToDateAtMs ?? 0);
}

function rootLostKey(code: string): PageSaid<'page-folders'>['key'] {
  switch (code) {
    case 'folder.other-drive':
      return 'standing.otherDrive';
    case 'folder.marker-missing':
      return 'standing.markerMissing';
    case 'folder.unreadable':
      return 'standing.rootUnreadable';
    default:
      return 'standing.driveMissing';
  }
}

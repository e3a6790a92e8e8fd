import { type ErrorRecord, toErrorRecord, unreachable } from '../../base/app-error.ts';
import { maskText } from '../../base/log.ts';
import type { FolderEvent } from '../../sync/folder-sync.ts';
import { describeError } from '../../text/error-text.ts';
import type { Coverage } from '../../watch/folder-watcher.ts';
import { clockText } from './clock-text.ts';
import type { SyncTexts } from './sync-texts.ts';
import type { FolderSubject } from './sync-view.ts';

export interface EventTelling {
  readonly isVerbose: boolean;
  readonly nowMs: number;
  /** When the folder's last full scan ended; null for never. */
  readonly lastScanMs: number | null;
  readonly texts: SyncTexts;
}

/** What is told of an event. `isState`: what it says holds until the next one says otherwise, so it is not told twice. */
export interface ToldEvent {
  readonly lines: readonly string[];
  readonly isState: boolean;
}

/** Names of deletions that are shown with the question. */
const mostSamples = 5;

/** Null for what shows in the live line alone, or is told another way. */
export function describeEvent(
  event: FolderEvent,
  subject: FolderSubject,
  telling: EventTelling,
): ToldEvent | null {
  const { isVerbose, nowMs, texts } = telling;
  switch (event.type) {
    case 'listing':
    case 'scanning':
    case 'began':
    case 'problem':
    case 'upToDate':
      return null;
    case 'listed':
      return news(
        texts.say('event.listed', { count: event.objects, bytes: event.bytes, target: subject.target }),
      );
    case 'scanned': {
      const { files, directories, planned, plannedBytes } = event;
      if (planned === 0 && !isVerbose) return null;
      const todo =
        planned === 0
          ? texts.say('event.nothingToDo')
          : texts.say('event.toDo', { count: planned, bytes: plannedBytes });
      return news(texts.say('event.scanned', { count: files, directories, todo }));
    }
    case 'decided': {
      if (!isVerbose) return null;
      const { what, path, reason } = event.decision;
      return news(
        texts.say('event.decided', {
          what: texts.say(`what.${what}`),
          path,
          reason: texts.sayReason(reason),
        }),
      );
    }
    case 'ended':
      return isVerbose
        ? news(
            texts.say('event.ended', {
              what: texts.say(`ended.${event.what}`),
              path: event.path,
              bytes: event.bytes,
            }),
          )
        : null;
    case 'solved':
      return isVerbose ? news(texts.say('event.solved', { path: event.path })) : null;
    case 'replaced':
      return isVerbose
        ? news(texts.say('event.replaced', { path: event.path, key: event.key, trashKey: event.trashKey }))
        : null;
    case 'conflict':
      return news(
        texts.say('event.conflict', { path: event.path, key: event.key, conflictKey: event.conflictKey }),
      );
    case 'deletesHeld':
      return state(...describeHeldDeletes(event, telling));
    case 'deletesDelayed':
      return state(
        texts.say('event.deletesDelayed', {
          count: event.count,
          wait: Math.max(1000, event.untilMs - nowMs),
        }),
      );
    case 'watching':
      return state(...describeCoverage(event.coverage, telling));
    case 'rootLost':
      return state(...describeLoss(event.error, subject, texts));
    case 'rootBack':
      return news(texts.say('event.rootBack', { root: subject.root }));
    case 'paused':
      return news(texts.say('event.paused', { root: subject.root }));
    case 'resumed':
      return news(texts.say('event.resumed'));
    case 'stale':
      return news(texts.say('event.stale', { time: clockText(event.sinceMs, nowMs, texts.language) }));
    default:
      return unreachable(event);
  }
}

/** How much of a folder is watched; where it is not all of it, also why, and the command that helps. */
export function describeCoverage(
  { directoriesWatched, directoriesFound, overflows, mode, reason }: Coverage,
  { nowMs, lastScanMs, texts }: Pick<EventTelling, 'nowMs' | 'lastScanMs' | 'texts'>,
): readonly string[] {
  const facts = {
    watched: directoriesWatched,
    found: directoriesFound,
    overflows,
    time: lastScanMs === null ? null : clockText(lastScanMs, nowMs, texts.language),
  };
  if (mode === 'live') return [texts.say('watching.live', facts)];
  if (reason === null) return [texts.say('watching.scheduled', facts)];
  const { cause, remedy } = describeError(toErrorRecord(reason), {}, texts.language);
  return [texts.say('watching.scheduled', facts), `  ${maskText(cause)}`, `  ${maskText(remedy)}`];
}

function describeHeldDeletes(
  { count, known, sample }: FolderEvent & { type: 'deletesHeld' },
  { texts }: EventTelling,
): readonly string[] {
  const error: ErrorRecord = { code: 'folder.deletes-held', message: '', facts: { count, known } };
  const { cause, remedy } = describeError(error, {}, texts.language);
  const more = count - Math.min(count, sample.length, mostSamples);
  return [
    texts.say('held.head', { cause }),
    ...sample.slice(0, mostSamples).map(path => `  ${texts.say('held.sample', { path })}`),
    ...(more > 0 ? [`  ${texts.say('held.more', { count: more })}`] : []),
    `  ${remedy}`,
  ];
}

function describeLoss(error: ErrorRecord, { root }: FolderSubject, texts: SyncTexts): readonly string[] {
  const { cause, remedy } = describeError(error, { path: root }, texts.language);
  return [texts.say('event.rootLost', { cause: maskText(cause) }), `  ${maskText(remedy)}`];
}

function news(...lines: readonly string[]): ToldEvent {
  return { lines, isState: false };
}

function state(...lines: readonly string[]): ToldEvent {
  return { lines, isState: true };
}

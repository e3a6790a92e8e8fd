import type { ErrorRecord, Facts } from '../base/app-error.ts';
import type { Action, ActionKind, Reason, ReasonCode } from '../model/action.ts';
import type { FolderSettings } from '../model/folder.ts';
import type { KnownFile } from '../model/known-file.ts';
import type { SeenFile } from '../model/seen.ts';
import { compareSources, type SourceIdentity } from '../model/source.ts';
import type { Move } from './moves.ts';
import { settlesAt } from './settling.ts';
import { showTime } from './show-time.ts';

/** What a listing tells of an object. */
export interface RemoteObject {
  readonly size: number;
  readonly etag: string;
}

/** All that is known of a path when it is decided about. */
export interface Situation {
  /** From the folder's root, with `/`. */
  readonly path: string;
  readonly seen: SeenFile;
  readonly known: KnownFile | null;
  /** What the bucket's listing has at the known file's key, or at the path's: an object, or null for none; undefined where no listing was taken. One that is older than the known file's proof counts as none. */
  readonly listed: RemoteObject | null | undefined;
  /** What the file was known as before, from `findMove`. */
  readonly move: Move | null;
  /** When a look first found it changing; null for now. Wall time, ms since 1970. */
  readonly changingSinceMs: number | null;
}

/** What holds for all files of a folder. */
export interface DecideSetup {
  readonly settings: Pick<FolderSettings, 'quietMs' | 'patienceMs'>;
  /** Whether a path goes up by appending. */
  readonly isAppended: (path: string) => boolean;
  /** Files of fewer bytes go through the lane for small ones. */
  readonly threshold: number;
  /** The store's largest object, bytes. */
  readonly maxObject: number;
  /** When the listing was begun, wall time in ms since 1970; null where there is none. */
  readonly listedAtMs: number | null;
}

export type FileDecision =
  | { readonly next: 'nothing'; readonly reason: Reason }
  /** Look again then; wall time, ms since 1970. */
  | { readonly next: 'wait'; readonly reason: Reason; readonly untilMs: number }
  | { readonly next: 'act'; readonly action: Action }
  | { readonly next: 'fail'; readonly error: ErrorRecord };

/** What is to be done, before it is asked whether it is time. */
interface Choice {
  readonly do: ActionKind;
  readonly reason: Reason;
  readonly from?: string;
  /** Bytes; the file's size when left out. */
  readonly size?: number;
}

/**
 * Decides about one file. An object that somebody else put at its key does not change what is to be done: whoever does it
 * lets the store judge, or looks at the key right before, since a listing is old by then; the reason tells of it. Pure.
 */
export function decide(situation: Situation, setup: DecideSetup, nowMs: number): FileDecision {
  const { path, seen, known } = situation;
  const { settings, threshold, maxObject } = setup;
  const choice = known === null ? chooseForNew(situation, setup) : chooseForKnown(situation, known, setup);
  if (choice === null) return { next: 'nothing', reason: because('unchanged') };
  if (seen.size > maxObject) return { next: 'fail', error: tooLarge(path, seen.size, maxObject) };
  // A log never rests, and new bytes do not spoil the ones before.
  const untilMs = choice.do === 'append' ? null : settlesAt(seen, settings, situation.changingSinceMs, nowMs);
  if (untilMs !== null) {
    const facts = { changedAt: showTime(seen.ctimeNs), quietMs: settings.quietMs };
    return { next: 'wait', reason: because('settling', facts), untilMs };
  }
  const { do: kind, reason, from = null, size = seen.size } = choice;
  const lane = size < threshold ? 'small' : 'large';
  return { next: 'act', action: { path, do: kind, from, lane, size, reason, dueAtMs: nowMs, attempts: 0 } };
}

function chooseForNew(situation: Situation, { isAppended }: DecideSetup): Choice {
  const { path, seen, listed, move } = situation;
  if (isAppended(path)) return { do: 'append', reason: because('new', { size: seen.size }) };
  if (listed) {
    const facts = { size: seen.size, objectSize: listed.size, etag: listed.etag };
    return listed.size === seen.size
      ? { do: 'compare', reason: because('found-in-bucket', facts) }
      : { do: 'upload', reason: because('differs-from-bucket', facts) };
  }
  return chooseMove(move) ?? { do: 'upload', reason: because('new', { size: seen.size }) };
}

/** Null for nothing to do. */
function chooseForKnown(situation: Situation, known: KnownFile, setup: DecideSetup): Choice | null {
  const { path, seen, move } = situation;
  const isAppended = setup.isAppended(path);
  const isListingOlder = setup.listedAtMs === null || known.provenAtMs >= setup.listedAtMs;
  const inBucket = isListingOlder ? undefined : chooseByObject(situation.listed, seen, known);
  if (inBucket) return isAppended ? { ...inBucket, do: 'append' } : inBucket;
  const verdict = compareSources(known.identity, seen);
  if (verdict === 'same') return null;
  if (verdict === 'doubtful') {
    const reason = because('in-doubt', { differs: differences(known.identity, seen).join(', ') });
    return { do: 'compare', reason };
  }
  if (isAppended) return chooseAppend(seen, known);
  return chooseMove(move) ?? { do: 'upload', reason: sizeOrTime(seen, known.identity) };
}

/** What is to be done for the object's sake, whether the file has changed or not; undefined while the object is ours. */
function chooseByObject(listed: Situation['listed'], seen: SeenFile, known: KnownFile): Choice | undefined {
  const { key, etag } = known;
  if (listed === null) return { do: 'upload', reason: because('object-missing', { key, etag }) };
  if (listed === undefined || listed.etag === etag) return undefined;
  const facts = { key, etagBefore: etag, etagNow: listed.etag, objectSize: listed.size };
  // Another machine may have stored the same bytes in parts of another size.
  const mayBeEqual = listed.size === seen.size;
  return { do: mayBeEqual ? 'compare' : 'upload', reason: because('object-changed', facts) };
}

/** A file that was cut or rewritten also goes to the appender, which alone knows whether its object can go on. */
function chooseAppend(seen: SeenFile, { identity }: KnownFile): Choice {
  const size = seen.size - identity.size;
  if (size <= 0) return { do: 'append', reason: sizeOrTime(seen, identity) };
  const facts = { sizeBefore: identity.size, sizeNow: seen.size };
  return { do: 'append', reason: because('grows', facts), size };
}

function chooseMove(move: Move | null): Choice | null {
  if (move === null) return null;
  const from = move.from.path;
  const reason = because(move.isGone ? 'moved' : 'hard-linked', { from });
  return { do: move.isSure ? 'copy' : 'compare', from, reason };
}

function sizeOrTime(seen: SeenFile, before: SourceIdentity): Reason {
  if (seen.size !== before.size) {
    return because('size-changed', { sizeBefore: before.size, sizeNow: seen.size });
  }
  const facts = { timeBefore: showTime(before.mtimeNs), timeNow: showTime(seen.mtimeNs) };
  return because('time-changed', facts);
}

function differences(before: SourceIdentity, now: SourceIdentity): string[] {
  const names = { ctimeNs: 'ctime', inode: 'inode', device: 'device' } as const;
  return (['ctimeNs', 'inode', 'device'] as const)
    .filter(field => before[field] !== now[field])
    .map(field => names[field]);
}

function tooLarge(path: string, size: number, largest: number): ErrorRecord {
  return {
    code: 'file.too-large',
    message: 'the store holds no object of this size',
    facts: { path, size, largest },
  };
}

function because(code: ReasonCode, facts: Facts = {}): Reason {
  return { code, facts };
}

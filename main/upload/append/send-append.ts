import { AppError, type ErrorCode, toAppError } from '../../base/app-error.ts';
import type { Clock } from '../../base/clock.ts';
import { problem } from '../../base/said.ts';
import { combineCrc } from '../../model/crc-combine.ts';
import { digestOf } from '../../model/digest.ts';
import type { ObjectOptions } from '../../model/target.ts';
import type { ObjectInfo, ObjectStore, StoredObject } from '../../remote/object-store.ts';
import { isSurelyNotDone, retryDelayMs } from '../../remote/with-retry.ts';
import type { AppendPlace, NextAppend } from '../../store/append-log.ts';
import type { RateLimit } from '../rate-limit.ts';
import { createChunkBody } from './chunk-body.ts';
import { type FoundObject, judgeOpenAppend } from './decide.ts';

/** A store that can append. */
export type AppendableStore = ObjectStore & Required<Pick<ObjectStore, 'append'>>;

export interface SendTools {
  readonly store: AppendableStore;
  /** Count on the first append, which makes the object. */
  readonly options: ObjectOptions;
  readonly clock: Clock;
  readonly rateLimit: RateLimit;
  /** Of one append, before passing trouble ends it. */
  readonly attempts: number;
  readonly onRetry: (error: AppError, inMs: number) => void;
  /** The wish to stop: no new request is begun. */
  readonly signal: AbortSignal;
  /** Fires when a request in flight has had its time after the wish to stop. */
  readonly hardSignal: AbortSignal;
}

/** An append that has happened. */
export interface Appended {
  readonly stored: StoredObject;
  /** Its answer was lost, and the store told of it when asked. */
  readonly isFound: boolean;
}

/** What these bytes will make of the object. */
export async function nextAppend({ crc }: Pick<AppendPlace, 'crc'>, bytes: Uint8Array): Promise<NextAppend> {
  const own = await digestOf('crc64', bytes);
  return { size: bytes.length, crc: combineCrc('crc64', crc, own, bytes.length) };
}

/**
 * Appends bytes that the record already tells of, and resolves when the store has confirmed them by the CRC of the whole
 * object. Never repeats blindly: after any failure that leaves the outcome open, the store is asked first. Throws
 * `object.position` when somebody else has written, and `upload.unproven` when the store's CRC is not ours.
 */
export async function sendAppend(
  place: AppendPlace,
  next: NextAppend,
  bytes: Uint8Array,
  tools: SendTools,
): Promise<Appended> {
  const { store, options, clock, rateLimit, attempts, onRetry, signal, hardSignal } = tools;
  const { key, position } = place;
  let isOpen = false;
  for (let failures = 1; ; failures += 1) {
    try {
      const found = isOpen ? await findAppended(place, next, tools) : null;
      if (found) return { stored: found, isFound: true };
      isOpen = false;
      signal.throwIfAborted();
      const body = createChunkBody(bytes, rateLimit, hardSignal);
      const stored = await store.append({ key, position, body, options }, hardSignal);
      requireProven(place, next, stored);
      return { stored, isFound: false };
    } catch (thrown) {
      const error = toAppError(thrown);
      if (signal.aborted || hardSignal.aborted || !leavesOpen(error)) throw thrown;
      isOpen = true;
      // What has surely not been done was repeated by the store itself, as often as it may be.
      if (isSurelyNotDone(error) || failures >= (error.reaction === 'retry' ? attempts : mostRefusals))
        throw thrown;
      const delayMs = retryDelayMs(error, failures, Math.random);
      onRetry(error, delayMs);
      await clock.sleep(delayMs, signal);
    }
  }
}

/** So often a server may refuse a position and name the same one when asked: two servers behind one name can differ for a moment. */
const mostRefusals = 5;
/** Refusals that our own append may have caused, when it arrived and its answer did not. */
const ownDoing: readonly ErrorCode[] = ['object.position', 'object.exists'];

function leavesOpen({ code, reaction }: AppError): boolean {
  return reaction === 'retry' || ownDoing.includes(code);
}

/** The object when it holds the append, null when it does not yet; throws when somebody else has written. */
async function findAppended(
  place: AppendPlace,
  next: NextAppend,
  { store, signal }: SendTools,
): Promise<StoredObject | null> {
  const { info, found } = await findObject(store, place.key, signal);
  switch (judgeOpenAppend(place, next, found)) {
    case 'arrived':
      return info;
    case 'notArrived':
      return null;
    case 'other':
      throw otherWriter(place, found);
  }
}

/** What the store says of a key. */
export async function findObject(
  store: ObjectStore,
  key: string,
  signal: AbortSignal,
): Promise<{ readonly info: ObjectInfo | null; readonly found: FoundObject }> {
  const info = await store.head(key, signal);
  if (!info) return { info, found: { is: 'missing' } };
  if (info.appendPosition === null) return { info, found: { is: 'fixed' } };
  const crc = info.checksum?.algorithm === 'crc64' ? info.checksum.value : null;
  return { info, found: { is: 'appendable', size: info.size, crc } };
}

/** Facts carry the length that the object has and the one that we knew. */
export function otherWriter({ key, position }: AppendPlace, found: FoundObject): AppError {
  if (found.is === 'fixed') {
    return new AppError('object.not-appendable', 'the object was made in another way than by appending', {
      key,
    });
  }
  const length = found.is === 'appendable' ? found.size : 0;
  const message = `the object has ${length} bytes, and ${position} of them are ours`;
  return new AppError('object.position', message, { key, position: length, ours: position });
}

function requireProven(
  { key, position }: AppendPlace,
  next: NextAppend,
  stored: StoredObject & { readonly position: number },
): void {
  const theirs = stored.checksum?.algorithm === 'crc64' ? stored.checksum.value : null;
  if (theirs === next.crc && stored.position === position + next.size) return;
  const found = problem(theirs === null ? 'unproven.appendUntold' : 'unproven.appendDifferent');
  const facts = { ...found, key, ours: next.crc, theirs, requestId: stored.requestId };
  const message =
    theirs === null
      ? 'the store gives no checksum of what was appended'
      : 'the checksum of the object after the append is not that of our bytes';
  throw new AppError('upload.unproven', message, facts);
}

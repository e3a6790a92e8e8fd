import { fromErrorRecord } from '../../base/app-error.ts';
import type { Action, Decision } from '../../model/action.ts';
import type { KnownFile } from '../../model/known-file.ts';
import { compareSources } from '../../model/source.ts';
import type { ObjectOptions } from '../../model/target.ts';
import { uploadOf } from '../../model/transfer.ts';
import { keyOf } from '../../plan/key-of.ts';
import { explainIgnore } from '../../watch/explain-ignore.ts';
import type { FolderRun } from '../folder-run.ts';
import { objectOfInfo } from '../known-object.ts';
import { keepInTrash } from '../move-to-trash.ts';
import { conditionFor, optionsFor } from '../object-wishes.ts';
import { mayReplaceOwn } from '../own-object.ts';
import { walkSetup } from '../scan.ts';
import { type ActEnd, done, instead } from './act.ts';
import { settleConflict } from './settle-conflict.ts';

/**
 * Sends a file. It replaces only what we stored there ourselves, or nothing; what another machine has put there in the
 * meantime is settled as the folder wishes.
 */
export async function actUpload(run: FolderRun, action: Action, signal: AbortSignal): Promise<ActEnd> {
  const { folder, store } = run;
  const known = store.known.find(folder.id, action.path);
  const key = known?.key ?? keyOf(folder, action.path);
  const { code } = action.reason;
  const end = known && (await endAsKnown(run, action, known, signal));
  if (end) return end;
  // Rules may have changed since it was planned, and nobody wants to see the rest of it go up.
  if (action.lane === 'large' && isLeftOut(run, action.path)) return { type: 'void' };
  if (code === 'differs-from-bucket' || code === 'object-differs')
    return await replaceStranger(run, action, key, signal);
  const condition = conditionFor(run, known);
  const isLost = action.lane === 'large' && (await isTaken(run, key, condition, signal));
  const sent = isLost ? 'taken' : await send(run, action, key, condition, signal);
  if (sent !== 'taken') return sent;
  return await settleConflict(run, action, key, send, signal);
}

/** What is done instead of sending a file that is known as it is, for two looks may have planned what one upload has done; null for nothing. */
async function endAsKnown(
  run: FolderRun,
  action: Action,
  known: KnownFile,
  signal: AbortSignal,
): Promise<ActEnd | null> {
  const { code } = action.reason;
  if (isOfContent.has(code)) return null;
  const verdict = compareSources(known.identity, await run.lookAt(run.absolute(action.path)));
  if (!sendsAgain.has(code)) {
    if (verdict === 'same') return { type: 'void' };
    // It was touched since.
    if (verdict === 'doubtful')
      return instead(action, { do: 'compare', reason: { code: 'in-doubt', facts: {} } });
    return null;
  }
  // When a bucket has lost many small files, each would take one request more.
  const isProvenSince = known.provenAtMs >= action.dueAtMs;
  const isLookedAt = isProvenSince || action.lane === 'large' || code === 'differs-from-bucket';
  if (verdict !== 'same' || !isLookedAt || !(await isObjectAsKnown(run, known, signal))) return null;
  return done('skip', { code: 'unchanged', facts: {} });
}

/** What a listing has told of the object may have been before the file was proven. */
async function isObjectAsKnown(
  { bucket }: FolderRun,
  { key, etag }: KnownFile,
  signal: AbortSignal,
): Promise<boolean> {
  const info = await bucket.head(key, signal);
  return info?.etag === etag;
}

function isLeftOut(run: FolderRun, path: string): boolean {
  const { root, ignore } = walkSetup(run);
  return explainIgnore(root, ignore, path).isIgnored;
}

/** Asked before a large file is sent, for the store would say it only at the end. */
async function isTaken(
  { bucket }: FolderRun,
  key: string,
  { ifMatch, forbidOverwrite }: Condition,
  signal: AbortSignal,
): Promise<boolean> {
  if (ifMatch === undefined && !forbidOverwrite) return false;
  const info = await bucket.head(key, signal);
  return ifMatch === undefined ? info !== null : info?.etag !== ifMatch;
}

/**
 * Reasons that hold although the file is known as it is: they are about its object, or about bytes that changed under the same identity. Any
 * other is void then: two looks may have planned what one upload has done.
 */
export const sendsAgain: ReadonlySet<Action['reason']['code']> = new Set([
  'content-changed',
  'differs-from-bucket',
  'object-changed',
  'object-differs',
  'object-missing',
  'asked-for',
]);

/** Those of them that hold although the file is known as it is, and its object by its ETag. */
const isOfContent: ReadonlySet<Action['reason']['code']> = new Set([
  'content-changed',
  'object-differs',
  'asked-for',
]);

export type Send = typeof send;
/** What the key must hold. */
type Condition = Pick<ObjectOptions, 'ifMatch' | 'forbidOverwrite'>;

/** `taken` when the key holds another object than it must. Throws what else keeps the file from being sent. */
async function send(
  run: FolderRun,
  action: Action,
  key: string,
  condition: Condition,
  signal: AbortSignal,
): Promise<ActEnd | 'taken'> {
  const { folder, access } = run;
  const { path, reason } = action;
  const file = run.absolute(path);
  const options = { ...(await optionsFor(run, path)), ...condition };
  const place = { folderId: folder.id, path };
  const followsLinks = folder.settings.symlinks === 'follow';
  const onDecided = (decision: Decision) => run.emit({ type: 'decided', decision });
  const seen = run.seen.take(path);
  const wish = {
    ...{ path: file, access, key, options, followsLinks, place, onDecided },
    ...(seen ? { seen } : {}),
  };
  const { id, state, source } = await run.upload(wish, signal);
  switch (state.at) {
    case 'done':
      run.tally.uploaded += 1;
      run.tally.uploadedBytes += source.length;
      return { ...done('done', reason, source.length), isWritten: true };
    case 'failed':
    case 'blocked':
      if (state.error.code !== 'object.exists' && state.error.code !== 'object.changed') {
        throw fromErrorRecord(state.error);
      }
      if (uploadOf(state)) {
        const own = await ownInTheWay(run, path, key, condition, signal);
        // The same parts go on.
        if (own !== null) return await send(run, action, key, { ifMatch: own }, signal);
      }
      // Whatever follows is another upload; the parts of this one would stay on the server.
      await run.cancel(id, access, signal);
      return 'taken';
    default:
      // Paused by the signal, or cancelled by the user.
      return { type: 'void' };
  }
}

/** The ETag of an object of ours that kept an upload from its end; null for one that it was to replace, and for any other. */
async function ownInTheWay(
  run: FolderRun,
  path: string,
  key: string,
  { ifMatch }: Condition,
  signal: AbortSignal,
): Promise<string | null> {
  const info = await run.bucket.head(key, signal);
  return info && info.etag !== ifMatch && mayReplaceOwn(run, path, info) ? info.etag : null;
}

/**
 * At first contact nobody can tell whose version is newer. Ours takes the place, and the one that was there is kept in the trash, once however
 * often the upload is tried; without a trash it is a conflict like any other.
 */
async function replaceStranger(
  run: FolderRun,
  action: Action,
  key: string,
  signal: AbortSignal,
): Promise<ActEnd> {
  const info = await run.bucket.head(key, signal);
  const { reason } = action;
  if (info && run.folder.settings.onConflict === 'keep-both' && reason.facts['keptEtag'] !== info.etag) {
    const trashKey = await keepInTrash(run, objectOfInfo(info), signal);
    if (trashKey === null) return await settleConflict(run, action, key, send, signal);
    run.tally.replaced += 1;
    run.journal(action.path, 'hold', { code: 'kept-in-trash', facts: { key, trashKey } });
    run.emit({ type: 'replaced', path: action.path, key, trashKey });
    const facts = { ...reason.facts, trashKey, keptEtag: info.etag };
    return instead(action, { do: 'upload', reason: { ...reason, facts } });
  }
  const end = await send(run, action, key, conditionOn(info, run), signal);
  return end === 'taken' ? await settleConflict(run, action, key, send, signal) : end;
}

function conditionOn(info: Pick<KnownFile, 'etag'> | null, { folder }: FolderRun): Condition {
  if (folder.settings.onConflict === 'ours-wins') return {};
  return info ? { ifMatch: info.etag } : { forbidOverwrite: true };
}

import { hostname } from 'node:os';
import { AppError } from './base/app-error.ts';
import { transferIdOf } from './model/own-mark.ts';
import type { Proof } from './model/proof.ts';
import { usualThreshold } from './plan/partition.ts';
import type { Store } from './store/open-store.ts';
import type { FolderSyncs } from './sync/folder-sync.ts';
import { createFolderSyncs } from './sync/folder-syncs.ts';
import type { SyncTools } from './sync/sync-tools.ts';
import type { Appends } from './upload/append/appends.ts';
import { usualRoll } from './upload/append/roll-key.ts';
import type { Copies } from './upload/copy/copies.ts';
import { wholeSlice } from './upload/file-slice.ts';
import { withMtime } from './upload/options-at-begin.ts';
import type { Prover } from './upload/prove/prover.ts';
import type { MarkerWish } from './upload/put-marker.ts';
import type { RunTools } from './upload/run.ts';
import { readSource, readUnlinkedSource } from './upload/source.ts';
import type { Uploads } from './upload/uploads.ts';
import { openFolderWatcher } from './watch/open-folder-watcher.ts';
import { createWalker } from './watch/walker.ts';

/** What folder sync is made of: the engine's own parts. */
export interface FolderParts
  extends Pick<SyncTools, 'clock' | 'log' | 'dataDir' | 'parallel' | 'placesNow' | 'open'> {
  readonly store: Store;
  readonly uploads: Uploads;
  readonly appends: Pick<Appends, 'append'>;
  readonly copies: Copies;
  readonly prover: Pick<Prover, 'compare'>;
  readonly digest: RunTools['digest'];
  readonly putMarker: (wish: MarkerWish, signal: AbortSignal) => Promise<Proof>;
}

/** Joins folder sync with the other stages. */
export function joinFolders(parts: FolderParts): FolderSyncs & { close(): Promise<void> } {
  const { store, uploads, appends, copies, prover, digest, putMarker, ...rest } = parts;
  const { clock } = rest;
  const walker = createWalker();

  const tools: SyncTools = {
    ...rest,
    store: store.sync,
    walker,
    host: hostname(),
    openWatcher: (setup, hooks) => openFolderWatcher(setup, hooks, clock),
    lookAt: readSource,
    lookAtUnlinked: readUnlinkedSource,
    upload: (wish, signal) =>
      uploads.upload({ ...wish, threshold: usualThreshold, priority: 'background' }, signal),
    cancel: uploads.cancel,
    async cancelLeft(access, folderId, isWanted, clear, signal) {
      for (const { id, place } of store.log.unfinished()) {
        if (place?.folderId !== folderId || isWanted(place.path) || store.log.isOwned(id)) continue;
        try {
          await clear(place.path);
          await uploads.cancel(id, access, signal);
        } catch (thrown) {
          signal.throwIfAborted();
          rest.log.error('an unfinished upload could not be removed', { id, error: thrown });
        }
      }
    },
    async append(wish, signal) {
      const { objects } = await appends.append(
        { ...wish, isFromRemote: true, roll: usualRoll(wish.key) },
        () => {},
        signal,
      );
      const last = objects.at(-1);
      if (last === undefined) throw new AppError('bug', 'an append ends with an object');
      const { key, proof } = last;
      const bytes = objects.reduce((sum, { addedBytes }) => sum + addedBytes, 0);
      return { key, bytes, etag: proof.etag, checksum: proof.ours };
    },
    copy({ described, ...wish }, signal) {
      if (!described) return copies.copyObject(wish, signal);
      const { callback: _, trafficLimit: __, ...options } = withMtime(described.options, described.mtimeNs);
      return copies.copyObject({ ...wish, options }, signal);
    },
    move: copies.moveObject,
    remove: (access, { key, etag }, signal) => copies.deleteObject({ access, key, etag }, signal),
    async compare({ access, path, key, listed }, signal) {
      const known = listed && { etag: listed.etag };
      const compared = await prover.compare({ access, path, key, ...known }, signal);
      const { verdict, info, ours, source } = compared;
      const isMissing = verdict === 'impossible' && info === null;
      const etag = info?.etag ?? listed?.etag ?? '';
      return { verdict: isMissing ? 'missing' : verdict, etag, info, ours, source };
    },
    async digest(source, algorithm, signal) {
      const [value = ''] = await digest(wholeSlice(source), [algorithm], signal);
      return value;
    },
    mark: (access, key, signal) => putMarker({ access, key, options: { forbidOverwrite: true } }, signal),
    isOwn(info) {
      const id = transferIdOf(info);
      return id !== null && store.log.isOwn(id);
    },
  };

  const folders = createFolderSyncs(tools);
  return {
    ...folders,
    async close() {
      await folders.close();
      await walker.close();
    },
  };
}

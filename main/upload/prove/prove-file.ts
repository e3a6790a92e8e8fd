import { AppError } from '../../base/app-error.ts';
import type { Clock } from '../../base/clock.ts';
import type { Proof } from '../../model/proof.ts';
import { type ByteWindow, type FileIdentity, type Source, withWindow } from '../../model/source.ts';
import type { ObjectTarget } from '../../model/target.ts';
import type { ObjectStore } from '../../remote/object-store.ts';
import { compareFile, standingOf } from './compare-file.ts';
import type { ReadTools } from './read-checksum.ts';

export interface ProveTools extends ReadTools {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly lookAt: (path: string) => Promise<Source>;
  /** The name that a file has now in the folder of `path`; null when it is not there. */
  readonly findFile: (path: string, file: FileIdentity) => Promise<string | null>;
}

/** A file and the object that is said to hold its bytes. */
export interface Claim {
  readonly path: string;
  /** The bytes of the file that are meant; absent for all. */
  readonly window?: ByteWindow;
  readonly key: string;
  /** How the object was cut, for ETags that are made of the parts'; absent to try what is usual. */
  readonly partSize?: number;
}

/**
 * Proves that an object holds a file's bytes, by reading the file and asking the store; nothing is downloaded. Throws
 * `proof.different`, `proof.impossible`, `object.missing`, and what looking at the file throws.
 */
export async function proveFile(
  claim: Claim,
  tools: Omit<ProveTools, 'findFile'>,
  signal: AbortSignal,
): Promise<Proof> {
  const { path, window, key, partSize } = claim;
  const { store, clock, lookAt } = tools;
  const source = withWindow(await lookAt(path), window);
  const info = await store.head(key, signal);
  if (info === null) throw new AppError('object.missing', 'there is no object to compare with', { key });
  const target: ObjectTarget = { address: store.address, key };
  const match = await compareFile(source, standingOf(target, info), partSize, tools, signal);
  const { etag, requestId, versionId } = info;
  return {
    size: source.length,
    ...match,
    etag,
    requestId,
    versionId,
    provenAtMs: clock.now(),
    callback: null,
  };
}

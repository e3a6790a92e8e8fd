import { toAppError } from '../../base/app-error.ts';
import type { Clock } from '../../base/clock.ts';
import { problem } from '../../base/said.ts';
import type { BucketAccess } from '../../model/access.ts';
import type { Checksum } from '../../model/checksum.ts';
import type { Proof } from '../../model/proof.ts';
import type { ObjectOptions, ObjectTarget } from '../../model/target.ts';
import { checkOptions } from '../../remote/check-options.ts';
import type { ObjectStore, StoredObject, StoredPart, UploadRef } from '../../remote/object-store.ts';
import { unsupportedOption } from '../../remote/option-error.ts';
import { eachPart } from '../../remote/paging.ts';
import type { LooseUploads } from '../../store/loose-uploads.ts';
import { completeUpload } from '../complete-upload.ts';
import { proveStored } from '../prove-stored.ts';
import { combineReceipts } from '../verify.ts';
import { findJoined } from './find-joined.ts';
import { joinedChecksum, partsToJoin, receiptsOf, type WantedPart } from './parts-to-join.ts';
import { type FileTools, receiptsFromFile } from './receipts-from-file.ts';

/** An upload that a script wants to end. */
export interface JoinWish extends UploadRef {
  readonly access: BucketAccess;
  /** Null for all that the server has. */
  readonly parts: readonly WantedPart[] | null;
  /** The local file that the object has to equal. */
  readonly path?: string;
  /** What counts at the end: whether it may overwrite, who may read, and whom to tell. */
  readonly options: Pick<ObjectOptions, 'forbidOverwrite' | 'acl' | 'callback'>;
}

export interface JoinTools extends FileTools {
  readonly loose: LooseUploads;
  readonly clock: Clock;
  /** How often a lost answer is asked for. */
  readonly attempts: number;
}

export interface Joined {
  readonly stored: StoredObject;
  /** Null where the parts have no checksums that could be joined. */
  readonly proof: Proof | null;
  /** Null where only the object is left, and it does not tell. */
  readonly parts: number | null;
  readonly size: number;
  /** The upload was over already, and its object was there: an earlier try had made it. */
  readonly isFound: boolean;
}

/**
 * Joins the parts of an upload that no transfer stands for, and proves the object by the parts' checksums, or by a local
 * file. May be repeated: what an earlier try has made is found, as `findJoined` says. Before anything is joined throws
 * `options.invalid` for parts that are not there, `proof.different` for a file that is another one, and
 * `upload.unknown`; after it `upload.unproven`. What was joined is never removed here.
 */
export async function joinParts(wish: JoinWish, tools: JoinTools, signal: AbortSignal): Promise<Joined> {
  const { access, options } = wish;
  const { kind } = access.address;
  checkOptions(kind, options);
  if (kind === 's3' && options.acl !== undefined) {
    throw unsupportedOption('acl', problem('option.aclAtStart'));
  }
  try {
    return await completeParts(wish, tools, signal);
  } catch (thrown) {
    if (toAppError(thrown).code !== 'upload.gone') throw thrown;
    tools.loose.remove(targetOf(wish), wish.uploadId);
    return findJoined(wish, tools, signal);
  }
}

async function completeParts(wish: JoinWish, tools: JoinTools, signal: AbortSignal): Promise<Joined> {
  const { access, key, uploadId, options, path } = wish;
  const { store, clock, attempts, loose } = tools;
  const { kind } = access.address;
  const parts = partsToJoin(await listParts(wish, store, signal), wish.parts);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const fromFile = path === undefined ? null : await receiptsFromFile(path, key, parts, tools, signal);
  const ours = fromFile ? combineReceipts(kind, fromFile) : joinedChecksum(kind, parts);

  const ending = { store, clock, key, size, attempts, signal };
  const unknown: Checksum = { algorithm: 'md5', value: '' };
  const named = fromFile ?? receiptsOf(parts) ?? parts.map(part => ({ ...part, checksum: unknown }));
  const completion = { key, uploadId, parts: named, size, checksum: ours ?? unknown, options };
  const stored = await completeUpload(ending, completion, () => {});
  loose.remove(targetOf(wish), uploadId);
  // A script decides by itself what becomes of a wrong object, so it stays: as if it had replaced one.
  const proof = ours && (await proveStored(ending, ours, stored, true));
  return { stored, proof, parts: parts.length, size, isFound: false };
}

/** The server's list; null when these keys may not ask. Throws `upload.gone`. */
async function listParts(
  { key, uploadId }: JoinWish,
  store: ObjectStore,
  signal: AbortSignal,
): Promise<readonly StoredPart[] | null> {
  const listed: StoredPart[] = [];
  try {
    for await (const part of eachPart(store, { key, uploadId }, signal)) listed.push(part);
    return listed;
  } catch (thrown) {
    if (toAppError(thrown).code === 'remote.denied') return null;
    throw thrown;
  }
}

function targetOf({ access, key }: JoinWish): ObjectTarget {
  return { address: access.address, key };
}

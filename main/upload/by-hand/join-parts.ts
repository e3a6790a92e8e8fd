import { AppError, toAppError } from '../../base/app-error.ts';
import { forEachParallel } from '../../base/async.ts';
import type { Clock } from '../../base/clock.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';
import type { BucketAccess } from '../../model/access.ts';
import type { Checksum, ChecksumAlgorithm } from '../../model/checksum.ts';
import type { Receipt } from '../../model/part.ts';
import type { Proof } from '../../model/proof.ts';
import type { Source } from '../../model/source.ts';
import type { ObjectOptions, ObjectTarget } from '../../model/target.ts';
import { checkOptions } from '../../remote/check-options.ts';
import type { ObjectStore, StoredObject, StoredPart, UploadRef } from '../../remote/object-store.ts';
import { eachPart } from '../../remote/paging.ts';
import type { LooseUploads } from '../../store/loose-uploads.ts';
import { completeUpload } from '../complete-upload.ts';
import { sliceOf } from '../file-slice.ts';
import { proveStored } from '../prove-stored.ts';
import type { RunTools } from '../run.ts';
import { combineReceipts } from '../verify.ts';
import { joinedChecksum, partsToJoin, receiptsOf, type WantedPart } from './parts-to-join.ts';

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

export interface JoinTools {
  /** Retries by itself. */
  readonly store: ObjectStore;
  readonly loose: LooseUploads;
  readonly clock: Clock;
  /** How often a lost answer is asked for. */
  readonly attempts: number;
  readonly parallel: number;
  readonly lookAt: RunTools['lookAt'];
  readonly digest: RunTools['digest'];
}

/** `proof` is null where the parts have no checksums that could be joined. */
export interface Joined {
  readonly stored: StoredObject;
  readonly proof: Proof | null;
  readonly parts: number;
  readonly size: number;
}

/**
 * Joins the parts of an upload that no transfer stands for, and proves the object by the parts' checksums, or by a local
 * file. Before anything is joined throws `options.invalid` for parts that are not there, `proof.different` for a file
 * that is another one, and `upload.unknown`; after it `upload.unproven`. What was joined is never removed here.
 */
export async function joinParts(wish: JoinWish, tools: JoinTools, signal: AbortSignal): Promise<Joined> {
  const { access, key, uploadId, options } = wish;
  const { store, clock, attempts } = tools;
  checkOptions(access.address.kind, options);
  const parts = partsToJoin(await listParts(wish, store, signal), wish.parts);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const fromFile = wish.path === undefined ? null : await receiptsFromFile(wish, parts, size, tools, signal);
  const { kind } = access.address;
  const ours = fromFile ? combineReceipts(kind, fromFile) : joinedChecksum(kind, parts);

  const ending = { store, clock, key, size, attempts, signal };
  const unknown: Checksum = { algorithm: 'md5', value: '' };
  const named = fromFile ?? receiptsOf(parts) ?? parts.map(part => ({ ...part, checksum: unknown }));
  const completion = { key, uploadId, parts: named, size, checksum: ours ?? unknown, options };
  const forget = () => tools.loose.remove(targetOf(wish), uploadId);
  let stored: StoredObject;
  try {
    stored = await completeUpload(ending, completion, () => {});
  } catch (thrown) {
    if (toAppError(thrown).code !== 'upload.gone') throw thrown;
    forget();
    throw unknownUpload(wish);
  }
  forget();
  // A script decides by itself what becomes of a wrong object, so it stays: as if it had replaced one.
  const proof = ours && (await proveStored(ending, ours, stored, true));
  return { stored, proof, parts: parts.length, size };
}

/** The server's list; null when these keys may not ask, or when it is gone and the parts are known without it. */
async function listParts(
  wish: JoinWish,
  store: ObjectStore,
  signal: AbortSignal,
): Promise<readonly StoredPart[] | null> {
  const { key, uploadId } = wish;
  const listed: StoredPart[] = [];
  try {
    for await (const part of eachPart(store, { key, uploadId }, signal)) listed.push(part);
    return listed;
  } catch (thrown) {
    const { code } = toAppError(thrown);
    if (code === 'remote.denied') return null;
    if (code !== 'upload.gone') throw thrown;
    // It may have been completed by an earlier try whose answer was lost, which the object itself can tell.
    if (wish.parts?.every(({ etag, size }) => etag !== undefined && size !== undefined)) return null;
    throw unknownUpload(wish);
  }
}

/** The file cut as the parts are, each piece compared with its part where the store tells a checksum. */
async function receiptsFromFile(
  { path = '', key }: JoinWish,
  parts: readonly StoredPart[],
  size: number,
  { store, parallel, lookAt, digest }: JoinTools,
  outer: AbortSignal,
): Promise<readonly Receipt[]> {
  const source: Source = await lookAt(path);
  if (source.size !== size) {
    throw different(key, problem('proof.partsAndFile', { partsSize: size, fileSize: source.size }));
  }
  const known = receiptsOf(parts);
  const algorithm: ChecksumAlgorithm = known?.[0]?.checksum.algorithm ?? store.algorithm;
  const receipts: Receipt[] = [];
  let offset = 0;
  const pieces = parts.map((part, index) => {
    const piece = { part, index, offset };
    offset += part.size;
    return piece;
  });
  await forEachParallel(
    pieces,
    parallel,
    async ({ part, index, offset }, signal) => {
      const [value = ''] = await digest(sliceOf(source, { offset, size: part.size }), [algorithm], signal);
      const theirs = known?.[index]?.checksum.value;
      if (theirs !== undefined && theirs !== value) {
        const bytes = { from: offset, to: offset + part.size };
        throw different(key, problem('proof.partOfFile', { number: part.number, ...bytes }));
      }
      receipts[index] = {
        number: part.number,
        size: part.size,
        etag: part.etag,
        checksum: { algorithm, value },
      };
    },
    outer,
  );
  return receipts;
}

function targetOf({ access, key }: JoinWish): ObjectTarget {
  return { address: access.address, key };
}

function different(key: string, found: ProblemFacts): AppError {
  return new AppError('proof.different', `the file is not what the parts hold: ${found.problem}`, {
    ...found,
    key,
  });
}

export function unknownUpload({ key, uploadId }: UploadRef): AppError {
  return new AppError('upload.unknown', `there is no unfinished upload ${uploadId} of ${key}`, {
    key,
    uploadId,
  });
}

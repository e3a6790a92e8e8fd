import { toAppError } from '../../base/app-error.ts';
import { problem } from '../../base/said.ts';
import type { ObjectInfo, StoredPart } from '../../remote/object-store.ts';
import { proveFile } from '../prove/prove-file.ts';
import { proofOf } from '../prove-stored.ts';
import { combineReceipts, compareWithStore } from '../verify.ts';
import type { Joined, JoinTools, JoinWish } from './join-parts.ts';
import { joinedChecksum, partsToJoin } from './parts-to-join.ts';
import { receiptsFromFile } from './receipts-from-file.ts';
import { unknownUpload } from './unknown-upload.ts';

/**
 * The object that an earlier Complete has made whose answer was lost. No store tells from which upload an object comes, so
 * its bytes decide: it has to equal what the parts make together, when the script names ETag and size of each, or
 * the local file. Throws `upload.unknown` where it does not, or where there is neither; `proof.different` for a file
 * that the parts are not of.
 */
export async function findJoined(wish: JoinWish, tools: JoinTools, signal: AbortSignal): Promise<Joined> {
  const { key } = wish;
  const info = await tools.store.head(key, signal);
  if (info === null) throw unknownUpload(wish);
  const found = (await byParts(wish, info, tools, signal)) ?? (await byFile(wish, tools, signal));
  if (found === null) throw unknownUpload(wish, { objectSize: info.size });
  return found;
}

/** Null when the parts are not known well enough, or the store keeps nothing that theirs could be compared with. */
async function byParts(
  { access, key, path, parts: wanted, ...upload }: JoinWish,
  info: ObjectInfo,
  tools: JoinTools,
  signal: AbortSignal,
): Promise<Joined | null> {
  if (!wanted?.every(({ etag, size }) => etag !== undefined && size !== undefined)) return null;
  const { kind } = access.address;
  const parts: readonly StoredPart[] = partsToJoin(null, wanted);
  const ours =
    path === undefined
      ? joinedChecksum(kind, parts)
      : combineReceipts(kind, await receiptsFromFile(path, key, parts, tools, signal));
  const verdict = ours === null ? 'unknown' : compareWithStore(ours, info);
  if (ours === null || verdict === 'unknown') return null;
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  if (verdict === 'different' || info.size !== size) {
    const otherObject =
      info.size === size
        ? problem('joined.checksum')
        : problem('joined.size', { theirSize: info.size, ourSize: size });
    throw unknownUpload({ key, ...upload }, otherObject);
  }
  const proof = proofOf(size, ours, info, tools.clock.now());
  return { stored: storedOf(info), proof, parts: parts.length, size, isFound: true };
}

/** Null without a file. */
async function byFile(wish: JoinWish, tools: JoinTools, signal: AbortSignal): Promise<Joined | null> {
  const { key, path, parts } = wish;
  if (path === undefined) return null;
  try {
    const proof = await proveFile({ path, key }, { ...tools, onRead() {} }, signal);
    const { etag, requestId, versionId, size } = proof;
    const stored = { etag, requestId, versionId, checksum: null };
    return { stored, proof, parts: parts?.length ?? countOf(etag), size, isFound: true };
  } catch (thrown) {
    const { code, facts } = toAppError(thrown);
    if (code === 'object.missing') throw unknownUpload(wish);
    if (code !== 'proof.different' && code !== 'proof.impossible') throw thrown;
    throw unknownUpload(wish, facts);
  }
}

function storedOf({ etag, checksum, versionId, requestId }: ObjectInfo): Joined['stored'] {
  return { etag, checksum, versionId, requestId };
}

/** OSS and S3 write the number of parts behind the ETag. */
function countOf(etag: string): number | null {
  const count = /-(\d+)$/.exec(etag)?.[1];
  return count === undefined ? null : Number(count);
}

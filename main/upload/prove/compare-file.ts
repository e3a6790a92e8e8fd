import { AppError } from '../../base/app-error.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';
import type { Checksum } from '../../model/checksum.ts';
import type { Source } from '../../model/source.ts';
import type { ObjectTarget } from '../../model/target.ts';
import { countParts } from '../../plan/partition.ts';
import type { ObjectInfo } from '../../remote/object-store.ts';
import { combineReceipts, looksLikeMd5, type StoreWord } from '../verify.ts';
import { possiblePartSizes } from './part-sizes.ts';
import { type ReadTools, readChecksum, readPartSums } from './read-checksum.ts';

/** What stands for an object's bytes without the bytes: what the store says of it now, or said when it was proven. */
export interface Standing extends StoreWord {
  readonly target: ObjectTarget;
  readonly size: number;
}

/** What a HEAD says, with an ETag that is surely none of the MD5s marked as such. */
export function standingOf(target: ObjectTarget, info: ObjectInfo): Standing {
  const { size, checksum, etag, appendPosition, encryption } = info;
  const isOwnKey = encryption !== null && encryption.algorithm !== 'AES256';
  const isEtagOpaque = info.isEtagOpaque || appendPosition !== null || isOwnKey;
  return { target, size, checksum, etag, ...(isEtagOpaque && { isEtagOpaque: true }) };
}

/** Equal values, ours and the other side's. */
export interface Match {
  readonly ours: Checksum;
  readonly theirs: string;
}

/**
 * Reads the file and holds it against what stands for the object. Throws `proof.different` with what differs, and
 * `proof.impossible` where nothing comparable is kept, or where the size of the parts that an ETag was made of
 * can't be found out.
 */
export async function compareFile(
  source: Source,
  standing: Standing,
  partSize: number | undefined,
  tools: ReadTools,
  signal: AbortSignal,
): Promise<Match> {
  const { size, checksum, etag } = standing;
  if (size !== source.length) {
    throw different(standing, problem('proof.sizes', { theirSize: size, ourSize: source.length }));
  }
  if (checksum !== null && checksum.algorithm !== 'md5') {
    return matched(await readChecksum(source, checksum.algorithm, tools, signal), checksum.value, standing);
  }
  const [, digest = '', parts] = /^(.*?)(?:-(\d+))?$/.exec(etag) ?? [];
  if (standing.isEtagOpaque || !looksLikeMd5(digest)) {
    throw impossible(standing, problem('proof.noChecksum'));
  }
  if (parts === undefined) {
    return matched(await readChecksum(source, 'md5', tools, signal), digest.toLowerCase(), standing);
  }
  return await compareByParts(source, standing, Number(parts), partSize, tools, signal);
}

/**
 * An ETag made of the MD5s of parts proves only together with the size of the parts, which the store does not tell. OSS and S3
 * make it in ways of their own; both are tried, for OSS can be spoken to as S3.
 */
async function compareByParts(
  source: Source,
  standing: Standing,
  parts: number,
  partSize: number | undefined,
  tools: ReadTools,
  signal: AbortSignal,
): Promise<Match> {
  const theirs = standing.etag.toLowerCase();
  const tried =
    partSize === undefined ? possiblePartSizes(source.length, parts, tools.usualPartSize) : [partSize];
  for (const each of tried) {
    if (countParts(source.length, each) !== parts) continue;
    const sums = await readPartSums(source, 'md5', each, tools, signal);
    const [own, other] =
      standing.target.address.kind === 'oss' ? (['oss', 's3'] as const) : (['s3', 'oss'] as const);
    const candidates = [combineReceipts(own, sums), combineReceipts(other, sums)] as const;
    const found = candidates.find(({ value }) => value === theirs);
    if (found) return { ours: found, theirs };
    if (partSize !== undefined) return matched(candidates[0], theirs, standing);
  }
  throw impossible(
    standing,
    partSize === undefined
      ? problem('proof.partSizesTried', { parts, tried: tried.join(', ') })
      : problem('proof.partSizeWrong', { parts, ourParts: countParts(source.length, partSize), partSize }),
  );
}

function matched(ours: Checksum, theirs: string, standing: Standing): Match {
  if (ours.value === theirs) return { ours, theirs };
  const name = ours.algorithm === 'md5' ? 'MD5 (ETag)' : ours.algorithm.toUpperCase();
  throw different(standing, problem('proof.checksums', { name, theirs, ours: ours.value }));
}

function different({ target }: Standing, found: ProblemFacts) {
  const message = `the object is not the file: ${found.problem}`;
  return new AppError('proof.different', message, { ...found, key: target.key });
}

function impossible({ target }: Standing, found: ProblemFacts) {
  const message = `nothing can be proven: ${found.problem}`;
  return new AppError('proof.impossible', message, { ...found, key: target.key });
}

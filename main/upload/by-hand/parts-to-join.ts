import { AppError } from '../../base/app-error.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';
import type { Checksum } from '../../model/checksum.ts';
import type { Receipt } from '../../model/part.ts';
import type { StoreKind } from '../../model/target.ts';
import type { StoredPart } from '../../remote/object-store.ts';
import { combineReceipts, looksLikeMd5 } from '../verify.ts';

/** A part as a script names it; what it leaves out is taken from the server's list. */
export interface WantedPart {
  readonly number: number;
  readonly etag?: string;
  readonly size?: number;
  readonly checksum?: Checksum;
}

/**
 * The parts to join, in the order of their numbers: those that are wanted, or all that the server lists. `listed` is null
 * when we may not ask. Pure. Throws `options.invalid` for a part that is named twice, that the server lacks, or that is
 * another one there.
 */
export function partsToJoin(
  listed: readonly StoredPart[] | null,
  wanted: readonly WantedPart[] | null,
): readonly StoredPart[] {
  if (wanted === null) {
    if (listed === null) throw invalid(problem('parts.mayNotList'));
    if (listed.length === 0) throw invalid(problem('parts.noneYet'));
    return listed.toSorted(byNumber);
  }
  if (wanted.length === 0) throw invalid(problem('parts.noneNamed'));
  const onServer = listed && new Map(listed.map(part => [part.number, part]));
  const parts = wanted.toSorted(byNumber).map((part, index, all) => {
    if (all[index - 1]?.number === part.number)
      throw invalid(problem('parts.twice', { number: part.number }));
    return onServer ? asListed(part, onServer.get(part.number)) : asNamed(part);
  });
  return parts;
}

/** The checksum of the whole from those of the parts; null where these can't be combined. Pure. */
export function joinedChecksum(kind: StoreKind, parts: readonly StoredPart[]): Checksum | null {
  const receipts = receiptsOf(parts);
  return receipts && combineReceipts(kind, receipts);
}

/** The parts with a checksum each, all of one kind; their ETags where the store tells no other. Pure. */
export function receiptsOf(parts: readonly StoredPart[]): readonly Receipt[] | null {
  const algorithm = parts[0]?.checksum?.algorithm;
  const receipts: Receipt[] = [];
  for (const { number, size, etag, checksum, isEtagOpaque } of parts) {
    if (algorithm !== undefined && checksum?.algorithm === algorithm)
      receipts.push({ number, size, etag, checksum });
    else if (algorithm === undefined && checksum === null && looksLikeMd5(etag) && !isEtagOpaque) {
      receipts.push({ number, size, etag, checksum: { algorithm: 'md5', value: etag.toLowerCase() } });
    }
  }
  return receipts.length === parts.length ? receipts : null;
}

function asListed(part: WantedPart, stored: StoredPart | undefined): StoredPart {
  const { number, etag, size, checksum } = part;
  if (stored === undefined) throw invalid(problem('parts.notThere', { number }));
  if (etag !== undefined && etag.toLowerCase() !== stored.etag.toLowerCase()) {
    throw invalid(problem('parts.otherEtag', { number, theirs: stored.etag, ours: etag }));
  }
  if (size !== undefined && size !== stored.size) {
    throw invalid(problem('parts.otherSize', { number, theirSize: stored.size, ourSize: size }));
  }
  const theirs = stored.checksum;
  if (checksum && theirs?.algorithm === checksum.algorithm && theirs.value !== checksum.value) {
    const { algorithm, value } = theirs;
    throw invalid(problem('parts.otherChecksum', { number, algorithm, theirs: value, ours: checksum.value }));
  }
  return theirs || !checksum ? stored : { ...stored, checksum };
}

/** Without the server's list there is only what the script says. */
function asNamed({ number, etag, size, checksum }: WantedPart): StoredPart {
  if (etag === undefined || size === undefined) {
    throw invalid(problem('parts.needsAll', { number }));
  }
  return { number, etag, size, checksum: checksum ?? null };
}

function byNumber(a: { readonly number: number }, b: { readonly number: number }): number {
  return a.number - b.number;
}

function invalid(found: ProblemFacts): AppError {
  return new AppError('options.invalid', `the parts can't be joined: ${found.problem}`, {
    ...found,
    option: 'parts',
  });
}

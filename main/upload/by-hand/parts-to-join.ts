import { AppError } from '../../base/app-error.ts';
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
    if (listed === null)
      throw invalid('the server does not let these keys list parts, so they have to be named');
    if (listed.length === 0) throw invalid('the upload has no part yet');
    return listed.toSorted(byNumber);
  }
  if (wanted.length === 0) throw invalid('no part is named');
  const onServer = listed && new Map(listed.map(part => [part.number, part]));
  const parts = wanted.toSorted(byNumber).map((part, index, all) => {
    if (all[index - 1]?.number === part.number) throw invalid(`part ${part.number} is named twice`);
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
  if (stored === undefined) throw invalid(`the server has no part ${number}`);
  if (etag !== undefined && etag.toLowerCase() !== stored.etag.toLowerCase()) {
    throw invalid(`part ${number} has the ETag ${stored.etag} on the server, not ${etag}`);
  }
  if (size !== undefined && size !== stored.size) {
    throw invalid(`part ${number} has ${stored.size} bytes on the server, not ${size}`);
  }
  const theirs = stored.checksum;
  if (checksum && theirs?.algorithm === checksum.algorithm && theirs.value !== checksum.value) {
    throw invalid(
      `part ${number} has the ${theirs.algorithm} ${theirs.value} on the server, not ${checksum.value}`,
    );
  }
  return theirs || !checksum ? stored : { ...stored, checksum };
}

/** Without the server's list there is only what the script says. */
function asNamed({ number, etag, size, checksum }: WantedPart): StoredPart {
  if (etag === undefined || size === undefined) {
    throw invalid(`part ${number} needs etag and size, for the server's list of parts can't be had`);
  }
  return { number, etag, size, checksum: checksum ?? null };
}

function byNumber(a: { readonly number: number }, b: { readonly number: number }): number {
  return a.number - b.number;
}

function invalid(problem: string): AppError {
  return new AppError('options.invalid', problem, { option: 'parts', problem });
}

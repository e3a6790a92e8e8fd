import { createHash } from 'node:crypto';
import { AppError } from '../base/app-error.ts';
import type { Checksum } from '../model/checksum.ts';
import { combineCrc } from '../model/crc-combine.ts';
import type { Receipt } from '../model/part.ts';
import type { StoreKind } from '../model/target.ts';

/**
 * Whole-object checksum from the parts' own, in number order. For `md5` it is the ETag that the store is expected to
 * give: OSS hashes the parts' upper-case hex, S3 their bytes, and both add the number of parts.
 */
export function combineReceipts(
  kind: StoreKind,
  receipts: readonly Pick<Receipt, 'size' | 'checksum'>[],
): Checksum {
  const [first, ...rest] = receipts;
  if (!first) throw new AppError('bug', 'an upload has at least one part');
  const { algorithm } = first.checksum;
  if (algorithm === 'md5') {
    const hash = createHash('md5');
    for (const { checksum } of receipts) {
      if (kind === 'oss') hash.update(checksum.value.toUpperCase(), 'ascii');
      else hash.update(Buffer.from(checksum.value, 'hex'));
    }
    return { algorithm, value: `${hash.digest('hex')}-${receipts.length}` };
  }
  const value = rest.reduce(
    (whole, next) => combineCrc(algorithm, whole, next.checksum.value, next.size),
    first.checksum.value,
  );
  return { algorithm, value };
}

/** What a store said of stored bytes: its checksum where it keeps one, and the ETag. */
export interface StoreWord {
  readonly checksum: Checksum | null;
  readonly etag: string;
  /** The ETag is surely no MD5. */
  readonly isEtagOpaque?: true;
}

/** True for an ETag that can be the MD5 of an object or part that was sent by one request. */
export function looksLikeMd5(etag: string): boolean {
  return /^[0-9a-f]{32}$/i.test(etag);
}

/** The store's value that can be held against ours; null when it keeps nothing comparable. */
export function comparableValue(ours: Checksum, said: StoreWord): string | null {
  if (said.checksum?.algorithm === ours.algorithm) return said.checksum.value;
  if (said.isEtagOpaque) return null;
  if (ours.algorithm === 'md5' && looksLikeMd5(said.etag.replace(/-\d+$/, '')))
    return said.etag.toLowerCase();
  return null;
}

/** `unknown` when the store keeps nothing comparable. */
export function compareWithStore(ours: Checksum, said: StoreWord): 'equal' | 'different' | 'unknown' {
  const theirs = comparableValue(ours, said);
  if (theirs === null) return 'unknown';
  return theirs === ours.value ? 'equal' : 'different';
}

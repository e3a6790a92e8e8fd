import type { BucketView, StoredObject } from './bucket-view.ts';
import { checksumOf } from './checksums.ts';
import type { StateView, TransferRow } from './state-view.ts';
import { Violation } from './violation.ts';
import type { Watchman } from './watchman.ts';

/** What proofs are held against. */
export interface ProvenWorld {
  readonly prefix: string;
  readonly bucket: Pick<BucketView, 'find'>;
  readonly state: Pick<StateView, 'known' | 'transfers'>;
  readonly watchman: Pick<Watchman, 'isOfOthers' | 'lastTagOf'>;
}

/**
 * Everything that is done has a proof, and the newest one of each key that nobody else touched is that of the object: by the times in the
 * record, or, as clocks are put back, by what was told last.
 */
export function checkProofs(world: ProvenWorld): void {
  const { prefix, bucket, state, watchman } = world;
  const transfers = state.transfers();
  const newest = new Map<string, TransferRow>();
  for (const transfer of transfers) {
    const { id, key, at, algorithm } = transfer;
    if (at !== 'done') continue;
    if (algorithm === null) throw new Violation('proof', `${id} of ${key} is done without a proof`);
    const wasToldLast = transfer.etag?.toLowerCase() === watchman.lastTagOf(key);
    if (wasToldLast || newest.get(key)?.etag?.toLowerCase() !== watchman.lastTagOf(key))
      newest.set(key, transfer);
  }
  const knownTags = new Map(
    state.known().map(row => [row.key ?? prefix + row.path, row.etag.toLowerCase()] as const),
  );
  for (const [key, transfer] of newest) {
    if (watchman.isOfOthers(key)) continue;
    const stored = bucket.find(key);
    // That it was to go was judged when it went.
    if (!stored) continue;
    if (stored.etag === transfer.etag?.toLowerCase()) checkProof(transfer, stored);
    // Copied there, or appended to, since.
    else if (knownTags.get(key) === stored.etag) continue;
    else if (!hasFollower(transfer, transfers)) {
      throw new Violation('proof', `${key} is ${stored.etag}, and ${transfer.etag} was proven last`);
    }
  }
}

/** Whether something else was to be stored there, and came to no proof; as clocks are put back, nobody can tell whether that was later. */
function hasFollower({ id, key }: TransferRow, transfers: readonly TransferRow[]): boolean {
  return transfers.some(each => each.key === key && each.id !== id && each.at !== 'done');
}

function checkProof({ id, key, size, algorithm, ours, theirs }: TransferRow, stored: StoredObject): void {
  const { bytes, etag } = stored;
  if (size !== bytes.length || size !== stored.size) {
    throw new Violation('proof', `${id} of ${key} proves ${size} bytes, and there are ${bytes.length}`);
  }
  const isJoined = etag.includes('-');
  if (!isJoined && etag !== checksumOf('md5', bytes)) {
    throw new Violation('proof', `${key} has the ETag ${etag}, which its bytes do not have`);
  }
  // That of an object in parts is one of the parts' digests.
  if (algorithm === 'md5' && isJoined) return;
  const found = checksumOf(algorithm ?? '', bytes);
  if (found === null || found !== ours || (algorithm !== 'md5' && theirs !== ours)) {
    throw new Violation(
      'proof',
      `${id} of ${key}: ${algorithm} is ${found}, proven was ${ours} by ${theirs}`,
    );
  }
}

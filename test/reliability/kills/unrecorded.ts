import type { EngineRecord } from './record.ts';
import type { Delivered } from './tap.ts';

/**
 * Bytes of bodies whose answer was delivered to a program that died before it had written it down. They may be sent once more: to the
 * record they are as much in flight as those without an answer. `record` is that which the dead program has left.
 */
export function unrecordedBytes(delivered: readonly Delivered[], record: EngineRecord | null): number {
  const isRecorded = ({ key, part, hash }: Delivered): boolean => {
    if (!record) return false;
    const isStored = (row: { readonly key: string; readonly etag: string }) =>
      row.key === key && (part === null ? row.etag === hash : row.etag.includes('-'));
    return (
      record.receipts.some(row => row.key === key && row.part === part && row.etag === hash) ||
      // An object that is proven was stored with all its parts.
      record.proven.some(isStored) ||
      record.known.some(isStored)
    );
  };
  return delivered.reduce((sum, each) => sum + (isRecorded(each) ? 0 : each.bytes), 0);
}

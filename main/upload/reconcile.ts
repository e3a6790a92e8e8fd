import type { Part, Receipt } from '../model/part.ts';
import type { StoredPart } from '../remote/object-store.ts';

/** What to do with each part of an upload that goes on. Every part is in exactly one of the three. */
export interface Reconciled {
  /** In our record and on the server, alike. */
  readonly confirmed: readonly Receipt[];
  /** On the server in the right size, but not in our record: adopted when the local bytes have its checksum. */
  readonly unrecorded: readonly { readonly part: Part; readonly stored: StoredPart }[];
  readonly missing: readonly Part[];
}

/**
 * Holds our record against the server's list, which is the truth: a part that the server does not list, or lists with
 * another size, ETag or checksum than our receipt has, is sent again.
 */
export function reconcile(
  parts: Iterable<Part>,
  receipts: readonly Receipt[],
  listed: readonly StoredPart[],
): Reconciled {
  const receiptByNumber = new Map(receipts.map(receipt => [receipt.number, receipt]));
  const storedByNumber = new Map(listed.map(stored => [stored.number, stored]));
  const confirmed: Receipt[] = [];
  const unrecorded: { part: Part; stored: StoredPart }[] = [];
  const missing: Part[] = [];
  for (const part of parts) {
    const receipt = receiptByNumber.get(part.number);
    const stored = storedByNumber.get(part.number);
    if (stored?.size !== part.size) missing.push(part);
    else if (receipt && isAlike(receipt, stored)) confirmed.push(receipt);
    else unrecorded.push({ part, stored });
  }
  return { confirmed, unrecorded, missing };
}

function isAlike(receipt: Receipt, stored: StoredPart): boolean {
  if (receipt.size !== stored.size || receipt.etag.toLowerCase() !== stored.etag.toLowerCase()) return false;
  const { checksum } = stored;
  return checksum?.algorithm !== receipt.checksum.algorithm || checksum.value === receipt.checksum.value;
}

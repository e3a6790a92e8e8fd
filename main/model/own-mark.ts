import type { ObjectOptions } from './target.ts';

/** The metadata by which an object names the transfer that stored it. */
export const ownMark = 'longshore-transfer';

/** The same options with the mark of a transfer, so that its object is known again after a crash. Pure. */
export function withOwnMark(options: ObjectOptions, transferId: string): ObjectOptions {
  return { ...options, meta: { ...options.meta, [ownMark]: transferId } };
}

/** The id of the transfer that stored the object; null where nobody has marked it. A copy keeps the mark of its source. */
export function transferIdOf({ meta }: { readonly meta: Readonly<Record<string, string>> }): string | null {
  return meta[ownMark] ?? null;
}

/** Where a page of a listing begins. `id` tells apart what has one key, as uploads do. */
export interface Cursor {
  readonly from: Buffer;
  /** True: keys from `from` on; false: what comes after it. */
  readonly isIncluded: boolean;
  readonly id: string | null;
}

/** One page: items, and the groups that keys were folded into, in order together. */
export interface Walk<T> {
  readonly items: readonly T[];
  readonly groups: readonly string[];
  readonly isTruncated: boolean;
  /** What the page ended with: the next one begins behind it. */
  readonly last: { readonly item: T } | { readonly group: string } | null;
}

export interface WalkQuery {
  readonly prefix: string;
  /** Empty: no grouping. */
  readonly delimiter: string;
  readonly max: number;
}

/** Rows asked for at once when keys are grouped, most of which a group may swallow. */
const groupedRows = 100;

/** The first bytes behind all keys that begin with `prefix`; UTF-8 has no byte that could overflow. */
export function behind(prefix: string): Buffer {
  const bytes = Buffer.from(prefix);
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] ?? 0) + 1;
  return bytes;
}

/** The group that a key belongs to, null for none. */
export function groupOf(key: string, { prefix, delimiter }: WalkQuery): string | null {
  if (delimiter === '' || !key.startsWith(prefix)) return null;
  const found = key.indexOf(delimiter, prefix.length);
  return found < 0 ? null : key.slice(0, found + delimiter.length);
}

/** Lists keys in byte order from `start`, skipping over groups instead of reading through them. */
export function walk<T extends { readonly key: string }>(
  fetch: (cursor: Cursor, limit: number) => readonly T[],
  start: Cursor,
  query: WalkQuery,
  cursorAfter: (item: T) => Cursor,
): Walk<T> {
  const items: T[] = [];
  const groups: string[] = [];
  let last: Walk<T>['last'] = null;
  const lowest = Buffer.from(query.prefix);
  let cursor = Buffer.compare(start.from, lowest) < 0 ? { from: lowest, isIncluded: true, id: null } : start;
  if (query.max === 0) return { items, groups, isTruncated: false, last };
  for (;;) {
    const room = query.max - items.length - groups.length + 1;
    const limit = query.delimiter === '' ? room : groupedRows;
    const rows = fetch(cursor, limit);
    let skipped: string | null = null;
    for (const row of rows) {
      if (skipped !== null && row.key.startsWith(skipped)) continue;
      if (!row.key.startsWith(query.prefix)) return { items, groups, isTruncated: false, last };
      if (items.length + groups.length === query.max) return { items, groups, isTruncated: true, last };
      const group = groupOf(row.key, query);
      skipped = group;
      if (group === null) {
        items.push(row);
        last = { item: row };
        cursor = cursorAfter(row);
      } else {
        groups.push(group);
        last = { group };
        cursor = { from: behind(group), isIncluded: true, id: null };
      }
    }
    if (rows.length < limit) return { items, groups, isTruncated: false, last };
  }
}

/** An object as a listing tells it. */
export interface ListedEntry {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModifiedMs: number;
}

export interface ListingTotals {
  readonly objects: number;
  readonly bytes: number;
}

/** One complete listing of a folder's prefix, in a nameless temporary file that ends with it: bounded memory for any bucket. Throws `disk.full` and `disk.failed`. */
export interface Listing {
  /** A key that is there already gets the new values. */
  add(entries: readonly ListedEntry[]): void;
  find(key: string): ListedEntry | null;
  /** In byte order of keys, after one; `limit` at most. */
  page(after: string | null, limit: number): readonly ListedEntry[];
  totals(): ListingTotals;
  /** Frees what it holds. */
  close(): void;
}

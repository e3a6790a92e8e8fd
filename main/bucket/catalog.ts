import type { Database } from '../store/database.ts';
import { createBucketTable } from './bucket-table.ts';
import { createContents } from './contents.ts';
import { createObjectTable } from './object-table.ts';
import { createUploadTable } from './upload-table.ts';

/** Runs one transaction; contents that it lets go of are released in it, and their blobs handed on after the commit. */
export type Change = <T>(work: (release: (content: number) => void) => T) => T;

/**
 * The index of what the server holds. Everything is synchronous: what was read still holds until the next `await`, which
 * is what makes a condition and the write that depends on it one step.
 */
export function createCatalog(database: Database, onFreed: (blobs: readonly string[]) => void) {
  const contents = createContents(database);
  const change: Change = work => {
    const freed: string[] = [];
    const result = database.write(() => work(content => void freed.push(...contents.release(content))));
    if (freed.length > 0) onFreed(freed);
    return result;
  };
  return {
    buckets: createBucketTable(database),
    objects: createObjectTable(database, contents, change),
    uploads: createUploadTable(database, contents, change),
    segments: contents.segments,
    isBlobUsed: contents.isUsed,
    close: () => database.close(),
  };
}

export type Catalog = ReturnType<typeof createCatalog>;

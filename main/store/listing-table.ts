import { openScratch } from './database.ts';
import { startAfter } from './folder-path.ts';
import type { ListedEntry, Listing } from './listing.ts';

/**
 * An empty listing in a database of its own, which SQLite keeps in a temporary file without a name: it takes no lock of the
 * store, and closing it costs nothing however much it holds.
 */
export function openListing(): Listing {
  const database = openScratch(`
    CREATE TABLE object (
      key              TEXT PRIMARY KEY,
      size             INTEGER NOT NULL, -- bytes
      etag             TEXT NOT NULL,    -- as the server gave it, without quotes
      last_modified_ms INTEGER NOT NULL  -- wall time, ms since 1970
    ) STRICT, WITHOUT ROWID`);
  const columns = 'key, size, etag, last_modified_ms AS lastModifiedMs';
  const find = database.prepare<ListedEntry>(`SELECT ${columns} FROM object WHERE key = ?`);
  const page = database.prepare<ListedEntry>(
    `SELECT ${columns} FROM object WHERE key >= ? ORDER BY key LIMIT ?`,
  );
  const put = database.prepare(
    'INSERT OR REPLACE INTO object (key, size, etag, last_modified_ms) VALUES (:key, :size, :etag, :lastModifiedMs)',
  );
  let objects = 0;
  let bytes = 0;

  return {
    add(entries) {
      const more = { objects: 0, bytes: 0 };
      database.write(() => {
        for (const { key, size, etag, lastModifiedMs } of entries) {
          // A listing that is taken while the bucket changes may tell a key twice; the later word counts.
          const earlier = find.get(key);
          put.run({ key, size, etag, lastModifiedMs });
          more.objects += earlier ? 0 : 1;
          more.bytes += size - (earlier?.size ?? 0);
        }
      });
      objects += more.objects;
      bytes += more.bytes;
    },
    find: key => find.get(key) ?? null,
    page: (after, limit) => page.all(startAfter(after), limit),
    totals: () => ({ objects, bytes }),
    close: database.close,
  };
}

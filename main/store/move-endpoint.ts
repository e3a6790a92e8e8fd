import type { Database } from './database.ts';

/**
 * What is remembered of a server that is at another address now: nothing else about it may have changed. Before anything works on it. Where
 * the same is unfinished at both addresses, that of the old one stays as it was.
 */
export function moveEndpoint(database: Database, from: string, to: string): void {
  database.write(() => {
    for (const table of ['transfer', 'loose_upload', 'append', 'folder']) {
      database.prepare(`UPDATE OR IGNORE ${table} SET endpoint = ? WHERE endpoint = ?`).run(to, from);
    }
  });
}

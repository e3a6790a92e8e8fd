import { statSync } from 'node:fs';
import type { Database } from './database.ts';
import { mapErrors } from './sqlite-error.ts';

/** Figures of a database that tell nothing of what is in it. */
export interface StoreHealth {
  readonly version: number;
  readonly pages: number;
  readonly pageBytes: number;
  readonly freePages: number;
  readonly journalMode: string;
  /** `too-large` for a file that takes too long to read while everything waits; it was checked when it was opened, unless it is larger still. */
  readonly check: 'ok' | 'damaged' | 'too-large';
  /** Of the last 10,000 events of transfers: how often each code came. */
  readonly errorCodes: Readonly<Record<string, number>>;
  /** Of 10,000 problems of folders at most. */
  readonly problemCodes: Readonly<Record<string, number>>;
}

const mostRows = 10_000;

export function readStoreHealth(database: Database, checkUpToBytes: number): StoreHealth {
  const pragma = (name: string) => Object.values(database.prepare<object>(`PRAGMA ${name}`).get() ?? {})[0];
  const counted = (from: string) => {
    const rows = database
      .prepare<{ readonly code: string | null; readonly rows: number }>(
        `SELECT code, count(*) AS rows FROM (${from} LIMIT ${mostRows}) GROUP BY code`,
      )
      .all();
    return Object.fromEntries(rows.flatMap(({ code, rows }) => (code === null ? [] : [[code, rows]])));
  };
  const check = () => {
    const { size } = mapErrors(database.path, () => statSync(database.path));
    if (size > checkUpToBytes) return 'too-large';
    return pragma('quick_check(1)') === 'ok' ? 'ok' : 'damaged';
  };
  return {
    version: Number(pragma('user_version')),
    pages: Number(pragma('page_count')),
    pageBytes: Number(pragma('page_size')),
    freePages: Number(pragma('freelist_count')),
    journalMode: String(pragma('journal_mode')),
    check: check(),
    errorCodes: counted(
      `SELECT iif(json_valid(error), error ->> '$.code', NULL) AS code FROM event ORDER BY id DESC`,
    ),
    problemCodes: counted('SELECT code FROM problem'),
  };
}

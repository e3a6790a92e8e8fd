import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Log, silentLog } from '../../main/base/log.ts';
import { openDatabase } from '../../main/store/database.ts';
import { migrations } from '../../main/store/migrations.ts';
import { openStore } from '../../main/store/open-store.ts';
import { createFixedClock } from './fixed-clock.ts';

export const storeTimeMs = 1_700_000_000_000;

/** A store that is closed with the test, or before. */
export async function openTestStore(dir: string, log: Log = silentLog) {
  const store = await openStore(dir, { clock: createFixedClock(storeTimeMs), log });
  let isOpen = true;
  const close = () => {
    if (isOpen) store.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { ...store, close };
}

/** Changes rows behind the store's back, as a disk that flips bytes does. */
export async function damage(dir: string, sql: string): Promise<void> {
  const { database } = await openDatabase(join(dir, 'longshore.db'), migrations);
  database.exec(sql);
  database.close();
}

/** Rows as they are on the disk. */
export async function rowsOf<Row>(dir: string, query: string): Promise<Row[]> {
  const { database } = await openDatabase(join(dir, 'longshore.db'), migrations);
  const rows = database.prepare<Row>(query).all();
  database.close();
  return rows;
}

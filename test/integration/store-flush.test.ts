import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../main/store/database.ts';
import { createTempDir } from '../support/temp-dir.ts';

type Done = (error: NodeJS.ErrnoException | null) => void;

/** Holds back what the disk has done until it is let go, or fails it. */
function holdDisk() {
  const waiting: Done[] = [];
  const real = fs.fdatasync;
  const held = (_: number, done: Done) => void waiting.push(done);
  fs.fdatasync = Object.assign(held, { __promisify__: real.__promisify__ });
  syncBuiltinESMExports();
  onTestFinished(() => {
    fs.fdatasync = real;
    syncBuiltinESMExports();
  });
  return {
    waiting,
    let(error: NodeJS.ErrnoException | null = null) {
      waiting.shift()?.(error);
    },
  };
}

async function openBoats() {
  const path = join(await createTempDir(), 'harbour.db');
  const { database } = await openDatabase(path, ['CREATE TABLE boat (name TEXT NOT NULL) STRICT']);
  onTestFinished(database.close);
  const add = database.prepare('INSERT INTO boat VALUES (?)');
  return { path, database, add: (name: string) => void add.run(name) };
}

/** Whether it has resolved by now. */
async function isOver(promise: Promise<void>): Promise<boolean> {
  return Promise.race([
    promise.then(() => true),
    new Promise<false>(resolve => setImmediate(resolve, false)),
  ]);
}

test('calls that come while the disk is at work share one more round', async () => {
  const { database, add } = await openBoats();
  const disk = holdDisk();
  add('Ada');
  const first = database.flush();
  add('Bea');
  const later = [database.flush(), database.flush()];
  expect(disk.waiting).toHaveLength(1);
  disk.let();
  await first;
  expect(await isOver(Promise.all(later).then(() => {}))).toBe(false);
  expect(disk.waiting).toHaveLength(1);
  disk.let();
  await Promise.all(later);
  await database.flush();
  expect(disk.waiting, 'nothing was written since').toEqual([]);
});

test('a disk that fails is told, and asked again the next time', async () => {
  const { path, database, add } = await openBoats();
  const disk = holdDisk();
  add('Ada');
  const failed = database.flush();
  disk.let(Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'fdatasync' }));
  await expect(failed).rejects.toMatchObject({ code: 'disk.failed', facts: { path: `${path}-wal` } });
  const again = database.flush();
  disk.let();
  await again;
});

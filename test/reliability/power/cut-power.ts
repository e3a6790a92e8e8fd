import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../support/random.ts';
import { checkpointedFrames, endOf, readWal, type Wal } from './wal.ts';

/**
 * No file system that forgets does this for us. LazyFS is a FUSE file system: it has to be built, needs /dev/fuse and `user_allow_other` in
 * /etc/fuse.conf, which root alone may write. dm-log-writes is a target of the kernel's device mapper: it needs root, and two block devices.
 * A test that anybody can run, in a container too, can ask for none of that. So the files themselves are cut, behind what `note-flushes.ts`
 * saw to be flushed.
 *
 * What a power cut leaves of the database of a process that has just died:
 *
 * - `nothingLost`: all had reached the disk.
 * - `lostTail`: the log ends at any byte behind what was flushed: the files of an earlier moment, or with a torn page.
 * - `tornSectors`: behind what was flushed any sector may be missing or hold something else, for disks write in no order.
 * - `tornCheckpoint`: the log was flushed, and of its pages any sectors have reached the database.
 */
export const cutKinds = ['nothingLost', 'lostTail', 'tornSectors', 'tornCheckpoint'] as const;
export type CutKind = (typeof cutKinds)[number];

const sector = 512;

/** Does it to the files of a data directory, and tells what was done; bytes are those of the log that were lost or torn. */
export function cutPower(
  dataDir: string,
  random: Random,
): { readonly kind: CutKind; readonly bytes: number } {
  const path = join(dataDir, 'longshore.db');
  const walPath = `${path}-wal`;
  const wal = readWal(walPath);
  const flushed = wal === null ? 0 : flushedFrames(path, wal);
  // What all processes shared is in memory alone; SQLite makes it anew when the first one opens the file.
  if (random.next() < 0.5) rmSync(`${path}-shm`, { force: true });
  if (wal === null || wal.frames.length === 0) return { kind: 'nothingLost', bytes: 0 };
  const chance = random.next();
  const first = endOf(wal, flushed);
  const end = endOf(wal, wal.frames.length);
  // What is flushed to its end can lose nothing of the log, and may be cut in the middle of a checkpoint all the same.
  if (chance < (first >= end ? 0.9 : 0.15))
    return { kind: 'tornCheckpoint', bytes: tearCheckpoint(path, walPath, wal, random) };
  if (first >= end) return { kind: 'nothingLost', bytes: 0 };
  if (chance < 0.65) {
    const cut = random.between(first, end - 1);
    truncateSync(walPath, cut);
    return { kind: 'lostTail', bytes: end - cut };
  }
  return { kind: 'tornSectors', bytes: tearSectors(walPath, first, end, random) };
}

function flushedFrames(path: string, wal: Wal): number {
  const note = `${path}.flushed`;
  const noted = existsSync(note)
    ? (JSON.parse(readFileSync(note, 'utf8')) as { salt?: string; frames?: number })
    : {};
  const byCommit = noted.salt === wal.salt ? (noted.frames ?? 0) : 0;
  return Math.min(wal.frames.length, Math.max(byCommit, checkpointedFrames(`${path}-shm`)));
}

function tearSectors(walPath: string, first: number, end: number, random: Random): number {
  const bytes = readFileSync(walPath);
  const share = random.next();
  let torn = 0;
  for (let at = Math.ceil(first / sector) * sector; at < end; at += sector) {
    if (random.next() > share) continue;
    const length = Math.min(sector, end - at);
    if (random.next() < 0.5) bytes.fill(0, at, at + length);
    else random.bytes(length).copy(bytes, at);
    torn += length;
  }
  writeFileSync(walPath, bytes);
  return torn;
}

/** As if a checkpoint had been under way. Returns the bytes that it got done. */
function tearCheckpoint(path: string, walPath: string, wal: Wal, random: Random): number {
  const log = readFileSync(walPath);
  const committed = wal.frames.findLastIndex(({ commit }) => commit > 0) + 1;
  const pages = wal.frames[committed - 1]?.commit ?? 0;
  const before = readFileSync(path);
  const database = Buffer.alloc(Math.max(before.length, pages * wal.pageSize));
  before.copy(database);
  const newest = new Map(wal.frames.slice(0, committed).map(({ page, start }) => [page, start]));
  const share = random.next();
  let written = 0;
  for (const [page, start] of newest) {
    for (let at = 0; at < wal.pageSize; at += sector) {
      if (random.next() > share) continue;
      log.copy(database, (page - 1) * wal.pageSize + at, start + at, start + at + sector);
      written += sector;
    }
  }
  writeFileSync(path, database);
  return written;
}

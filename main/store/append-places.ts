import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../base/app-error.ts';
import type { AppendLog, AppendPlace, AppendPlaces, AppendSubject } from './append-log.ts';
import type { Database } from './database.ts';
import type { Owners } from './owners.ts';

interface ClaimRow {
  readonly id: string;
  readonly path: string;
  readonly target_key: string;
  readonly owner: string | null;
}

/** Columns of a place; all null until the first one is saved, and `next_…` when no append is open. */
interface PlaceRow {
  readonly id: string;
  readonly object_key: string | null;
  readonly roll: number;
  readonly base: number;
  readonly position: number;
  readonly crc: string;
  readonly head_crc: string;
  readonly tail_crc: string;
  readonly next_size: number | null;
  readonly next_crc: string | null;
  readonly inode: string;
  readonly device: string;
  readonly mtime_ns: string | null;
  readonly left_places: string;
}

const recordedPlaces: z.ZodType<readonly AppendPlace[]> = z.array(
  z.object({
    key: z.string(),
    roll: z.int(),
    base: z.int(),
    position: z.int(),
    crc: z.string(),
    headCrc: z.string(),
    tailCrc: z.string(),
    next: z.object({ size: z.int(), crc: z.string() }).nullable(),
    inode: z.string(),
    device: z.string(),
    mtimeNs: z.string().exactOptional(),
  }),
);

/** The appended files of one database, as seen by one of its owners. */
export function createAppendLog(database: Database, owners: Owners, now: () => number): AppendLog {
  const sql = prepareAll(database);

  function takeOver(row: ClaimRow): void {
    const isTaken = row.owner !== null && (row.owner === owners.ownId || owners.isAlive(row.owner));
    if (isTaken) throw busy(row, owners.pidOf(row.owner ?? ''));
    sql.take.run(owners.ownId, row.id);
  }

  function insertNew({ path, target }: AppendSubject): string {
    const { kind, endpoint, bucket } = target.address;
    const id = randomUUID();
    sql.insert.run({ id, path, kind, endpoint, bucket, key: target.key, owner: owners.ownId, atMs: now() });
    return id;
  }

  /** A change needs the claim: without this, a process that was taken for dead would write over its successor's work. */
  function requireClaim(id: string): void {
    const row = sql.claim.get(id);
    if (row?.owner === owners.ownId) return;
    if (!row) throw new AppError('bug', `there is no append ${id}`, { id });
    throw busy(row, null);
  }

  return {
    claim(subject) {
      const { kind, endpoint, bucket } = subject.target.address;
      return database.write(() => {
        const row = sql.find.get(subject.target.key, bucket, endpoint, kind, subject.path);
        if (!row) return { id: insertNew(subject), places: null };
        takeOver(row);
        const place = sql.place.get(row.id);
        return { id: row.id, places: place ? toPlaces(place) : null };
      });
    },

    save(id, { now: place, left }) {
      database.write(() => {
        requireClaim(id);
        const { next, mtimeNs = null, ...rest } = place;
        const open = { nextSize: next?.size ?? null, nextCrc: next?.crc ?? null };
        sql.save.run({ ...rest, ...open, mtimeNs, left: JSON.stringify(left), id, atMs: now() });
      });
    },

    release(id) {
      database.write(() => {
        sql.forget.run(id, owners.ownId);
        sql.release.run(id, owners.ownId);
      });
    },
  };
}

function busy({ id, path, target_key: key }: ClaimRow, pid: number | null): AppError {
  const facts = { id, path, key };
  const message = `another run appends ${path} to ${key}`;
  return new AppError('transfer.busy', message, pid === null ? facts : { ...facts, pid });
}

function toPlaces(row: PlaceRow): AppendPlaces | null {
  const { object_key: key, roll, base, position, crc, head_crc: headCrc, tail_crc: tailCrc } = row;
  if (key === null) return null;
  const { next_size: size, next_crc: nextCrc, inode, device, mtime_ns: mtimeNs } = row;
  const next = size === null || nextCrc === null ? null : { size, crc: nextCrc };
  const place = { key, roll, base, position, crc, headCrc, tailCrc, next, inode, device };
  return { now: mtimeNs === null ? place : { ...place, mtimeNs }, left: leftPlaces(row) };
}

function leftPlaces({ id, left_places: text }: PlaceRow): readonly AppendPlace[] {
  try {
    return recordedPlaces.parse(JSON.parse(text));
  } catch (thrown) {
    const reason = thrown instanceof z.ZodError ? z.prettifyError(thrown) : String(thrown);
    const message = `the record of append ${id} makes no sense: ${reason}`;
    throw new AppError('store.damaged', message, { id }, thrown);
  }
}

function prepareAll(database: Database) {
  return {
    find: database.prepare<ClaimRow>(`
      SELECT id, path, target_key, owner FROM append
      WHERE target_key = ? AND bucket = ? AND endpoint = ? AND kind = ? AND path = ?`),
    claim: database.prepare<ClaimRow>('SELECT id, path, target_key, owner FROM append WHERE id = ?'),
    place: database.prepare<PlaceRow>(`
      SELECT id, object_key, roll, base, position, crc, head_crc, tail_crc, next_size, next_crc, inode, device, mtime_ns,
             left_places
      FROM append WHERE id = ?`),
    insert: database.prepare(`
      INSERT INTO append (id, path, kind, endpoint, bucket, target_key, owner, changed_at_ms)
      VALUES (:id, :path, :kind, :endpoint, :bucket, :key, :owner, :atMs)`),
    take: database.prepare('UPDATE append SET owner = ? WHERE id = ?'),
    save: database.prepare(`
      UPDATE append SET object_key = :key, roll = :roll, base = :base, position = :position, crc = :crc,
                        head_crc = :headCrc, tail_crc = :tailCrc, next_size = :nextSize, next_crc = :nextCrc,
                        inode = :inode, device = :device, mtime_ns = :mtimeNs, left_places = :left,
                        changed_at_ms = :atMs
      WHERE id = :id`),
    forget: database.prepare('DELETE FROM append WHERE id = ? AND owner = ? AND object_key IS NULL'),
    release: database.prepare('UPDATE append SET owner = NULL WHERE id = ? AND owner = ?'),
  };
}

import { z } from 'zod';
import type { Log } from '../base/log.ts';
import type { HandWish, TransferOrigin } from '../model/hand.ts';
import type { Database, Statement } from './database.ts';
import type { HandLog, NewHand, WantedHand } from './hand-log.ts';
import { createOrderedIds } from './ordered-id.ts';
import type { Owners } from './owners.ts';
import { conditionOf, searched } from './transfer-choice.ts';
import { shownAs, sourceColumns } from './transfer-row.ts';

interface HandRow {
  readonly id: string;
  readonly source: TransferOrigin;
  readonly hand: string;
  readonly tries: number;
  readonly position: number;
}

const wishSchema: z.ZodType<HandWish> = z.object({
  account: z.object({
    profile: z.string().nullable(),
    signing: z.enum(['v4', 'v1']),
    checksum: z.enum(['crc32', 'crc32c', 'crc64nvme']),
  }),
  partSize: z.number().nullable(),
  isSimple: z.boolean(),
  url: z.string().nullable(),
});

/** Ids go to SQL as one JSON array. */
const given = 'id IN (SELECT value FROM json_each(?))';
/** By hand, and nobody works on it. Whoever asks frees what the dead have left first. */
const isFree = `folder_id IS NULL AND owner IS NULL AND at NOT IN ('done', 'cancelled')`;
/** States in which nothing happens until somebody wants it. */
const isResting = `at IN ('waiting', 'paused', 'failed', 'blocked')`;

/** What is asked for by hand, over one database. */
export function createHandLog(database: Database, owners: Owners, log: Log, now: () => number): HandLog {
  const sql = prepareAll(database);
  const nextId = createOrderedIds();
  const choosing = new Map<string, Statement<{ id: string }>>();

  function toWanted(row: HandRow): WantedHand | null {
    try {
      return {
        id: row.id,
        origin: row.source,
        wish: wishSchema.parse(JSON.parse(row.hand)),
        tries: row.tries,
      };
    } catch (thrown) {
      log.error('what was asked for by hand makes no sense and is left alone', { id: row.id, error: thrown });
      sql.unwant.run(row.id);
      return null;
    }
  }

  /** A process that died may have had a claim on what rests, as in the middle of a cancel. `ids` as one JSON array. */
  function freeLeft(ids: string): void {
    for (const { owner } of sql.claimedBy.all(ids)) {
      if (owner !== owners.ownId && !owners.isAlive(owner)) sql.free.run(owner, ids);
    }
  }

  function insert({ origin, source, target, options, wish }: NewHand, position: number): string {
    const { kind, endpoint, bucket } = target.address;
    const known = sql.findUnfinished.get(target.key, bucket, endpoint, kind, source.path);
    if (known) {
      const isWanted = origin === 'page' ? 0 : 1;
      freeLeft(JSON.stringify([known.id]));
      sql.wantKnown.run({ hand: JSON.stringify(wish), isWanted, position, id: known.id });
      sql.setOptions.run(JSON.stringify(options), known.id);
      return known.id;
    }
    const atMs = now();
    const id = nextId(atMs);
    sql.insert.run({
      ...sourceColumns(source),
      ...target.address,
      id,
      object_key: target.key,
      options: JSON.stringify(options),
      source: origin,
      is_wanted: origin === 'page' ? 0 : 1,
      hand: JSON.stringify(wish),
      position,
      created_at_ms: atMs,
    });
    sql.tell.run(id, atMs, 'added');
    return id;
  }

  /** Changes those of the ids that the condition of `change` finds, and tells the history of them. */
  function changeAll(
    ids: readonly string[],
    what: string | null,
    change: Statement<{ id: string }>,
    ...params: readonly (string | number)[]
  ) {
    return database.write(() => {
      const all = JSON.stringify(ids);
      freeLeft(all);
      const changed = change.all(...params, all);
      const atMs = now();
      if (what !== null) for (const { id } of changed) sql.tell.run(id, atMs, what);
      return changed.length;
    });
  }

  return {
    add(items) {
      return database.write(() => {
        let position = (sql.lastPosition.get()?.position ?? 0) + 1;
        return items.map(item => insert(item, position++));
      });
    },
    wanted: (nowMs, limit) =>
      [...sql.wanted.all(limit), ...sql.wantedAgain.all(nowMs, limit)]
        .toSorted((a, b) => a.position - b.position)
        .slice(0, limit)
        .flatMap(row => toWanted(row) ?? []),
    nextDueMs: nowMs => sql.nextDue.get(nowMs)?.due ?? null,
    find(id) {
      const row = sql.find.get(id);
      return row ? toWanted(row) : null;
    },
    wantAgain(id, dueAtMs, isFailure) {
      sql.wantAgain.run(dueAtMs, isFailure ? 1 : 0, id);
    },
    allDue: () => void sql.allDue.run(),
    unwant: id => void sql.unwant.run(id),
    isWanted: id => sql.isWanted.get(id) !== undefined,
    leftInTheMiddle: () => sql.leftInTheMiddle.all().map(({ id }) => id),
    setLength: (id, bytes) => void sql.setLength.run(bytes, bytes, id),
    lostStreams: () => sql.lostStreams.all().map(({ id }) => id),
    choose(choice, isOver) {
      const { sql: chosen, params } = conditionOf(choice);
      const condition = `${chosen} AND shown ${isOver ? 'IN' : 'NOT IN'} ('done', 'cancelled')`;
      const statement =
        choosing.get(condition) ??
        database.prepare<{ id: string }>(
          `SELECT id FROM ${searched} WHERE ${condition} ORDER BY created_at_ms, id`,
        );
      choosing.set(condition, statement);
      return statement.all(...params).map(({ id }) => id);
    },
    pause: ids => changeAll(ids, 'paused', sql.pause, now()),
    resume: (ids, what, usual) => changeAll(ids, what, sql.resume, now(), JSON.stringify(usual)),
    cancel: ids => changeAll(ids, 'cancelled', sql.cancel, now()),
    putFirst: ids =>
      database.write(() => {
        const first = (sql.firstPosition.get()?.position ?? 0) - ids.length;
        return ids.filter((id, place) => sql.putFirst.run(first + place, id).changes > 0).length;
      }),
    forget: ids => sql.forget.run(JSON.stringify(ids)).changes,
    isAllPaused: () => sql.flag.get('all_paused')?.value === '1',
    setAllPaused: isPaused => void sql.setFlag.run('all_paused', isPaused ? '1' : '0'),
  };
}

function prepareAll(database: Database) {
  const wantedNow = `shown = ${shownAs('at', '1')}`;
  const columns = 'id, source, hand, tries, position';
  return {
    findUnfinished: database.prepare<{ id: string }>(
      `SELECT id FROM transfer WHERE object_key = ? AND bucket = ? AND endpoint = ? AND kind = ? AND path = ? AND at NOT IN ('done', 'cancelled')`,
    ),
    wantKnown: database.prepare(
      `UPDATE transfer SET hand = :hand, is_wanted = :isWanted, position = :position, due_at_ms = 0, tries = 0, shown = ${shownAs('at', ':isWanted')} WHERE id = :id`,
    ),
    claimedBy: database.prepare<{ owner: string }>(
      `SELECT DISTINCT owner FROM transfer WHERE ${given} AND owner IS NOT NULL`,
    ),
    free: database.prepare(`UPDATE transfer SET owner = NULL WHERE owner = ? AND ${given} AND ${isResting}`),
    setOptions: database.prepare(
      `UPDATE transfer SET options = ? WHERE id = ? AND ${isFree} AND detail ->> '$.upload' IS NULL AND before_begin IS NULL`,
    ),
    insert: database.prepare(`
      INSERT INTO transfer (id, path, size, byte_offset, byte_length, mtime_ns, ctime_ns, inode, device, kind, endpoint, bucket, region, addressing,
                            object_key, options, at, detail, owner, created_at_ms, changed_at_ms, source, hand, is_wanted, position, name, shown)
      VALUES (:id, :path, :size, :byte_offset, :byte_length, :mtime_ns, :ctime_ns, :inode, :device, :kind, :endpoint, :bucket, :region, :addressing,
              :object_key, :options, 'waiting', '{"upload":null}', NULL, :created_at_ms, :created_at_ms, :source, :hand, :is_wanted, :position, :name, 'waiting')`),
    tell: database.prepare(`INSERT INTO event (transfer_id, at_ms, what, reason) VALUES (?, ?, ?, '')`),
    lastPosition: database.prepare<{ position: number | null }>(
      'SELECT max(position) AS position FROM transfer WHERE is_wanted = 1',
    ),
    firstPosition: database.prepare<{ position: number | null }>(
      'SELECT min(position) AS position FROM transfer WHERE is_wanted = 1',
    ),
    // What never failed goes along the queue, the rest by its time: neither has to pass over what is not due.
    wanted: database.prepare<HandRow>(
      `SELECT ${columns} FROM transfer WHERE is_wanted = 1 AND due_at_ms = 0 ORDER BY position LIMIT ?`,
    ),
    wantedAgain: database.prepare<HandRow>(
      `SELECT ${columns} FROM transfer WHERE is_wanted = 1 AND due_at_ms > 0 AND due_at_ms <= ? ORDER BY due_at_ms LIMIT ?`,
    ),
    nextDue: database.prepare<{ due: number | null }>(
      'SELECT min(due_at_ms) AS due FROM transfer WHERE is_wanted = 1 AND due_at_ms > 0 AND due_at_ms > ?',
    ),
    find: database.prepare<HandRow>(`SELECT ${columns} FROM transfer WHERE id = ? AND hand IS NOT NULL`),
    wantAgain: database.prepare(
      `UPDATE transfer SET is_wanted = 1, due_at_ms = ?, tries = tries + ?, ${wantedNow} WHERE id = ?`,
    ),
    allDue: database.prepare('UPDATE transfer SET due_at_ms = 0 WHERE is_wanted = 1 AND due_at_ms > 0'),
    unwant: database.prepare('UPDATE transfer SET is_wanted = 0, shown = at WHERE id = ? AND is_wanted = 1'),
    lostStreams: database.prepare<{ id: string }>(
      "SELECT id FROM transfer WHERE source = 'page' AND at NOT IN ('done', 'cancelled', 'failed', 'blocked')",
    ),
    setLength: database.prepare('UPDATE transfer SET size = ?, byte_length = ? WHERE id = ?'),
    isWanted: database.prepare('SELECT 1 FROM transfer WHERE id = ? AND is_wanted = 1'),
    leftInTheMiddle: database.prepare<{ id: string }>(
      "SELECT id FROM transfer WHERE folder_id IS NULL AND source <> 'page' AND at IN ('starting', 'sending', 'finishing', 'checking')",
    ),
    // A paused transfer says of its upload what a waiting one does, and what one that failed does besides its error.
    pause: database.prepare<{ id: string }>(`
      UPDATE transfer SET changed_at_ms = ?, is_wanted = 0, at = 'paused', shown = 'paused', detail = json_remove(detail, '$.error')
      WHERE ${given} AND (is_wanted = 1 OR at = 'waiting') AND ${isFree} AND source <> 'page'
        AND ${isResting} RETURNING id`),
    resume: database.prepare<{ id: string }>(`
      UPDATE transfer SET changed_at_ms = ?, is_wanted = 1, due_at_ms = 0, tries = 0, hand = coalesce(hand, ?), ${wantedNow}
      WHERE ${given} AND is_wanted = 0 AND ${isFree} AND source <> 'page' RETURNING id`),
    cancel: database.prepare<{ id: string }>(`
      UPDATE transfer SET is_wanted = 0, at = 'cancelled', shown = 'cancelled', detail = '{}', changed_at_ms = ?
      WHERE ${given} AND ${isFree} AND detail ->> '$.upload' IS NULL AND before_begin IS NULL
        AND ${isResting} RETURNING id`),
    putFirst: database.prepare(
      'UPDATE transfer SET position = ?, due_at_ms = 0, tries = 0 WHERE id = ? AND is_wanted = 1',
    ),
    forget: database.prepare(`
      DELETE FROM transfer WHERE ${given} AND folder_id IS NULL AND at IN ('done', 'cancelled')`),
    flag: database.prepare<{ value: string }>('SELECT value FROM desk WHERE name = ?'),
    setFlag: database.prepare('INSERT OR REPLACE INTO desk (name, value) VALUES (?, ?)'),
  };
}

import type { Log } from '../base/log.ts';
import type { Action } from '../model/action.ts';
import { type ActionRow, actionColumns, factsText, toAction } from './action-row.ts';
import type { Actions } from './actions.ts';
import type { Database } from './database.ts';
import type { FolderNumbers } from './folder-number.ts';
import { startAfter } from './folder-path.ts';

interface TallyRow {
  readonly actions: number;
  readonly bytes: number;
}

/**
 * The actions of one database. A row that makes no sense is dropped when it is met, and logged: known files and the disk
 * still differ, so the next scan plans it again.
 */
export function createActions(database: Database, numbers: FolderNumbers, log: Log): Actions {
  const sql = prepareAll(database);

  function readOrDrop(folder: number, rows: readonly ActionRow[]): readonly Action[] {
    return rows.flatMap(row => {
      try {
        return [toAction(row)];
      } catch (thrown) {
        sql.clear.run(folder, row.path);
        log.error('the record of an action made no sense and was dropped', { path: row.path, error: thrown });
        return [];
      }
    });
  }

  return {
    put(folderId, { path, do: what, from, lane, size, reason, dueAtMs, attempts }) {
      database.write(() => {
        const folder = numbers.require(folderId);
        const why = { reason: reason.code, facts: factsText(reason.facts) };
        sql.put.run({ folder, path, what, from, lane, size, ...why, dueAtMs, attempts });
      });
    },

    find(folderId, path) {
      const folder = numbers.find(folderId);
      return readOrDrop(folder, sql.find.all(folder, path))[0] ?? null;
    },

    next(folderId, lane, nowMs, limit, without) {
      const folder = numbers.find(folderId);
      const rows = sql.next.all(folder, lane, nowMs, limit + without.size);
      const wanted = rows.filter(row => !without.has(row.path));
      return readOrDrop(folder, wanted.slice(0, limit));
    },

    remove(folderId, { path, do: what, reason, dueAtMs }) {
      const folder = numbers.find(folderId);
      const facts = factsText(reason.facts);
      return sql.remove.run(folder, path, what, reason.code, facts, dueAtMs).changes > 0;
    },

    clear(folderId, path) {
      sql.clear.run(numbers.find(folderId), path);
    },

    list(folderId, kind, after, limit) {
      const folder = numbers.find(folderId);
      return readOrDrop(folder, sql.list.all(folder, kind, startAfter(after), limit));
    },

    window(folderId, which, offset, limit) {
      const folder = numbers.find(folderId);
      const statement = which === 'deletes' ? sql.deletesWindow : sql.workWindow;
      return readOrDrop(folder, statement.all(folder, limit, offset));
    },

    count: (folderId, kind) => sql.count.get(numbers.find(folderId), kind)?.actions ?? 0,

    earliestDue: folderId => sql.earliestDue.get({ folder: numbers.find(folderId) })?.at_ms ?? null,
    totals: folderId => sql.totals.get(numbers.find(folderId)) ?? { actions: 0, bytes: 0 },
    totalsOf: (folderId, kind) => sql.count.get(numbers.find(folderId), kind) ?? { actions: 0, bytes: 0 },
  };
}

function prepareAll(database: Database) {
  const earliestInLane = (lane: string) =>
    `(SELECT MIN(due_at_ms) AS at_ms FROM action WHERE folder = :folder AND lane = '${lane}' AND what <> 'delete')`;
  return {
    // A random revision needs no counter, and no one is likely to come twice for one path.
    put: database.prepare(`
      INSERT INTO action (folder, path, what, from_path, lane, size, reason, facts, due_at_ms, attempts, revision)
      VALUES (:folder, :path, :what, :from, :lane, :size, :reason, :facts, :dueAtMs, :attempts, random() & 0x1fffffffffffff)
      ON CONFLICT DO UPDATE SET what = excluded.what, from_path = excluded.from_path, lane = excluded.lane, size = excluded.size,
        reason = excluded.reason, facts = excluded.facts, due_at_ms = excluded.due_at_ms, attempts = excluded.attempts,
        revision = excluded.revision`),
    find: database.prepare<ActionRow>(`SELECT ${actionColumns} FROM action WHERE folder = ? AND path = ?`),
    next: database.prepare<ActionRow>(`
      SELECT ${actionColumns} FROM action WHERE folder = ? AND lane = ? AND what <> 'delete' AND due_at_ms <= ?
      ORDER BY due_at_ms, path LIMIT ?`),
    remove: database.prepare(
      'DELETE FROM action WHERE folder = ? AND path = ? AND what = ? AND reason = ? AND facts = ? AND due_at_ms = ?',
    ),
    clear: database.prepare('DELETE FROM action WHERE folder = ? AND path = ?'),
    list: database.prepare<ActionRow>(`
      SELECT ${actionColumns} FROM action INDEXED BY action_by_kind WHERE folder = ? AND what = ? AND path >= ?
      ORDER BY path LIMIT ?`),
    workWindow: database.prepare<ActionRow>(
      `SELECT ${actionColumns} FROM action WHERE folder = ? AND what <> 'delete' ORDER BY path LIMIT ? OFFSET ?`,
    ),
    deletesWindow: database.prepare<ActionRow>(`
      SELECT ${actionColumns} FROM action INDEXED BY action_by_kind WHERE folder = ? AND what = 'delete'
      ORDER BY path LIMIT ? OFFSET ?`),
    count: database.prepare<TallyRow>(
      'SELECT rows AS actions, bytes FROM tally WHERE folder = ? AND sort = ?',
    ),
    totals: database.prepare<TallyRow>(`
      SELECT TOTAL(rows) AS actions, TOTAL(bytes) AS bytes FROM tally
      WHERE folder = ? AND sort IN ('upload', 'compare', 'copy', 'append', 'delete', 'mark')`),
    earliestDue: database.prepare<{ at_ms: number | null }>(`
      SELECT MIN(at_ms) AS at_ms
      FROM (SELECT * FROM ${earliestInLane('small')} UNION ALL SELECT * FROM ${earliestInLane('large')})`),
  };
}

import type { Log } from '../base/log.ts';
import type { Problem } from '../model/problem.ts';
import { recordedError } from '../model/record-schema.ts';
import { factsText } from './action-row.ts';
import type { Database } from './database.ts';
import type { FolderNumbers } from './folder-number.ts';
import { parentOf, startAfter } from './folder-path.ts';
import type { ListedProblem, Problems } from './problems.ts';
import { subdirectories } from './subdirectories.ts';

interface ProblemRow {
  readonly path: string;
  readonly weight: Problem['weight'];
  readonly code: string;
  readonly message: string;
  readonly facts: string;
  readonly since_ms: number;
  readonly retry_at_ms: number | null;
}

/** The problems of one database. A row whose facts make no sense keeps its code and loses the facts; it is logged. */
export function createProblems(database: Database, numbers: FolderNumbers, log: Log): Problems {
  const sql = prepareAll(database);

  function toProblem(row: ProblemRow): Problem {
    const { path, weight, since_ms: sinceMs, retry_at_ms: retryAtMs } = row;
    return { path, error: errorOf(row), weight, sinceMs, retryAtMs };
  }

  function errorOf({ path, code, message, facts }: ProblemRow): Problem['error'] {
    try {
      return recordedError.parse({ code, message, facts: JSON.parse(facts) });
    } catch (thrown) {
      log.error('the record of a problem makes no sense in its facts', { path, error: thrown });
      return recordedError.parse({ code, message, facts: {} });
    }
  }

  return {
    put(folderId, { path, error, weight, sinceMs, retryAtMs }) {
      const { code, message, facts } = error;
      const what = { path, parent: parentOf(path), weight, code, message, facts: factsText(facts) };
      database.write(() => {
        sql.put.run({ folder: numbers.require(folderId), ...what, sinceMs, retryAtMs });
      });
    },

    find(folderId, path) {
      const row = sql.find.get(numbers.find(folderId), path);
      return row ? toProblem(row) : null;
    },

    clear(folderId, path) {
      sql.clear.run(numbers.find(folderId), path);
    },

    clearDone(folderId, path) {
      sql.clearDone.run(numbers.find(folderId), path);
    },

    entriesOf: (folderId, directory) => sql.entriesOf.all(numbers.find(folderId), directory),

    subdirectories(folderId, directory) {
      const folder = numbers.find(folderId);
      return subdirectories(
        directory,
        from => sql.parentFrom.get(folder, from)?.parent,
        path => sql.entriesOf.get(folder, path) !== undefined,
      );
    },

    below(folderId, directory, limit) {
      const folder = numbers.find(folderId);
      // Few folders have any, and the whole question takes several times as long.
      if (!sql.any.get(folder)) return [];
      return sql.below.all({ folder, directory, limit }).map(({ path }) => path);
    },

    list: (folderId, after, limit) =>
      sql.list.all(numbers.find(folderId), startAfter(after), limit).map(toProblem),
    due: (folderId, nowMs, limit) => sql.due.all(numbers.find(folderId), nowMs, limit).map(toProblem),

    totals(folderId) {
      const totals = { failed: 0, warnings: 0, skipped: 0 };
      for (const { sort, rows } of sql.totals.all(numbers.find(folderId))) {
        totals[sort === 'warning' ? 'warnings' : sort] = rows;
      }
      return totals;
    },
  };
}

function prepareAll(database: Database) {
  const columns = 'path, weight, code, message, facts, since_ms, retry_at_ms';
  return {
    put: database.prepare(`
      INSERT INTO problem (folder, path, parent, weight, code, message, facts, since_ms, retry_at_ms)
      VALUES (:folder, :path, :parent, :weight, :code, :message, :facts, :sinceMs, :retryAtMs)
      ON CONFLICT DO UPDATE SET weight = excluded.weight, message = excluded.message, facts = excluded.facts,
        since_ms = CASE WHEN code = excluded.code THEN since_ms ELSE excluded.since_ms END,
        code = excluded.code, retry_at_ms = excluded.retry_at_ms`),
    find: database.prepare<ProblemRow>(`SELECT ${columns} FROM problem WHERE folder = ? AND path = ?`),
    clear: database.prepare('DELETE FROM problem WHERE folder = ? AND path = ?'),
    clearDone: database.prepare(
      "DELETE FROM problem WHERE folder = ? AND path = ? AND NOT (weight = 'warning' AND code GLOB 'name.*')",
    ),
    entriesOf: database.prepare<ListedProblem>(
      'SELECT path, code FROM problem WHERE folder = ? AND parent = ? ORDER BY path',
    ),
    parentFrom: database.prepare<{ parent: string }>(
      'SELECT parent FROM problem WHERE folder = ? AND parent >= ? ORDER BY parent LIMIT 1',
    ),
    any: database.prepare('SELECT 1 FROM problem WHERE folder = ? LIMIT 1'),
    // '0' follows '/' in byte order.
    below: database.prepare<{ path: string }>(`
      SELECT path FROM problem WHERE folder = :folder AND parent = :directory
      UNION ALL
      SELECT path FROM problem WHERE folder = :folder AND parent >= :directory || '/' AND parent < :directory || '0'
      LIMIT :limit`),
    list: database.prepare<ProblemRow>(
      `SELECT ${columns} FROM problem WHERE folder = ? AND path >= ? ORDER BY path LIMIT ?`,
    ),
    due: database.prepare<ProblemRow>(`
      SELECT ${columns} FROM problem WHERE folder = ? AND weight = 'failed' AND retry_at_ms IS NOT NULL AND retry_at_ms <= ?
      ORDER BY retry_at_ms LIMIT ?`),
    totals: database.prepare<{ sort: Problem['weight']; rows: number }>(
      `SELECT sort, rows FROM tally WHERE folder = ? AND sort IN ('failed', 'warning', 'skipped')`,
    ),
  };
}

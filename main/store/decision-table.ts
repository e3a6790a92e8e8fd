import { z } from 'zod';
import type { Log } from '../base/log.ts';
import type { Decision } from '../model/action.ts';
import { actionKind, factsText, toReason } from './action-row.ts';
import type { Database } from './database.ts';
import type { FolderNumbers } from './folder-number.ts';
import type { Journal } from './journal.ts';

export interface JournalLimits {
  /** Lines of one path that stay. */
  readonly ofPath: number;
  /** Lines of all folders together; exceeded by a few thousand at most, until the next cut. */
  readonly total: number;
  /** A cut comes with every so many lines, and takes away up to four times as many. */
  readonly cutEvery: number;
}

/** A line takes some 200 bytes with its indexes, so the whole journal stays below a quarter of a gigabyte. */
const usualLimits: JournalLimits = { ofPath: 20, total: 1_000_000, cutEvery: 1_000 };

interface DecisionRow {
  readonly path: string;
  readonly at_ms: number;
  readonly what: string;
  readonly reason: string;
  readonly facts: string;
}

const kind = z.enum([
  ...actionKind.options,
  'skip',
  'adopt',
  'hold',
  'forget',
  'conflict',
  'fail',
  'done',
]) satisfies z.ZodType<Decision['what']>;

/** The journal of one database. A line that makes no sense is left out, and logged. */
export function createJournal(
  database: Database,
  numbers: FolderNumbers,
  log: Log,
  limits: JournalLimits = usualLimits,
): Journal {
  const sql = prepareAll(database);
  let untilCut = 0;

  function cut(): void {
    untilCut = limits.cutEvery;
    const excess = (sql.lines.get()?.lines ?? 0) - limits.total;
    if (excess > 0) sql.dropOldest.run(Math.min(excess, 4 * limits.cutEvery));
  }

  function toDecisions(rows: readonly DecisionRow[]): readonly Decision[] {
    return rows.flatMap(row => {
      try {
        return [{ atMs: row.at_ms, path: row.path, what: kind.parse(row.what), reason: toReason(row) }];
      } catch (thrown) {
        log.error('a line of the journal makes no sense and is left out', { path: row.path, error: thrown });
        return [];
      }
    });
  }

  return {
    add(folderId, { atMs, path, what, reason }) {
      database.write(() => {
        const folder = numbers.require(folderId);
        sql.add.run(folder, path, atMs, what, reason.code, factsText(reason.facts));
        if (sql.isMany.get(folder, path, limits.ofPath)) sql.dropOlder.run(folder, path, limits.ofPath);
        if (untilCut === 0) cut();
        untilCut -= 1;
      });
    },
    of: (folderId, path, limit) => toDecisions(sql.of.all(numbers.find(folderId), path, limit)),
    latest: (folderId, limit) => toDecisions(sql.latest.all(numbers.find(folderId), limit)),
  };
}

function prepareAll(database: Database) {
  const columns = 'path, at_ms, what, reason, facts';
  return {
    add: database.prepare(
      'INSERT INTO decision (folder, path, at_ms, what, reason, facts) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    isMany: database.prepare('SELECT 1 FROM decision WHERE folder = ? AND path = ? LIMIT 1 OFFSET ?'),
    dropOlder: database.prepare(`
      DELETE FROM decision WHERE id IN
        (SELECT id FROM decision WHERE folder = ? AND path = ? ORDER BY id DESC LIMIT -1 OFFSET ?)`),
    lines: database.prepare<{ lines: number }>(`
      SELECT TOTAL(rows) AS lines FROM folder CROSS JOIN tally ON tally.folder = folder.number AND sort = 'decision'`),
    dropOldest: database.prepare(
      'DELETE FROM decision WHERE id IN (SELECT id FROM decision ORDER BY id LIMIT ?)',
    ),
    of: database.prepare<DecisionRow>(
      `SELECT ${columns} FROM decision WHERE folder = ? AND path = ? ORDER BY id DESC LIMIT ?`,
    ),
    latest: database.prepare<DecisionRow>(
      `SELECT ${columns} FROM decision INDEXED BY decision_of_folder WHERE folder = ? ORDER BY id DESC LIMIT ?`,
    ),
  };
}

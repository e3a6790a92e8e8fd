import type { Log } from '../base/log.ts';
import type { Decision, Reason } from '../model/action.ts';
import type { Proof } from '../model/proof.ts';
import { recordedReason } from '../model/record-schema.ts';
import type { FolderPlace } from '../model/transfer.ts';
import type { Database } from './database.ts';
import { createJournal } from './decision-table.ts';
import { createFolderNumbers } from './folder-number.ts';
import { createKnownFiles } from './known-file-table.ts';
import { createProblems } from './problem-table.ts';
import { type SourceRow, type TransferRow, toPlace, toSource } from './transfer-row.ts';

/** What transfers change in the watched folders that they are for. Everything runs in the caller's transaction. */
export interface TransferPlaces {
  /** What is planned for a path at this moment. */
  planOf(place: FolderPlace | null): PlannedAction;
  /**
   * To be called when the source was looked at: what is planned for its path now is carried out by the bytes that go up; an
   * action that is written later is about newer ones.
   */
  lookAtPlan(id: string, place: FolderPlace | null): void;
  /**
   * Writes the known file of a proven transfer, and takes away the action that it carried out and the path's problem. Nothing
   * happens for a folder that was forgotten, nor for a piece of a file, which says nothing about the whole. Returns the line of the
   * journal that it has written.
   */
  settle(row: EndedRow, proof: Proof): Decision | null;
  /** To be called with every transfer that is over: of those with a place, only the latest stay. */
  leave(row: EndedRow): void;
}

/** The action that a transfer carries out, as its columns hold it; nulls where none is planned. */
export interface PlannedAction {
  readonly action_revision: number | null;
  readonly action_reason: string | null;
}

/** What has to be known of a transfer at its end. */
export type EndedRow = SourceRow &
  PlannedAction &
  Pick<TransferRow, 'id' | 'object_key' | 'folder_id' | 'folder_path'>;

/** Transfers of folders that are over and stay; what matters of the others is in the known files. */
const keptOver = 100_000;
/** They are counted with every so many, and up to twice as many then go. */
const pruneEvery = 1_000;

const askedFor: Reason = { code: 'asked-for', facts: {} };

export function createTransferPlaces(database: Database, log: Log, now: () => number): TransferPlaces {
  const sql = prepareAll(database);
  const numbers = createFolderNumbers(database);
  const known = createKnownFiles(database, numbers, log);
  const problems = createProblems(database, numbers, log);
  const journal = createJournal(database, numbers, log);
  let untilPrune = 0;

  function reasonOf(id: string, text: string | null): Reason {
    if (text === null) return askedFor;
    try {
      return recordedReason.parse(JSON.parse(text));
    } catch (thrown) {
      log.error('the reason of a transfer makes no sense', { id, error: thrown });
      return askedFor;
    }
  }

  function planOf(place: FolderPlace | null): PlannedAction {
    const planned = place && sql.action.get(numbers.find(place.folderId), place.path);
    if (!planned) return { action_revision: null, action_reason: null };
    const { revision, reason, facts } = planned;
    return { action_revision: revision, action_reason: `{"code":"${reason}","facts":${facts}}` };
  }

  return {
    planOf,
    lookAtPlan(id, place) {
      if (place !== null) sql.setPlan.run({ ...planOf(place), id });
    },

    settle(row, proof) {
      const place = toPlace(row);
      const { path: _, offset, length, ...identity } = toSource(row);
      const isWhole = offset === 0 && length === identity.size;
      if (place === null || !isWhole) return null;
      const { folderId, path } = place;
      const folder = numbers.ask(folderId);
      if (folder === 0) return null;
      known.put(folderId, {
        path,
        identity,
        key: row.object_key,
        etag: proof.etag,
        checksum: proof.ours,
        versionId: proof.versionId,
        provenAtMs: proof.provenAtMs,
        verifiedAtMs: null,
      });
      problems.clearDone(folderId, path);
      sql.dropAction.run(folder, path, row.action_revision);
      const reason = reasonOf(row.id, row.action_reason);
      const decision: Decision = { atMs: now(), path, what: 'done', reason };
      journal.add(folderId, decision);
      return decision;
    },

    leave(row) {
      if (toPlace(row) === null) return;
      if (untilPrune === 0) {
        untilPrune = pruneEvery;
        sql.prune.run(2 * pruneEvery, keptOver);
      }
      untilPrune -= 1;
    },
  };
}

function prepareAll(database: Database) {
  const isUpload = `what IN ('upload', 'compare', 'append')`;
  return {
    action: database.prepare<{ revision: number; reason: string; facts: string }>(
      `SELECT revision, reason, facts FROM action WHERE folder = ? AND path = ? AND ${isUpload}`,
    ),
    setPlan: database.prepare(
      'UPDATE transfer SET action_revision = :action_revision, action_reason = :action_reason WHERE id = :id',
    ),
    dropAction: database.prepare('DELETE FROM action WHERE folder = ? AND path = ? AND revision = ?'),
    prune: database.prepare(`
      DELETE FROM transfer WHERE id IN
        (SELECT id FROM transfer WHERE folder_over_at_ms IS NOT NULL ORDER BY folder_over_at_ms DESC LIMIT ? OFFSET ?)`),
  };
}

import { randomUUID } from 'node:crypto';
import { AppError } from '../base/app-error.ts';
import type { Log } from '../base/log.ts';
import type { Note } from '../base/said.ts';
import type { Decision } from '../model/action.ts';
import type { Receipt } from '../model/part.ts';
import type { BucketAddress } from '../model/target.ts';
import { type FolderPlace, isOver, type Transfer, type TransferState, uploadOf } from '../model/transfer.ts';
import type { Database } from './database.ts';
import type { Owners } from './owners.ts';
import type { NewTransfer, TransferLog } from './transfer-log.ts';
import { createTransferPlaces } from './transfer-places.ts';
import {
  fromState,
  proofRow,
  rowOf,
  sourceColumns,
  type TransferRow,
  toPlace,
  toTransfer,
} from './transfer-row.ts';
import { prepareTransfers, type ReceiptRow } from './transfer-statements.ts';

/** States that the history of a transfer by hand tells of. */
const toldStates: ReadonlySet<string> = new Set(['paused', 'blocked', 'failed', 'done', 'cancelled']);

/** The transfers of one database, as seen by one of its owners. */
export function createTransferLog(
  database: Database,
  owners: Owners,
  log: Log,
  now: () => number,
): TransferLog {
  const sql = prepareTransfers(database);
  const places = createTransferPlaces(database, log, now);

  /** A change needs the claim: without this, a process that was taken for dead would write over its successor's work. */
  function requireClaim(id: string): void {
    const row = sql.owner.get(id);
    if (row?.owner === owners.ownId) return;
    if (!row) throw new AppError('bug', `there is no transfer ${id}`, { id });
    const message = `transfer ${id} is not claimed by this process`;
    throw new AppError('transfer.busy', message, { id, path: row.path, key: row.object_key });
  }

  function changeClaimed(id: string, task: () => void): void {
    database.write(() => {
      requireClaim(id);
      task();
    });
  }

  function addNote(id: string, what: string, reason: string, said?: Note): void {
    sql.addNote.run(id, now(), what, reason, said ? JSON.stringify(said) : null);
  }

  function insertNew(wanted: NewTransfer): Transfer {
    const { source, target, options, place, isWhole } = wanted;
    const state = { at: isWhole ? 'sending' : 'waiting', upload: null } as const;
    const transfer: Transfer = {
      id: randomUUID(),
      source,
      target,
      options,
      place,
      state,
      createdAtMs: now(),
    };
    sql.insert.run({ ...rowOf(transfer), ...places.planOf(place), owner: owners.ownId });
    return transfer;
  }

  /** What can't be read is replaced by a fresh start under the same id, and said so in the history and the log. */
  function readOrRepair(row: TransferRow, wanted: NewTransfer): { transfer: Transfer; isNew: boolean } {
    try {
      return { transfer: toTransfer(row), isNew: false };
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      log.error('the record of a transfer made no sense and was begun anew', { id: row.id, error: thrown });
      const state = { at: 'waiting', upload: null } as const;
      const { source, target, options } = wanted;
      const transfer: Transfer = {
        id: row.id,
        source,
        target,
        options,
        place: toPlace(row),
        state,
        createdAtMs: row.created_at_ms,
      };
      sql.replace.run(rowOf(transfer));
      sql.dropReceipts.run(row.id);
      addNote(row.id, 'repaired', 'The stored record made no sense and was begun anew.');
      return { transfer, isNew: true };
    }
  }

  function takeOver(
    row: TransferRow,
    { region, addressing }: Pick<BucketAddress, 'region' | 'addressing'>,
    place: FolderPlace | null,
  ): void {
    if (row.owner !== null) {
      if (row.owner === owners.ownId || owners.isAlive(row.owner)) throw busy(row, owners.pidOf(row.owner));
      const pid = owners.pidOf(row.owner);
      const who = pid === null ? 'The process' : `Process ${pid}`;
      addNote(row.id, 'adopted', `${who} that worked on it ended before it was over.`);
    }
    sql.take.run(owners.ownId, region, addressing, place?.folderId ?? null, place?.path ?? null, row.id);
    places.lookAtPlan(row.id, place);
  }

  function placeOf(id: string): FolderPlace | null {
    const row = sql.find.get(id);
    return row ? toPlace(row) : null;
  }

  function end(id: string, state: TransferState): Decision | null {
    sql.dropReceipts.run(id);
    if (state.at === 'done') sql.addProof.run(proofRow(id, state.proof));
    const row = sql.ended.get(id);
    if (!row) return null;
    const decision = state.at === 'done' ? places.settle(row, state.proof) : null;
    places.leave(row);
    return decision;
  }

  return {
    together: database.writeTogether,

    claim(wanted) {
      const { kind, endpoint, bucket } = wanted.target.address;
      const { key } = wanted.target;
      return database.write(() => {
        const row = sql.findUnfinished.get(key, bucket, endpoint, kind, wanted.source.path);
        if (!row) return { transfer: insertNew(wanted), isNew: true };
        takeOver(row, wanted.target.address, wanted.place ?? toPlace(row));
        return readOrRepair(sql.find.get(row.id) ?? row, wanted);
      });
    },

    claimById(id) {
      return database.write(() => {
        const row = sql.find.get(id);
        if (!row) return null;
        const transfer = toTransfer(row);
        if (isOver(transfer.state)) return null;
        takeOver(row, transfer.target.address, transfer.place);
        return transfer;
      });
    },

    expectUpload(id, others) {
      changeClaimed(id, () => sql.expectUpload.run(JSON.stringify(others), id));
    },

    expectedUpload(id) {
      const others = sql.expectedUpload.get(id)?.before_begin ?? null;
      return others === null ? null : (JSON.parse(others) as readonly string[]);
    },

    uploadIds({ address, key }) {
      const { kind, endpoint, bucket } = address;
      return sql.uploadIds.all({ key, bucket, endpoint, kind }).map(row => row.upload_id);
    },

    setState(id, state) {
      const upload = uploadOf(state);
      const change = () => {
        const { at, detail } = fromState(state);
        const atMs = now();
        const owner = isOver(state) ? null : owners.ownId;
        if (state.at === 'sending' && upload) sql.tellBegun.run({ id, atMs });
        const { changes } = sql.setState.run({ at, detail, atMs, owner, id, claimedBy: owners.ownId });
        if (changes === 0) requireClaim(id);
        const decision = isOver(state) ? end(id, state) : null;
        if (toldStates.has(state.at)) sql.tellState.run({ id, atMs, at, error: errorOf(state) });
        if (upload) sql.expectUpload.run(null, id);
        return decision;
      };
      // An upload whose id was lost is a stranger that nobody removes.
      const write = state.at === 'sending' && upload ? database.writeThrough : database.write;
      return write(change);
    },

    setSource(id, source) {
      changeClaimed(id, () => {
        sql.setSource.run({ ...sourceColumns(source), id });
        places.lookAtPlan(id, placeOf(id));
      });
    },

    setOptions(id, options) {
      changeClaimed(id, () => sql.setOptions.run(JSON.stringify(options), id));
    },

    addReceipt(id, { number, size, etag, checksum }) {
      changeClaimed(id, () => sql.addReceipt.run(id, number, size, etag, checksum.algorithm, checksum.value));
    },

    receipts: id => sql.receipts.all(id).map(toReceipt),

    dropReceipts(id) {
      changeClaimed(id, () => sql.dropReceipts.run(id));
    },

    note: addNote,
    notes: id => sql.notes.all(id),

    release(id) {
      sql.release.run(id, owners.ownId);
    },

    find(id) {
      const row = sql.find.get(id);
      return row ? toTransfer(row) : null;
    },

    unfinished() {
      const readable: Transfer[] = [];
      for (const row of sql.unfinished.all()) {
        try {
          readable.push(toTransfer(row));
        } catch (thrown) {
          log.error('the record of a transfer makes no sense and is left out', { id: row.id, error: thrown });
        }
      }
      return readable;
    },

    isOwn: id => sql.exists.get(id) !== undefined,

    isOwned(id) {
      const owner = sql.owner.get(id)?.owner ?? null;
      return owner !== null && (owner === owners.ownId || owners.isAlive(owner));
    },
  };
}

function errorOf(state: TransferState): string | null {
  return 'error' in state ? JSON.stringify(state.error) : null;
}

function busy(row: TransferRow, pid: number | null): AppError {
  const facts = { id: row.id, path: row.path, key: row.object_key };
  const message = `another run works on ${row.path} for ${row.object_key}`;
  return new AppError('transfer.busy', message, pid === null ? facts : { ...facts, pid });
}

function toReceipt({ number, size, etag, algorithm, checksum }: ReceiptRow): Receipt {
  return { number, size, etag, checksum: { algorithm, value: checksum } };
}

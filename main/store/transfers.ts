import { randomUUID } from 'node:crypto';
import { AppError } from '../base/app-error.ts';
import type { Log } from '../base/log.ts';
import type { ChecksumAlgorithm } from '../model/checksum.ts';
import type { Receipt } from '../model/part.ts';
import type { Proof } from '../model/proof.ts';
import type { Source } from '../model/source.ts';
import type { BucketAddress } from '../model/target.ts';
import { isOver, type Transfer, uploadOf } from '../model/transfer.ts';
import type { Database } from './database.ts';
import type { Owners } from './owners.ts';
import type { NewTransfer, TransferLog, TransferNote } from './transfer-log.ts';
import { fromState, selectRows, type TransferRow, toTransfer } from './transfer-row.ts';

interface ReceiptRow {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  readonly algorithm: ChecksumAlgorithm;
  readonly checksum: string;
}

/** The transfers of one database, as seen by one of its owners. */
export function createTransferLog(
  database: Database,
  owners: Owners,
  log: Log,
  now: () => number,
): TransferLog {
  const sql = prepareAll(database);

  /** A change needs the claim: without this, a process that was taken for dead would write over its successor's work. */
  function requireClaim(id: string): void {
    const row = sql.owner.get(id);
    if (row?.owner === owners.ownId) return;
    if (!row) throw new AppError('bug', `there is no transfer ${id}`, { id });
    const message = `transfer ${id} is not claimed by this process`;
    throw new AppError('transfer.busy', message, { id, path: row.path, key: row.object_key });
  }

  function changeClaimed(id: string, task: () => void, write = database.write): void {
    write(() => {
      requireClaim(id);
      task();
    });
  }

  function addNote(id: string, what: string, reason: string): void {
    sql.addNote.run(id, now(), what, reason);
  }

  function insertNew(wanted: NewTransfer): Transfer {
    const state = { at: 'waiting', upload: null } as const;
    const { source, target, options, place } = wanted;
    const transfer: Transfer = {
      id: randomUUID(),
      source,
      target,
      options,
      place,
      state,
      createdAtMs: now(),
    };
    sql.insert.run({ ...rowOf(transfer), owner: owners.ownId });
    return transfer;
  }

  /** What can't be read is replaced by a fresh start under the same id, and said so in the history and the log. */
  function readOrRepair(row: TransferRow, wanted: NewTransfer): { transfer: Transfer; isNew: boolean } {
    try {
      return { transfer: { ...toTransfer(row), place: wanted.place }, isNew: false };
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      log.error('the record of a transfer made no sense and was begun anew', { id: row.id, error: thrown });
      const state = { at: 'waiting', upload: null } as const;
      const { source, target, options, place } = wanted;
      const transfer: Transfer = {
        id: row.id,
        source,
        target,
        options,
        place,
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
  ): void {
    if (row.owner !== null) {
      if (row.owner === owners.ownId || owners.isAlive(row.owner)) throw busy(row, owners.pidOf(row.owner));
      const pid = owners.pidOf(row.owner);
      const who = pid === null ? 'The process' : `Process ${pid}`;
      addNote(row.id, 'adopted', `${who} that worked on it ended before it was over.`);
    }
    sql.take.run(owners.ownId, region, addressing, row.id);
  }

  return {
    claim(wanted) {
      const { kind, endpoint, bucket } = wanted.target.address;
      const { key } = wanted.target;
      return database.write(() => {
        const row = sql.findUnfinished.get(key, bucket, endpoint, kind, wanted.source.path);
        if (!row) return { transfer: insertNew(wanted), isNew: true };
        takeOver(row, wanted.target.address);
        return readOrRepair(sql.find.get(row.id) ?? row, wanted);
      });
    },

    claimById(id) {
      return database.write(() => {
        const row = sql.find.get(id);
        if (!row) return null;
        const transfer = toTransfer(row);
        if (isOver(transfer.state)) return null;
        takeOver(row, transfer.target.address);
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
        sql.setState.run(at, detail, now(), isOver(state) ? null : owners.ownId, id);
        if (state.at === 'done') sql.addProof.run(proofRow(id, state.proof));
        if (isOver(state)) sql.dropReceipts.run(id);
        if (upload) sql.expectUpload.run(null, id);
      };
      // An upload whose id was lost is a stranger that nobody removes.
      changeClaimed(id, change, state.at === 'sending' && upload ? database.writeThrough : database.write);
    },

    setSource(id, source) {
      changeClaimed(id, () => sql.setSource.run({ ...sourceColumns(source), id }));
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

    isOwned(id) {
      const owner = sql.owner.get(id)?.owner ?? null;
      return owner !== null && (owner === owners.ownId || owners.isAlive(owner));
    },
  };
}

function busy(row: TransferRow, pid: number | null): AppError {
  const facts = { id: row.id, path: row.path, key: row.object_key };
  const message = `another run works on ${row.path} for ${row.object_key}`;
  return new AppError('transfer.busy', message, pid === null ? facts : { ...facts, pid });
}

function sourceColumns(source: Source) {
  const { path, size, offset, length, mtimeNs, ctimeNs, inode, device } = source;
  return {
    path,
    size,
    byte_offset: offset,
    byte_length: length,
    mtime_ns: mtimeNs,
    ctime_ns: ctimeNs,
    inode,
    device,
  };
}

function rowOf({ id, source, target, options, state, createdAtMs }: Transfer) {
  return {
    ...sourceColumns(source),
    ...target.address,
    ...fromState(state),
    id,
    object_key: target.key,
    options: JSON.stringify(options),
    created_at_ms: createdAtMs,
    changed_at_ms: createdAtMs,
  };
}

function proofRow(id: string, proof: Proof) {
  const { size, ours, theirs, etag, requestId, versionId, provenAtMs, callback } = proof;
  return {
    id,
    size,
    algorithm: ours.algorithm,
    ours: ours.value,
    theirs,
    etag,
    requestId,
    versionId,
    callback: callback && JSON.stringify(callback),
    provenAtMs,
  };
}

function toReceipt({ number, size, etag, algorithm, checksum }: ReceiptRow): Receipt {
  return { number, size, etag, checksum: { algorithm, value: checksum } };
}

function prepareAll(database: Database) {
  const unfinished = `at NOT IN ('done', 'cancelled')`;
  return {
    find: database.prepare<TransferRow>(`${selectRows} WHERE transfer.id = ?`),
    findUnfinished: database.prepare<TransferRow>(
      `${selectRows} WHERE object_key = ? AND bucket = ? AND endpoint = ? AND kind = ? AND path = ? AND ${unfinished}`,
    ),
    unfinished: database.prepare<TransferRow>(
      `${selectRows} WHERE ${unfinished} ORDER BY created_at_ms, transfer.id`,
    ),
    owner: database.prepare<{ owner: string | null; path: string; object_key: string }>(
      'SELECT owner, path, object_key FROM transfer WHERE id = ?',
    ),
    insert: database.prepare(`
      INSERT INTO transfer (id, path, size, byte_offset, byte_length, mtime_ns, ctime_ns, inode, device, kind, endpoint, bucket, region, addressing,
                            object_key, options, at, detail, owner, created_at_ms, changed_at_ms)
      VALUES (:id, :path, :size, :byte_offset, :byte_length, :mtime_ns, :ctime_ns, :inode, :device, :kind, :endpoint, :bucket, :region, :addressing,
              :object_key, :options, :at, :detail, :owner, :created_at_ms, :changed_at_ms)`),
    replace: database.prepare(`
      UPDATE transfer SET size = :size, byte_offset = :byte_offset, byte_length = :byte_length, mtime_ns = :mtime_ns, ctime_ns = :ctime_ns, inode = :inode, device = :device, region = :region,
                          addressing = :addressing, options = :options, at = :at, detail = :detail
      WHERE id = :id`),
    take: database.prepare('UPDATE transfer SET owner = ?, region = ?, addressing = ? WHERE id = ?'),
    release: database.prepare('UPDATE transfer SET owner = NULL WHERE id = ? AND owner = ?'),
    setState: database.prepare(
      'UPDATE transfer SET at = ?, detail = ?, changed_at_ms = ?, owner = ? WHERE id = ?',
    ),
    setSource: database.prepare(`
      UPDATE transfer SET path = :path, size = :size, byte_offset = :byte_offset, byte_length = :byte_length, mtime_ns = :mtime_ns, ctime_ns = :ctime_ns, inode = :inode, device = :device
      WHERE id = :id`),
    setOptions: database.prepare('UPDATE transfer SET options = ? WHERE id = ?'),
    addReceipt: database.prepare(`
      INSERT OR REPLACE INTO receipt (transfer_id, number, size, etag, algorithm, checksum)
      VALUES (?, ?, ?, ?, ?, ?)`),
    receipts: database.prepare<ReceiptRow>(
      'SELECT number, size, etag, algorithm, checksum FROM receipt WHERE transfer_id = ? ORDER BY number',
    ),
    dropReceipts: database.prepare('DELETE FROM receipt WHERE transfer_id = ?'),
    addNote: database.prepare('INSERT INTO event (transfer_id, at_ms, what, reason) VALUES (?, ?, ?, ?)'),
    notes: database.prepare<TransferNote>(
      'SELECT at_ms AS atMs, what, reason FROM event WHERE transfer_id = ? ORDER BY id',
    ),
    addProof: database.prepare(`
      INSERT INTO proof (transfer_id, size, algorithm, ours, theirs, etag, request_id, version_id, proven_at_ms, callback)
      VALUES (:id, :size, :algorithm, :ours, :theirs, :etag, :requestId, :versionId, :provenAtMs, :callback)`),
    expectUpload: database.prepare('UPDATE transfer SET before_begin = ? WHERE id = ?'),
    expectedUpload: database.prepare<{ before_begin: string | null }>(
      'SELECT before_begin FROM transfer WHERE id = ?',
    ),
    uploadIds: database.prepare<{ upload_id: string }>(`
      SELECT detail ->> '$.upload.uploadId' AS upload_id FROM transfer
      WHERE object_key = :key AND bucket = :bucket AND endpoint = :endpoint AND kind = :kind AND ${unfinished}
        AND upload_id IS NOT NULL
      UNION ALL
      SELECT upload_id FROM loose_upload
      WHERE object_key = :key AND bucket = :bucket AND endpoint = :endpoint AND kind = :kind`),
  };
}

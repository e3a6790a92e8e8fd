import type { ChecksumAlgorithm } from '../model/checksum.ts';
import type { Database } from './database.ts';
import type { TransferNote } from './transfer-log.ts';
import type { EndedRow } from './transfer-places.ts';
import { selectRows, selectUnproven, shownAs, type TransferRow } from './transfer-row.ts';

export interface ReceiptRow {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  readonly algorithm: ChecksumAlgorithm;
  readonly checksum: string;
}

/** What `createTransferLog` asks and tells a database. */
export function prepareTransfers(database: Database) {
  const isFile = `source IN ('file', 'text')`;
  const unfinished = `at NOT IN ('done', 'cancelled')`;
  return {
    find: database.prepare<TransferRow>(`${selectRows} WHERE transfer.id = ?`),
    findUnfinished: database.prepare<TransferRow>(
      `${selectUnproven} WHERE object_key = ? AND bucket = ? AND endpoint = ? AND kind = ? AND path = ? AND ${unfinished}`,
    ),
    unfinished: database.prepare<TransferRow>(
      `${selectUnproven} WHERE ${unfinished} AND ${isFile} ORDER BY created_at_ms, transfer.id`,
    ),
    owner: database.prepare<{ owner: string | null; path: string; object_key: string }>(
      'SELECT owner, path, object_key FROM transfer WHERE id = ?',
    ),
    insert: database.prepare(`
      INSERT INTO transfer (id, path, size, byte_offset, byte_length, mtime_ns, ctime_ns, inode, device, kind, endpoint, bucket, region, addressing,
                            object_key, options, at, detail, owner, created_at_ms, changed_at_ms, folder_id, folder_path, name, shown,
                            action_revision, action_reason)
      VALUES (:id, :path, :size, :byte_offset, :byte_length, :mtime_ns, :ctime_ns, :inode, :device, :kind, :endpoint, :bucket, :region, :addressing,
              :object_key, :options, :at, :detail, :owner, :created_at_ms, :changed_at_ms, :folder_id, :folder_path, :name, :at,
              :action_revision, :action_reason)`),
    replace: database.prepare(`
      UPDATE transfer SET size = :size, byte_offset = :byte_offset, byte_length = :byte_length, mtime_ns = :mtime_ns, ctime_ns = :ctime_ns, inode = :inode, device = :device, region = :region,
                          addressing = :addressing, options = :options, at = :at, detail = :detail, shown = ${shownAs(':at', 'is_wanted')}
      WHERE id = :id`),
    take: database.prepare(
      'UPDATE transfer SET owner = ?, region = ?, addressing = ?, folder_id = ?, folder_path = ? WHERE id = ?',
    ),
    exists: database.prepare('SELECT 1 FROM transfer WHERE id = ?'),
    release: database.prepare('UPDATE transfer SET owner = NULL WHERE id = ? AND owner = ?'),
    /** Changes nothing where `claimedBy` has no claim. */
    setState: database.prepare(`
      UPDATE transfer SET at = :at, detail = :detail, changed_at_ms = :atMs, owner = :owner, shown = ${shownAs(':at', 'is_wanted')},
                          folder_over_at_ms = CASE WHEN :owner IS NULL AND folder_id IS NOT NULL THEN :atMs END
      WHERE id = :id AND owner = :claimedBy`),
    ended: database.prepare<EndedRow>(`
      SELECT id, path, size, byte_offset, byte_length, mtime_ns, ctime_ns, inode, device, object_key, folder_id, folder_path,
             action_revision, action_reason
      FROM transfer WHERE id = ?`),
    setSource: database.prepare(`
      UPDATE transfer SET path = :path, name = :name, size = :size, byte_offset = :byte_offset, byte_length = :byte_length, mtime_ns = :mtime_ns, ctime_ns = :ctime_ns, inode = :inode, device = :device
      WHERE id = :id`),
    setOptions: database.prepare('UPDATE transfer SET options = ? WHERE id = ?'),
    addReceipt: database.prepare(`
      INSERT OR REPLACE INTO receipt (transfer_id, number, size, etag, algorithm, checksum)
      VALUES (?, ?, ?, ?, ?, ?)`),
    receipts: database.prepare<ReceiptRow>(
      'SELECT number, size, etag, algorithm, checksum FROM receipt WHERE transfer_id = ? ORDER BY number',
    ),
    dropReceipts: database.prepare('DELETE FROM receipt WHERE transfer_id = ?'),
    addNote: database.prepare(
      'INSERT INTO event (transfer_id, at_ms, what, reason, said) VALUES (?, ?, ?, ?, ?)',
    ),
    tellState: database.prepare(`
      INSERT INTO event (transfer_id, at_ms, what, reason, error)
      SELECT id, :atMs, :at, '', :error FROM transfer WHERE id = :id AND folder_id IS NULL`),
    tellBegun: database.prepare(`
      INSERT INTO event (transfer_id, at_ms, what, reason)
      SELECT id, :atMs, 'begun', '' FROM transfer WHERE id = :id AND folder_id IS NULL AND at = 'starting'`),
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

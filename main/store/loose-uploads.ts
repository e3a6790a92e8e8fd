import type { ObjectTarget, StoreKind } from '../model/target.ts';
import type { Database } from './database.ts';
import type { Owners } from './owners.ts';

/** `stream`: its source can't be read twice; `by-hand`: a script drives it; `left`: it was given up, but could not be removed. */
export type LooseReason = 'stream' | 'by-hand' | 'left';

export interface LooseUpload {
  readonly target: ObjectTarget;
  readonly uploadId: string;
  readonly reason: LooseReason;
  /** Of its first record here. */
  readonly begunAtMs: number;
  /** A living process, this one included, works on it. Never true of `by-hand` and `left`, which wait for the user. */
  readonly isOwned: boolean;
}

/**
 * Uploads on servers that we have begun and that no transfer stands for, shared by all processes over one data directory.
 * The record helps to clean up and nothing depends on it: when it is lost, they are still in the servers' own lists.
 */
export interface LooseUploads {
  /** To be called once the server has given the id. One that is known gets the new reason. */
  add(upload: Pick<LooseUpload, 'target' | 'uploadId' | 'reason'>): void;
  /** Completed, or removed from the server. May repeat. */
  remove(target: ObjectTarget, uploadId: string): void;
  /** Oldest first. */
  all(): readonly LooseUpload[];
}

interface LooseRow {
  readonly kind: StoreKind;
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly addressing: ObjectTarget['address']['addressing'];
  readonly object_key: string;
  readonly upload_id: string;
  readonly reason: LooseReason;
  readonly owner: string | null;
  readonly begun_at_ms: number;
}

/** The loose uploads of one database, as seen by one of its owners. */
export function createLooseUploads(database: Database, owners: Owners, now: () => number): LooseUploads {
  const insert = database.prepare(`
    INSERT INTO loose_upload (object_key, bucket, endpoint, kind, upload_id, region, addressing, reason, owner, begun_at_ms)
    VALUES (:key, :bucket, :endpoint, :kind, :uploadId, :region, :addressing, :reason, :owner, :begunAtMs)
    ON CONFLICT DO UPDATE SET region = :region, addressing = :addressing, reason = :reason, owner = :owner`);
  const remove = database.prepare(
    'DELETE FROM loose_upload WHERE object_key = ? AND bucket = ? AND endpoint = ? AND kind = ? AND upload_id = ?',
  );
  const select = database.prepare<LooseRow>('SELECT * FROM loose_upload ORDER BY begun_at_ms, upload_id');

  function toLooseUpload(row: LooseRow): LooseUpload {
    const { kind, endpoint, bucket, region, addressing, owner } = row;
    return {
      target: { address: { kind, endpoint, bucket, region, addressing }, key: row.object_key },
      uploadId: row.upload_id,
      reason: row.reason,
      begunAtMs: row.begun_at_ms,
      isOwned: owner !== null && (owner === owners.ownId || owners.isAlive(owner)),
    };
  }

  return {
    add({ target, uploadId, reason }) {
      const owner = reason === 'stream' ? owners.ownId : null;
      const row = { ...target.address, key: target.key, uploadId, reason, owner, begunAtMs: now() };
      database.writeThrough(() => insert.run(row));
    },
    remove({ address, key }, uploadId) {
      remove.run(key, address.bucket, address.endpoint, address.kind, uploadId);
    },
    all: () => select.all().map(toLooseUpload),
  };
}

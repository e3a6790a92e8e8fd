import type { Database } from '../store/database.ts';
import type { Segment } from './blobs.ts';
import type { Change } from './catalog.ts';
import type { ChecksumType, S3Algorithm } from './checksums.ts';
import type { Contents } from './contents.ts';
import { type Attributes, attributesIn } from './object-table.ts';
import type { Cursor } from './walk.ts';

/** How an S3 upload is going to be proven. */
export interface UploadChecksum {
  readonly algorithm: S3Algorithm;
  readonly type: ChecksumType;
  /** False: nobody named one, and the server keeps its default. */
  readonly isAsked: boolean;
}

export interface UploadRecord {
  readonly id: string;
  readonly key: string;
  readonly initiatedAtMs: number;
  readonly isSequential: boolean;
  /** Null for uploads begun by OSS. */
  readonly checksum: UploadChecksum | null;
  readonly attributes: Attributes;
}

export interface PartFacts {
  readonly size: number;
  readonly md5: string;
  readonly crc64: string | null;
  /** Hex, in the upload's algorithm. */
  readonly checksum: string | null;
  readonly modifiedAtMs: number;
}

export interface PartRecord extends PartFacts {
  readonly number: number;
  readonly content: number;
}

interface UploadRow {
  readonly id: string;
  readonly key: Uint8Array;
  readonly initiatedAtMs: number;
  readonly sequential: number;
  readonly checksum: string | null;
  readonly attributes: string;
}

const uploadColumns = 'id, key, initiated_at_ms as initiatedAtMs, sequential, checksum, attributes';
const partColumns = 'number, content, size, md5, crc64, checksum, modified_at_ms as modifiedAtMs';

export function createUploadTable(database: Database, contents: Contents, change: Change) {
  const find = database.prepare<UploadRow>(
    `select ${uploadColumns} from upload where id = ? and bucket = ? and key = ?`,
  );
  const insert = database.prepare(
    `insert into upload (id, bucket, key, initiated_at_ms, sequential, checksum, attributes)
     values (?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.prepare('delete from upload where id = ?');
  const after = database.prepare<UploadRow>(
    `select ${uploadColumns} from upload where bucket = ? and (key, id) > (?, ?) order by key, id limit ?`,
  );
  const from = database.prepare<UploadRow>(
    `select ${uploadColumns} from upload where bucket = ? and key >= ? order by key, id limit ?`,
  );
  const parts = database.prepare<PartRecord>(
    `select ${partColumns} from part where upload = ? and number > ? order by number limit ?`,
  );
  const part = database.prepare<PartRecord>(
    `select ${partColumns} from part where upload = ? and number = ?`,
  );
  const putPart = database.prepare(
    `insert or replace into part (upload, number, content, size, md5, crc64, checksum, modified_at_ms)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const removeParts = database.prepare('delete from part where upload = ?');

  const allParts = (id: string) => parts.all(id, 0, -1);

  return {
    find(bucket: number, key: string, id: string): UploadRecord | null {
      const row = find.get(id, bucket, Buffer.from(key));
      return row ? toRecord(row) : null;
    },

    add(bucket: number, upload: UploadRecord): void {
      insert.run(
        upload.id,
        bucket,
        Buffer.from(upload.key),
        upload.initiatedAtMs,
        upload.isSequential ? 1 : 0,
        upload.checksum === null ? null : JSON.stringify(upload.checksum),
        JSON.stringify(upload.attributes),
      );
    },

    part: (id: string, number: number): PartRecord | null => part.get(id, number) ?? null,

    /** By number, after `marker`. */
    parts: (id: string, marker: number, limit: number) => parts.all(id, marker, limit),

    allParts,

    /** Stores a part in the place of the one that had its number. */
    putPart(id: string, number: number, facts: PartFacts, segments: readonly Segment[]): void {
      change(release => {
        const old = part.get(id, number)?.content;
        const content = contents.add(segments);
        putPart.run(
          id,
          number,
          content,
          facts.size,
          facts.md5,
          facts.crc64,
          facts.checksum,
          facts.modifiedAtMs,
        );
        if (old !== undefined) release(old);
      });
    },

    /** The listed parts become the object, others go, and so does the upload: all in one step. */
    complete(
      id: string,
      listed: readonly PartRecord[],
      replaceObject: (content: number) => number | null,
    ): void {
      change(release => {
        const kept = new Set(listed.map(({ number }) => number));
        const others = allParts(id).filter(({ number }) => !kept.has(number));
        removeParts.run(id);
        remove.run(id);
        const replaced = replaceObject(contents.join(listed.map(({ content }) => content)));
        if (replaced !== null) release(replaced);
        for (const other of others) release(other.content);
      });
    },

    remove(id: string): void {
      change(release => {
        const left = allParts(id);
        removeParts.run(id);
        remove.run(id);
        for (const { content } of left) release(content);
      });
    },

    /** In order of key and id. Without an id, uploads of the key itself are left out unless `isIncluded`. */
    page(bucket: number, start: Cursor, limit: number): UploadRecord[] {
      // A tilde sorts behind every id, which is hex.
      const rows = start.isIncluded
        ? from.all(bucket, start.from, limit)
        : after.all(bucket, start.from, start.id ?? '~', limit);
      return rows.map(toRecord);
    },
  };
}

export type UploadTable = ReturnType<typeof createUploadTable>;

function toRecord({ sequential, ...row }: UploadRow): UploadRecord {
  return {
    ...row,
    key: Buffer.from(row.key).toString('utf8'),
    isSequential: sequential === 1,
    checksum: row.checksum === null ? null : (JSON.parse(row.checksum) as UploadRecord['checksum']),
    attributes: attributesIn(row.attributes),
  };
}

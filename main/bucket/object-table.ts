import type { Database } from '../store/database.ts';
import type { Segment } from './blobs.ts';
import type { Change } from './catalog.ts';
import type { S3Checksum } from './checksums.ts';
import type { Contents } from './contents.ts';
import type { EncryptionRecord } from './encryption.ts';
import type { Cursor } from './walk.ts';

/** What a client said about an object and gets back with it. */
export interface Attributes {
  /** `content-type`, `cache-control` and the like, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** User metadata without prefix, names in lower case. */
  readonly meta: Readonly<Record<string, string>>;
  readonly acl: string | null;
  readonly storageClass: string | null;
  /** As it came: `a=1&b=2`, URL-encoded. */
  readonly tagging: string | null;
  readonly encryption: EncryptionRecord | null;
}

export type ObjectType = 'Normal' | 'Multipart' | 'Appendable';

/** An object but its bytes. */
export interface ObjectFacts {
  readonly size: number;
  /** Lower case, without quotes. */
  readonly etag: string;
  readonly type: ObjectType;
  readonly modifiedAtMs: number;
  /** Hex of the whole; null when parts were joined. */
  readonly md5: string | null;
  /** Hex; null when the bytes came in by S3. */
  readonly crc64: string | null;
  readonly checksum: S3Checksum | null;
  readonly attributes: Attributes;
}

export interface ObjectRecord extends ObjectFacts {
  readonly key: string;
  readonly content: number;
}

interface Row {
  readonly key: Uint8Array;
  readonly content: number;
  readonly size: number;
  readonly etag: string;
  readonly type: ObjectType;
  readonly modifiedAtMs: number;
  readonly md5: string | null;
  readonly crc64: string | null;
  readonly checksum: string | null;
  readonly attributes: string;
}

const columns =
  'key, content, size, etag, type, modified_at_ms as modifiedAtMs, md5, crc64, checksum, attributes';

export function createObjectTable(database: Database, contents: Contents, change: Change) {
  const find = database.prepare<Row>(`select ${columns} from object where bucket = ? and key = ?`);
  const put = database.prepare(
    `insert or replace into object
       (bucket, key, content, size, etag, type, modified_at_ms, md5, crc64, checksum, attributes)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.prepare('delete from object where bucket = ? and key = ?');
  const after = database.prepare<Row>(
    `select ${columns} from object where bucket = ? and key > ? order by key limit ?`,
  );
  const from = database.prepare<Row>(
    `select ${columns} from object where bucket = ? and key >= ? order by key limit ?`,
  );

  function contentOf(bucket: number, key: string): number | null {
    return find.get(bucket, Buffer.from(key))?.content ?? null;
  }

  function write(bucket: number, key: string, facts: ObjectFacts, content: number): void {
    put.run(
      bucket,
      Buffer.from(key),
      content,
      facts.size,
      facts.etag,
      facts.type,
      facts.modifiedAtMs,
      facts.md5,
      facts.crc64,
      facts.checksum === null ? null : JSON.stringify(facts.checksum),
      JSON.stringify(facts.attributes),
    );
  }

  return {
    find(bucket: number, key: string): ObjectRecord | null {
      const row = find.get(bucket, Buffer.from(key));
      return row ? toRecord(row) : null;
    },

    /** Stores an object in the place of any other. */
    put(bucket: number, key: string, facts: ObjectFacts, segments: readonly Segment[]): void {
      change(release => {
        const old = contentOf(bucket, key);
        write(bucket, key, facts, contents.add(segments));
        if (old !== null) release(old);
      });
    },

    /** Puts a segment behind the bytes of an object that is there. */
    extend(bucket: number, object: ObjectRecord, facts: ObjectFacts, segment: Segment): void {
      change(() => {
        contents.extend(object.content, [segment]);
        write(bucket, object.key, facts, object.content);
      });
    },

    /** For the transaction of a completed upload: the content is there already. Returns the content that was replaced. */
    replace(bucket: number, key: string, facts: ObjectFacts, content: number): number | null {
      const old = contentOf(bucket, key);
      write(bucket, key, facts, content);
      return old;
    },

    remove(bucket: number, keys: readonly string[]): void {
      change(release => {
        for (const key of keys) {
          const old = contentOf(bucket, key);
          if (old === null) continue;
          remove.run(bucket, Buffer.from(key));
          release(old);
        }
      });
    },

    /** In byte order of the keys. */
    page(bucket: number, cursor: Cursor, limit: number): ObjectRecord[] {
      const rows = (cursor.isIncluded ? from : after).all(bucket, cursor.from, limit);
      return rows.map(toRecord);
    },
  };
}

export type ObjectTable = ReturnType<typeof createObjectTable>;

function toRecord(row: Row): ObjectRecord {
  return {
    ...row,
    key: Buffer.from(row.key).toString('utf8'),
    checksum: row.checksum === null ? null : (JSON.parse(row.checksum) as S3Checksum),
    attributes: attributesIn(row.attributes),
  };
}

/** Attributes as they stand in a row; one that was written before an attribute was known lacks that. */
export function attributesIn(json: string): Attributes {
  return { encryption: null, ...(JSON.parse(json) as Omit<Attributes, 'encryption'>) };
}

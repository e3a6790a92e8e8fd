import type Sqlite from 'better-sqlite3';

/** An object as it lies in the bucket's own folder. */
export interface StoredObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly bytes: Buffer;
}

interface ObjectRow {
  readonly key: Buffer;
  readonly size: number;
  readonly etag: string;
  readonly content: number;
}

/** Looks at a bucket behind the server's back: at its index and its blobs. */
export class BucketView {
  readonly #readBlob: (id: string) => Buffer;
  readonly #one: Sqlite.Statement<[Buffer], ObjectRow>;
  readonly #all: Sqlite.Statement<[], ObjectRow>;
  readonly #segments: Sqlite.Statement<[number], { blob: string; start: number; size: number }>;
  readonly #uploads: Sqlite.Statement<[], { id: string; key: Buffer; parts: number }>;

  constructor(database: Sqlite.Database, readBlob: (id: string) => Buffer) {
    this.#readBlob = readBlob;
    this.#one = database.prepare('SELECT key, size, etag, content FROM object WHERE key = ?');
    this.#all = database.prepare('SELECT key, size, etag, content FROM object ORDER BY key');
    this.#segments = database.prepare(
      'SELECT blob, start, size FROM segment WHERE content = ? ORDER BY ordinal',
    );
    this.#uploads = database.prepare(`
      SELECT id, key, (SELECT count(*) FROM part WHERE upload = upload.id) AS parts
      FROM upload ORDER BY key, id`);
  }

  find(key: string): StoredObject | null {
    const row = this.#one.get(Buffer.from(key, 'utf8'));
    return row ? this.#read(row) : null;
  }

  all(): readonly StoredObject[] {
    return this.#all.all().map(row => this.#read(row));
  }

  uploads(): readonly { readonly id: string; readonly key: string; readonly parts: number }[] {
    return this.#uploads.all().map(({ id, key, parts }) => ({ id, key: key.toString('utf8'), parts }));
  }

  #read({ key, size, etag, content }: ObjectRow): StoredObject {
    const pieces = this.#segments
      .all(content)
      .map(({ blob, start, size: length }) => this.#readBlob(blob).subarray(start, start + length));
    return { key: key.toString('utf8'), size, etag: etag.toLowerCase(), bytes: Buffer.concat(pieces) };
  }
}

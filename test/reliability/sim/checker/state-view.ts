import type Sqlite from 'better-sqlite3';

export interface KnownRow {
  readonly path: string;
  readonly size: number;
  readonly mtimeNs: string;
  readonly inode: string;
  readonly key: string | null;
  readonly etag: string;
  readonly algorithm: string | null;
  readonly checksum: string | null;
}

export interface ProblemRow {
  readonly path: string;
  readonly weight: string;
  readonly code: string;
  readonly facts: string;
}

export interface TransferRow {
  readonly id: string;
  readonly path: string;
  readonly key: string;
  readonly at: string;
  readonly detail: string;
  readonly folderPath: string | null;
  readonly size: number | null;
  readonly algorithm: string | null;
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly etag: string | null;
}

/** Looks at the engine's record behind its back. */
export class StateView {
  readonly #database: Sqlite.Database;

  constructor(database: Sqlite.Database) {
    this.#database = database;
  }

  integrity(): readonly string[] {
    const rows = this.#database.pragma('integrity_check') as { integrity_check: string }[];
    const foreign = this.#database.pragma('foreign_key_check') as unknown[];
    const broken = rows.map(row => row.integrity_check).filter(text => text !== 'ok');
    return foreign.length > 0 ? [...broken, 'references to nothing'] : broken;
  }

  known(): readonly KnownRow[] {
    return this.#rows<KnownRow>(`
      SELECT iif(d.path = '', k.name, d.path || '/' || k.name) AS path, k.size, CAST(k.mtime_ns AS TEXT) AS mtimeNs,
        CAST(k.inode AS TEXT) AS inode, k.object_key AS key, k.etag, k.algorithm, k.checksum
      FROM known_file k JOIN directory d ON d.id = k.directory ORDER BY 1`);
  }

  problems(): readonly ProblemRow[] {
    return this.#rows<ProblemRow>('SELECT path, weight, code, facts FROM problem ORDER BY path');
  }

  /** Paths that a rule has left out since: they were told to be looked after no more, and their objects stay. */
  forgottenByRule(): readonly string[] {
    const rows = this.#rows<{ readonly path: string }>(
      `SELECT DISTINCT path FROM decision WHERE what = 'forget' AND reason = 'ignored' ORDER BY path`,
    );
    return rows.map(({ path }) => path);
  }

  waiting(): readonly { readonly path: string; readonly what: string }[] {
    return this.#rows('SELECT path, what FROM action ORDER BY path');
  }

  transfers(): readonly TransferRow[] {
    return this.#rows<TransferRow>(`
      SELECT t.id, t.path, t.object_key AS key, t.at, t.detail, t.folder_path AS folderPath, p.size, p.algorithm, p.ours,
        p.theirs, p.etag
      FROM transfer t LEFT JOIN proof p ON p.transfer_id = t.id ORDER BY t.created_at_ms, t.id`);
  }

  /** Unfinished transfers that have begun an upload whose id the program was not told, each with the uploads that it knows not to be it. */
  unheardBegins(): readonly { readonly key: string; readonly others: readonly string[] }[] {
    return this.#rows<{ key: string; others: string }>(`
      SELECT object_key AS key, before_begin AS others FROM transfer
      WHERE before_begin IS NOT NULL AND at NOT IN ('done', 'cancelled')`).map(({ key, others }) => {
      return { key, others: JSON.parse(others) as string[] };
    });
  }

  looseUploads(): readonly string[] {
    return this.#rows<{ id: string }>('SELECT upload_id AS id FROM loose_upload').map(({ id }) => id);
  }

  events(): readonly { readonly transferId: string; readonly what: string }[] {
    return this.#rows('SELECT transfer_id AS transferId, what FROM event ORDER BY id');
  }

  decisions(): readonly { readonly path: string; readonly what: string; readonly reason: string }[] {
    return this.#rows('SELECT path, what, reason FROM decision ORDER BY id');
  }

  /** Sums of what the triggers count, and of the rows themselves. */
  tallies(): readonly { readonly sort: string; readonly told: number; readonly there: number }[] {
    return this.#rows(`
      SELECT 'known' AS sort, coalesce((SELECT sum(rows) FROM tally WHERE sort = 'known'), 0) AS told,
        (SELECT count(*) FROM known_file WHERE name <> '') AS there
      UNION ALL SELECT 'transfer', coalesce((SELECT sum(rows) FROM transfer_tally), 0), (SELECT count(*) FROM transfer)
      UNION ALL SELECT 'failed', coalesce((SELECT sum(rows) FROM tally WHERE sort = 'failed'), 0),
        (SELECT count(*) FROM problem WHERE weight = 'failed')`);
  }

  #rows<Row>(sql: string): Row[] {
    return this.#database.prepare<[], Row>(sql).all();
  }
}

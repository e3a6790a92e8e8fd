import { DatabaseSync } from 'node:sqlite';

/** The engine's record, read by another program's SQLite than the engine's own. */
function reading<T>(path: string, task: (all: (sql: string) => Record<string, unknown>[]) => T): T {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return task(sql => database.prepare(sql).all());
  } finally {
    database.close();
  }
}

/** What SQLite finds wrong with it. */
export function damagesOf(path: string): readonly string[] {
  return reading(path, all => [
    ...all('PRAGMA integrity_check')
      .map(row => String(row['integrity_check']))
      .filter(text => text !== 'ok'),
    ...all('PRAGMA foreign_key_check').map(row => `a reference to nothing: ${JSON.stringify(row)}`),
  ]);
}

/** Ids of the unfinished uploads that it tells of. */
export function listedUploads(path: string): ReadonlySet<string> {
  return reading(path, all => {
    const details = all("SELECT detail FROM transfer WHERE at NOT IN ('done', 'cancelled')").map(
      ({ detail }) => JSON.parse(String(detail)) as { upload?: { uploadId?: string } | null },
    );
    const loose = all('SELECT upload_id AS id FROM loose_upload').map(({ id }) => String(id));
    return new Set([...details.flatMap(({ upload }) => upload?.uploadId ?? []), ...loose]);
  });
}

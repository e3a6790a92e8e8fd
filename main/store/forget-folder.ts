import type { Database } from './database.ts';

/** Rows that one transaction takes away, so that no other process waits long for the lock. */
const rowsAtOnce = 5_000;

/** Takes away what is left of folders that are gone. Whatever a crash leaves is found by the next call. */
export function createForgetting(database: Database): () => void {
  const forgotten = database.prepare<{ number: number }>('SELECT number FROM forgotten_folder');
  const close = database.prepare('DELETE FROM forgotten_folder WHERE number = ?');
  const directory = database.prepare<{ id: number }>(
    'SELECT id FROM directory WHERE folder = ? ORDER BY path LIMIT 1',
  );
  const dropFiles = database.prepare(`
    DELETE FROM known_file WHERE directory = :directory AND name IN
      (SELECT name FROM known_file WHERE directory = :directory LIMIT :limit)`);
  const dropDirectory = database.prepare('DELETE FROM directory WHERE id = ?');
  const byPath = (table: string) =>
    database.prepare(`
      DELETE FROM ${table} WHERE folder = :folder AND path IN
        (SELECT path FROM ${table} WHERE folder = :folder LIMIT :limit)`);
  const others = [
    byPath('action'),
    byPath('problem'),
    database.prepare(
      'DELETE FROM decision WHERE id IN (SELECT id FROM decision WHERE folder = :folder LIMIT :limit)',
    ),
    // Last, for what goes before is still counted in it.
    database.prepare('DELETE FROM tally WHERE folder = :folder'),
  ];

  /** Files of the folder's directories, one after the other; returns how many rows went, 0 when none is left. */
  function dropKnown(folder: number): number {
    let dropped = 0;
    while (dropped < rowsAtOnce) {
      const found = directory.get(folder);
      if (!found) break;
      const limit = rowsAtOnce - dropped;
      const { changes } = dropFiles.run({ directory: found.id, limit });
      if (changes < limit) dropDirectory.run(found.id);
      dropped += changes + 1;
    }
    return dropped;
  }

  return () => {
    for (const { number: folder } of forgotten.all()) {
      const steps = [
        () => dropKnown(folder),
        ...others.map(drop => () => drop.run({ folder, limit: rowsAtOnce }).changes),
      ];
      for (const step of steps) while (database.write(step) > 0);
      close.run(folder);
    }
  };
}

import type { Log } from '../base/log.ts';
import type { KnownFile } from '../model/known-file.ts';
import type { Database } from './database.ts';
import type { FolderNumbers } from './folder-number.ts';
import { splitPath, startAfter } from './folder-path.ts';
import type { KnownFiles } from './known-files.ts';
import { identityColumns, type KnownRow, knownColumns, ownColumns, toKnownFile } from './known-row.ts';
import { subdirectories } from './subdirectories.ts';

/**
 * The known files of one database. A row that makes no sense counts as not there, so the file is compared and written down
 * anew; it is logged.
 */
export function createKnownFiles(database: Database, numbers: FolderNumbers, log: Log): KnownFiles {
  const sql = prepareAll(database);

  function readAll(rows: readonly KnownRow[]): readonly KnownFile[] {
    return rows.flatMap(row => {
      const file = toKnownFile(row);
      if (file) return [file];
      const { directory, name } = row;
      log.error('the record of a known file makes no sense and counts as not there', { directory, name });
      return [];
    });
  }

  function find(folderId: string, path: string): KnownFile | null {
    const { directory, name } = splitPath(path);
    const folder = numbers.find(folderId);
    // One after the other, for SQLite plans a join anew each time it is run, which takes several times as long.
    const id = sql.directory.get(folder, directory)?.id;
    const row = id === undefined ? undefined : sql.find.get(id, name);
    const prefix = row && sql.prefix.get(folder)?.prefix;
    return row && prefix !== undefined ? (readAll([{ ...row, directory, prefix }])[0] ?? null) : null;
  }

  function requireDirectory(folder: number, path: string): number {
    const known = sql.directory.get(folder, path);
    return known ? known.id : Number(sql.addDirectory.run(folder, path).lastInsertRowid);
  }

  return {
    inDirectory(folderId, directory, after, limit) {
      const folder = numbers.find(folderId);
      if (after === null) return readAll(sql.inDirectory.all(folder, directory, limit));
      return readAll(sql.restOf.all(folder, directory, after, limit));
    },

    subdirectories(folderId, directory) {
      const folder = numbers.find(folderId);
      return subdirectories(
        directory,
        from => sql.directories.all(folder, from, 1)[0]?.path,
        path => sql.directory.get(folder, path) !== undefined,
      );
    },

    find,

    withIdentity(folderId, identity) {
      const wanted = identityColumns(identity);
      // Most files are new, and the join takes ten times as long as this look.
      if (!sql.hasIdentity.get(wanted)) return [];
      return readAll(sql.withIdentity.all({ ...wanted, folder: numbers.find(folderId) }));
    },

    put(folderId, file) {
      const { path, identity, key, etag, checksum, versionId, provenAtMs, verifiedAtMs } = file;
      const { directory, name } = splitPath(path);
      database.write(() => {
        const folder = numbers.require(folderId);
        const usualKey = `${sql.prefix.get(folder)?.prefix}${path}`;
        sql.put.run({
          ...identityColumns(identity),
          directory: requireDirectory(folder, directory),
          name,
          key: key === usualKey ? null : key,
          etag,
          algorithm: checksum?.algorithm ?? null,
          checksum: checksum?.value ?? null,
          versionId,
          provenAtMs,
          verifiedAtMs,
        });
      });
    },

    touch(folderId, path, identity) {
      const { directory, name } = splitPath(path);
      sql.touch.run({ ...identityColumns(identity), folder: numbers.find(folderId), directory, name });
    },

    setVerified(folderId, path, atMs) {
      const { directory, name } = splitPath(path);
      sql.setVerified.run(atMs, numbers.find(folderId), directory, name);
    },

    forget(folderId, path) {
      const { directory, name } = splitPath(path);
      database.write(() => {
        const known = sql.directory.get(numbers.find(folderId), directory);
        if (!known) return;
        sql.forget.run(known.id, name);
        sql.dropEmpty.run({ id: known.id });
      });
    },

    oldestVerified: folderId => sql.oldestVerified.get(numbers.find(folderId))?.at_ms ?? null,

    totals: folderId => sql.totals.get(numbers.find(folderId)) ?? { files: 0, bytes: 0 },

    directories(folderId, after, limit) {
      return sql.directories.all(numbers.find(folderId), startAfter(after), limit).map(row => row.path);
    },

    page(folderId, after, limit) {
      const folder = numbers.find(folderId);
      const place = after === null ? null : splitPath(after);
      const rest = place ? sql.restOf.all(folder, place.directory, place.name, limit) : [];
      const missing = limit - rest.length;
      const next =
        missing > 0 ? sql.inDirectoriesFrom.all(folder, startAfter(place?.directory ?? null), missing) : [];
      return readAll([...rest, ...next]);
    },

    withKey(folderId, key) {
      const folder = numbers.find(folderId);
      const prefix = sql.prefix.get(folder)?.prefix;
      if (prefix === undefined) return null;
      const usual = key.startsWith(prefix) ? find(folderId, key.slice(prefix.length)) : null;
      return usual?.key === key ? usual : (readAll(sql.withKey.all(key, folder))[0] ?? null);
    },
  };
}

/** `CROSS JOIN` keeps SQLite to the order in which the tables are written. */
function prepareAll(database: Database) {
  const select = (tables: string) => `SELECT ${knownColumns} FROM ${tables}`;
  const byDirectory = select(`
    folder CROSS JOIN directory ON directory.folder = folder.number CROSS JOIN known_file ON known_file.directory = directory.id`);
  const byFile = select(`
    known_file CROSS JOIN directory ON directory.id = known_file.directory CROSS JOIN folder ON folder.number = directory.folder`);
  const ofIdentity = 'inode = :inode AND mtime_ns = :mtimeNs AND size = :size AND device = :device';
  const ofPlace =
    'directory = (SELECT id FROM directory WHERE folder = :folder AND path = :directory) AND name = :name';
  return {
    prefix: database.prepare<{ prefix: string }>('SELECT prefix FROM folder WHERE number = ?'),
    directory: database.prepare<{ id: number }>('SELECT id FROM directory WHERE folder = ? AND path = ?'),
    addDirectory: database.prepare('INSERT INTO directory (folder, path) VALUES (?, ?)'),
    dropEmpty: database.prepare(
      'DELETE FROM directory WHERE id = :id AND NOT EXISTS (SELECT 1 FROM known_file WHERE directory = :id)',
    ),
    find: database.prepare<Omit<KnownRow, 'directory' | 'prefix'>>(
      `SELECT ${ownColumns} FROM known_file WHERE directory = ? AND name = ?`,
    ),
    inDirectory: database.prepare<KnownRow>(
      `${byDirectory} WHERE folder.number = ? AND directory.path = ? ORDER BY name LIMIT ?`,
    ),
    restOf: database.prepare<KnownRow>(
      `${byDirectory} WHERE folder.number = ? AND directory.path = ? AND name > ? ORDER BY name LIMIT ?`,
    ),
    inDirectoriesFrom: database.prepare<KnownRow>(
      `${byDirectory} WHERE folder.number = ? AND directory.path >= ? ORDER BY directory.path, name LIMIT ?`,
    ),
    hasIdentity: database.prepare(`SELECT 1 FROM known_file WHERE ${ofIdentity} LIMIT 1`),
    withIdentity: database.prepare<KnownRow>(
      `${byFile} WHERE ${ofIdentity} AND name <> '' AND folder.number = :folder LIMIT 10`,
    ),
    withKey: database.prepare<KnownRow>(`${byFile} WHERE object_key = ? AND folder.number = ? LIMIT 1`),
    put: database.prepare(`
      INSERT INTO known_file (directory, name, size, mtime_ns, ctime_ns, inode, device, object_key, etag, algorithm, checksum,
                              version_id, proven_at_ms, verified_at_ms)
      VALUES (:directory, :name, :size, :mtimeNs, :ctimeNs, :inode, :device, :key, :etag, :algorithm, :checksum,
              :versionId, :provenAtMs, :verifiedAtMs)
      ON CONFLICT DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns, ctime_ns = excluded.ctime_ns,
        inode = excluded.inode, device = excluded.device, object_key = excluded.object_key, etag = excluded.etag,
        algorithm = excluded.algorithm, checksum = excluded.checksum, version_id = excluded.version_id,
        proven_at_ms = excluded.proven_at_ms, verified_at_ms = excluded.verified_at_ms`),
    touch: database.prepare(`
      UPDATE known_file SET size = :size, mtime_ns = :mtimeNs, ctime_ns = :ctimeNs, inode = :inode, device = :device
      WHERE ${ofPlace}`),
    setVerified: database.prepare(`
      UPDATE known_file SET verified_at_ms = ?
      WHERE directory = (SELECT id FROM directory WHERE folder = ? AND path = ?) AND name = ?`),
    forget: database.prepare('DELETE FROM known_file WHERE directory = ? AND name = ?'),
    totals: database.prepare<{ files: number; bytes: number }>(
      `SELECT rows AS files, bytes FROM tally WHERE folder = ? AND sort = 'known'`,
    ),
    oldestVerified: database.prepare<{ at_ms: number | null }>(`
      SELECT CASE WHEN COUNT(*) = COUNT(verified_at_ms) THEN MIN(verified_at_ms) END AS at_ms
      FROM directory CROSS JOIN known_file ON known_file.directory = directory.id
      WHERE directory.folder = ? AND name <> ''`),
    directories: database.prepare<{ path: string }>(
      'SELECT path FROM directory WHERE folder = ? AND path >= ? ORDER BY path LIMIT ?',
    ),
  };
}

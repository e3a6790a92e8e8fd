import { randomUUID } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { AppError } from '../base/app-error.ts';

/** SQL of the steps, oldest first. Append only: version n of a file is what the first n steps made. */
export type Migrations = readonly string[];

export function versionOf(connection: Sqlite.Database): number {
  return Number(connection.pragma('user_version', { simple: true }));
}

/** Throws `store.newer` for a file that a newer program wrote. */
export function refuseNewer(path: string, version: number, migrations: Migrations): void {
  if (version <= migrations.length) return;
  const message = `${path} was written by a newer version of Longshore (format ${version}, known up to ${migrations.length})`;
  throw new AppError('store.newer', message, { path, version, known: migrations.length });
}

/**
 * Brings a database to the newest version. Each step and its version are one transaction that begins with the write
 * lock, so of two processes that start at once one does the step and the other finds it done. A file that already
 * holds something is copied to `NAME.backup-v<version>` first.
 */
export async function migrate(
  connection: Sqlite.Database,
  path: string,
  migrations: Migrations,
): Promise<void> {
  const from = versionOf(connection);
  refuseNewer(path, from, migrations);
  if (from === migrations.length) return;
  if (from > 0) await backUp(connection, path, from);
  // Steps that rebuild a table can't keep references whole on the way; each step is checked before its commit.
  connection.pragma('foreign_keys = OFF');
  try {
    for (let version = from; version < migrations.length; version += 1) {
      const sql = migrations[version] ?? '';
      connection.transaction(() => runStep(connection, version, sql)).immediate();
    }
  } finally {
    connection.pragma('foreign_keys = ON');
  }
  refuseNewer(path, versionOf(connection), migrations);
}

function runStep(connection: Sqlite.Database, version: number, sql: string): void {
  if (versionOf(connection) !== version) return;
  connection.exec(sql);
  if ((connection.pragma('foreign_key_check') as unknown[]).length > 0) {
    throw new AppError('bug', `migration ${version + 1} left references to nothing`);
  }
  connection.pragma(`user_version = ${version + 1}`);
}

/** A copy made while another process migrates may hold the new version already; such a copy is not kept. */
async function backUp(connection: Sqlite.Database, path: string, version: number): Promise<void> {
  const draft = `${path}.backup-${randomUUID()}`;
  try {
    await connection.backup(draft);
    const copy = new Sqlite(draft);
    const copied = versionOf(copy);
    copy.close();
    if (copied === version) renameSync(draft, `${path}.backup-v${version}`);
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(draft + suffix, { force: true });
  }
}

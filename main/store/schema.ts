import Sqlite from 'better-sqlite3';
import type { Migrations } from './migrate.ts';

/** The SQL that made each table, index and trigger, by name; what SQLite keeps for itself is left out. */
type Schema = ReadonlyMap<string, string>;

/**
 * What is wrong with the tables of a file of this version, null for nothing. A file may hold tables of others beside ours; ours are as the
 * migrations up to the version make them, and those of later migrations are not there. To be called in a transaction in which `version` was read.
 */
export function findWrongTable(
  connection: Sqlite.Database,
  version: number,
  migrations: Migrations,
): string | null {
  const found = schemaOf(connection);
  const newest = newestSchema(migrations);
  const wanted = version === migrations.length ? newest : schemaMadeBy(migrations.slice(0, version));
  for (const name of new Set([...wanted.keys(), ...newest.keys()])) {
    if (found.get(name) !== wanted.get(name)) return name;
  }
  return null;
}

function schemaOf(connection: Sqlite.Database): Schema {
  const rows = connection
    .prepare<[], { readonly name: string; readonly sql: string }>(
      "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*'",
    )
    .all();
  return new Map(rows.map(({ name, sql }) => [name, sql]));
}

const newestSchemas = new WeakMap<Migrations, Schema>();

/** Asked at every start, and the same for the life of the process. */
function newestSchema(migrations: Migrations): Schema {
  const known = newestSchemas.get(migrations) ?? schemaMadeBy(migrations);
  newestSchemas.set(migrations, known);
  return known;
}

/** In memory: some ten milliseconds. */
function schemaMadeBy(migrations: Migrations): Schema {
  const connection = new Sqlite(':memory:');
  try {
    for (const sql of migrations) connection.exec(sql);
    return schemaOf(connection);
  } finally {
    connection.close();
  }
}

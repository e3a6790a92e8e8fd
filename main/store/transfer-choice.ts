import type { TransferChoice, TransferGroup } from './transfer-list.ts';

const groups: Readonly<Record<TransferGroup, readonly string[] | null>> = {
  all: null,
  active: ['starting', 'sending', 'finishing', 'checking'],
  waiting: ['waiting', 'paused'],
  failed: ['failed', 'blocked'],
  done: ['done'],
};

/** The index that holds all that a condition looks at: a walk along it touches no row. */
export const searched = 'transfer INDEXED BY transfer_by_added';

/** A condition over `transfer` for a choice, with its parameters. Pure. */
export function conditionOf({ group, search, folder }: TransferChoice): {
  readonly sql: string;
  readonly params: readonly string[];
} {
  const conditions: string[] = [];
  const params: string[] = [];
  const shown = groups[group];
  // The plus keeps SQLite from taking the index of states: it walks along the order that is asked for instead of sorting.
  if (shown !== null) conditions.push(`+shown IN (${shown.map(each => `'${each}'`).join(', ')})`);
  if (folder === 'manual') conditions.push('folder_id IS NULL');
  else if (folder !== null) {
    conditions.push('folder_id = ?');
    params.push(folder);
  }
  if (search !== '') {
    conditions.push("(path LIKE ? ESCAPE '\\' OR object_key LIKE ? ESCAPE '\\')");
    const pattern = `%${search.replace(/[\\%_]/g, sign => `\\${sign}`)}%`;
    params.push(pattern, pattern);
  }
  return { sql: conditions.length === 0 ? '1' : conditions.join(' AND '), params };
}

/** The states of a group; null for all. */
export function statesOf(group: TransferGroup): readonly string[] | null {
  return groups[group];
}

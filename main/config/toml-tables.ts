import { parse, stringify, TomlDate, type TomlTable } from 'smol-toml';

/** Settings of one table: text, numbers, booleans, dates. */
export type TableContent = Readonly<Record<string, unknown>>;

/** True for a line that opens exactly this table, whichever way its name is quoted. */
function opens(line: string, path: readonly string[]): boolean {
  if (!/^\s*\[(?!\[)/.test(line)) return false;
  try {
    let table: unknown = parse(line);
    for (const name of path) {
      if (typeof table !== 'object' || table === null) return false;
      const entries = Object.entries(table);
      if (entries.length !== 1 || entries[0]?.[0] !== name) return false;
      table = entries[0][1];
    }
    return typeof table === 'object' && table !== null && Object.keys(table).length === 0;
  } catch {
    return false;
  }
}

const isGap = (line: string | undefined) => line !== undefined && /^\s*(#.*)?$/.test(line);

/** The lines of a table: from its header to the next one, without the comments that stand above that. */
function findTable(lines: readonly string[], path: readonly string[]): { start: number; end: number } | null {
  const start = lines.findIndex(line => opens(line, path));
  if (start < 0) return null;
  let end = lines.findIndex((line, index) => index > start && /^\s*\[/.test(line));
  if (end < 0) end = lines.length;
  while (end > start + 1 && isGap(lines[end - 1])) end -= 1;
  return { start, end };
}

function render(path: readonly string[], content: TableContent): string[] {
  const nested = path.reduceRight<TableContent>((inner, name) => ({ [name]: inner }), content);
  return stringify(nested).trimEnd().split('\n');
}

/** One setting as it stands in the lines from `start` on, which are several where its value is; null where they can't be told. */
interface Entry {
  readonly key: string;
  readonly value: unknown;
  readonly lines: readonly string[];
}

function readEntry(lines: readonly string[], start: number): Entry | null {
  for (let end = start + 1; end <= lines.length; end += 1) {
    const taken = lines.slice(start, end);
    const [entry, ...more] = Object.entries(tryParse(taken.join('\n')) ?? {});
    if (entry) return more.length > 0 ? null : { key: entry[0], value: entry[1], lines: taken };
  }
  return null;
}

function tryParse(text: string): TomlTable | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

/** What stands behind the value of a setting, with the blank before it; empty where that is nothing. */
function commentOf({ lines, value }: Entry): string {
  const [line = '', ...more] = lines;
  if (more.length > 0) return '';
  for (let at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1)) {
    const [entry] = Object.values(tryParse(line.slice(0, at)) ?? {});
    if (entry !== undefined && canonical(entry) === canonical(value)) return ` ${line.slice(at).trimEnd()}`;
  }
  return '';
}

/** The lines of a table with other settings in them; comments and what stays the same are as they were. Null where the lines can't be told. */
function editLines([header = '', ...lines]: readonly string[], content: TableContent): string[] | null {
  const left = new Map(Object.entries(content));
  const edited = [header];
  let lastEntry = 0;
  for (let at = 0; at < lines.length; ) {
    if (isGap(lines[at])) {
      edited.push(lines[at] ?? '');
      at += 1;
      continue;
    }
    const entry = readEntry(lines, at);
    if (entry === null) return null;
    at += entry.lines.length;
    if (!left.has(entry.key)) continue;
    const value = left.get(entry.key);
    left.delete(entry.key);
    const isSame = canonical(value) === canonical(entry.value);
    edited.push(...(isSame ? entry.lines : [`${renderEntries([[entry.key, value]])[0]}${commentOf(entry)}`]));
    lastEntry = edited.length - 1;
  }
  if (left.size > 0) edited.splice(lastEntry + 1, 0, ...renderEntries([...left]));
  return edited;
}

function renderEntries(entries: readonly (readonly [string, unknown])[]): string[] {
  return stringify(Object.fromEntries(entries)).trimEnd().split('\n');
}

/**
 * The text with one table put in, changed, or, for null, taken out; tables inside of one of the first level stay. All other lines stay as
 * somebody wrote them, with their comments, those in the table too; where their place can't be told safely, the whole text is written anew.
 */
export function withTable(
  text: string,
  path: readonly [string] | readonly [string, string],
  content: TableContent | null,
): string {
  const [group] = path;
  const wanted = wantedTables(parse(text), path, content);

  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text === '' ? [] : text.trimEnd().split(/\r?\n/);
  const place = findTable(lines, path) ?? { start: lines.length, end: lines.length };
  const found = lines.slice(place.start, place.end);
  const edited = content === null || found.length === 0 ? null : editLines(found, content);
  const anew = content === null ? [] : render(path, content);
  for (const block of edited === null ? [anew] : [edited, anew]) {
    const gap = place.start === lines.length && lines.length > 0 && block.length > 0 ? [''] : [];
    const joined = [...lines.slice(0, place.start), ...gap, ...block, ...lines.slice(place.end)]
      .join(end)
      .trim();
    const result = joined === '' ? '' : `${joined}${end}`;
    if (means(result, wanted, group)) return result;
  }
  return stringify(wanted);
}

/** All tables as they are to be. Pure. */
function wantedTables(
  before: TomlTable,
  [group, name]: readonly [string] | readonly [string, string],
  content: TableContent | null,
): TableContent {
  const tables = { ...(before[group] as TomlTable | undefined) };
  if (name === undefined) {
    const inside = Object.entries(tables).filter(([, value]) => isTable(value));
    return { ...before, [group]: { ...content, ...Object.fromEntries(inside) } };
  }
  delete tables[name];
  return { ...before, [group]: content === null ? tables : { ...tables, [name]: content } };
}

/** True for a table as opposed to a value, a list or a date. */
export function isTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof TomlDate);
}

function means(text: string, wanted: TableContent, group: string): boolean {
  try {
    const found = parse(text);
    return canonical({ [group]: {}, ...found }) === canonical(wanted);
  } catch {
    return false;
  }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'bigint'
      ? inner.toString()
      : typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
  );
}

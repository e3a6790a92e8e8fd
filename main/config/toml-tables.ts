import { parse, stringify, type TomlTable } from 'smol-toml';

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

/**
 * The text with one table put in, replaced, or, for null, taken out. All other lines stay as somebody wrote them, with
 * their comments; where the table's place can't be told safely, the whole text is written anew.
 */
export function withTable(
  text: string,
  path: readonly [string, string],
  content: TableContent | null,
): string {
  const [group, name] = path;
  const before = parse(text);
  const tables = { ...(before[group] as TomlTable | undefined) };
  delete tables[name];
  const wanted = { ...before, [group]: content === null ? tables : { ...tables, [name]: content } };

  const lines = text === '' ? [] : text.trimEnd().split('\n');
  const place = findTable(lines, path) ?? { start: lines.length, end: lines.length };
  const block = content === null ? [] : render(path, content);
  const gap = place.start === lines.length && lines.length > 0 && block.length > 0 ? [''] : [];
  const edited = [...lines.slice(0, place.start), ...gap, ...block, ...lines.slice(place.end)]
    .join('\n')
    .trim();
  const result = edited === '' ? '' : `${edited}\n`;
  return means(result, wanted, group) ? result : stringify(wanted);
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

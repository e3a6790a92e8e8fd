export type Cell = string | number | null;

/** RFC 4180, with a mark by which spreadsheets know UTF-8. Pure. */
export function toCsv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [head, ...rows].map(row => row.map(cellOf).join(','));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

/** Spreadsheets would carry out what begins so; some take the wide signs of Chinese keyboards as well. */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;

function cellOf(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const guarded = formulaStart.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

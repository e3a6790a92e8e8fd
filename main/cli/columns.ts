import { eastAsianWidth } from 'get-east-asian-width';

/** Columns that a text takes on a terminal: Chinese characters take two. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const char of text) columns += eastAsianWidth(char.codePointAt(0) ?? 0);
  return columns;
}

export function padEndTo(columns: number, text: string): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

export function padStartTo(columns: number, text: string): string {
  return ' '.repeat(Math.max(0, columns - columnsOf(text))) + text;
}

/** As much of a text as so many columns hold. */
export function cutTo(columns: number, text: string): string {
  let left = columns;
  let shown = '';
  for (const char of text) {
    left -= columnsOf(char);
    if (left < 0) break;
    shown += char;
  }
  return shown;
}

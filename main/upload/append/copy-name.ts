import { basename, parse } from 'node:path';

/** What programs that copy a log put into the copy's name besides numbers; t and z are those of a time, as in 20260131T0400Z. */
const copyWords: ReadonlySet<string> = new Set([
  'copy',
  'old',
  'bak',
  'backup',
  'prev',
  'orig',
  'save',
  't',
  'z',
]);

/**
 * Whether a file may be a copy of the log by its name: that of the log, with or without its ending, and behind it numbers and
 * words as above. So `app.log.1`, `app-20260131.log` and `app.old` of `app.log`, and neither `app2.log` nor `app-error.log`,
 * for logs of one program often begin with the same line. Pure.
 */
export function isCopyName(log: string, path: string): boolean {
  const { name: stem, ext } = parse(log);
  const name = basename(path);
  if (!name.startsWith(stem)) return false;
  const rest = name.slice(stem.length);
  if (/^[\p{L}\p{N}]/u.test(rest)) return false;
  const words = rest.replace(ext, '').match(/\p{L}+/gu) ?? [];
  return words.every(word => copyWords.has(word.toLowerCase()));
}

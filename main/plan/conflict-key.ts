import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';

export interface ConflictName {
  /** Key of the file. */
  readonly key: string;
  /** Name of this computer. */
  readonly host: string;
  /** Wall time, ms since 1970. */
  readonly atMs: number;
  /** What the local clock is ahead of UTC; the name tells the local time. */
  readonly utcOffsetMinutes: number;
  /** Longest key in bytes of UTF-8. */
  readonly maxKeyBytes: number;
}

/** So many characters of a host's name tell it from others. */
const longestHost = 32;
/** `.jpg`, `.tar.gz`, `.numbers`; what is longer, or holds anything else, is part of the name. */
const ending = /(?<=.)(?:\.tar)?\.[A-Za-z0-9]{1,16}$/;

/**
 * The key under which ours goes up beside somebody else's: `report.txt` becomes
 * `report.conflict-HOST-2026-11-25-221804.txt`. `attempt` counts from 1; each next one, for a key that is taken, has its number
 * at the end: `…-221804-2.txt`. A name that would be too long loses characters before the mark; `key.invalid` when even one
 * is too many. Pure.
 */
export function conflictKey(name: ConflictName, attempt = 1): string {
  const { key, maxKeyBytes } = name;
  const slash = key.lastIndexOf('/') + 1;
  const [directory, file] = [key.slice(0, slash), key.slice(slash)];
  const [end = ''] = ending.exec(file) ?? [];
  const number = attempt === 1 ? '' : `-${attempt}`;
  const mark = `.conflict-${cleanHost(name.host)}-${localTime(name)}${number}${end}`;
  const room = maxKeyBytes - Buffer.byteLength(directory) - Buffer.byteLength(mark);
  const stem = shorten(file.slice(0, file.length - end.length), room);
  if (stem === '') {
    throw new AppError('key.invalid', 'the key has no room for the name of a conflict', {
      ...problem('key.noConflictRoom'),
      key: key.slice(0, 200),
    });
  }
  return directory + stem + mark;
}

/** Letters and digits of any script, and single dashes between them; the first label of a name with dots. */
function cleanHost(host: string): string {
  const label = host.normalize('NFC').split('.', 1)[0] ?? '';
  const clean = label.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-/, '');
  return [...clean].slice(0, longestHost).join('').replace(/-$/, '') || 'host';
}

/** `2026-11-25-221804` */
function localTime({ atMs, utcOffsetMinutes }: ConflictName): string {
  const [day = '', time = ''] = new Date(atMs + utcOffsetMinutes * 60_000).toISOString().split(/[T.]/);
  return `${day}-${time.replaceAll(':', '')}`;
}

/** Whole characters from the beginning that fit. */
function shorten(text: string, room: number): string {
  let bytes = Buffer.byteLength(text);
  const characters = [...text];
  while (bytes > room && characters.length > 0) bytes -= Buffer.byteLength(characters.pop() ?? '');
  return characters.join('');
}

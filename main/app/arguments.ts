import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a start of the program asks for, whether it is the first one or hands its wish over. */
export interface Arguments {
  /** Absolute paths of files and directories to be sent. */
  readonly paths: readonly string[];
  /** An address `longshore://…`. */
  readonly link: string | null;
  /** The start at login, or one that wants no window. */
  readonly isHidden: boolean;
}

export const hiddenSwitch = '--hidden';

/**
 * `argv` as the system gave it: the program, in development its folder or entry point, then switches (Chromium adds its own), files, and
 * perhaps a link. Pure.
 */
export function readArguments(
  argv: readonly string[],
  workingDirectory: string,
  own: readonly string[],
): Arguments {
  const words = argv.slice(1);
  const plain = words.filter((word, at) => !word.startsWith('-') && !isValueOf(words[at - 1]));
  const link = plain.find(word => /^longshore:/i.test(word)) ?? null;
  const paths = plain
    .filter(word => word !== '' && !/^longshore:/i.test(word))
    .flatMap(word => pathOf(word, workingDirectory))
    .filter(path => !own.includes(path));
  return { paths, link, isHidden: words.includes(hiddenSwitch) };
}

/** Desktops of Linux name files by address as well as by path. None for an address that is no file of this machine. */
function pathOf(word: string, workingDirectory: string): readonly string[] {
  if (!/^file:/i.test(word)) return [isAbsolute(word) ? word : resolve(workingDirectory, word)];
  try {
    return [fileURLToPath(word)];
  } catch {
    return [];
  }
}

/** Of the program's own loaders, which take a file as the next word. */
function isValueOf(word: string | undefined): boolean {
  return word === '-r' || word === '--require' || word === '--import';
}

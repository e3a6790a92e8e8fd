import { parseTarget } from '../../account/target-text.ts';
import { problem } from '../../base/said.ts';
import { syncUsage } from './usage-error.ts';

/** A directory of the command line and where it goes. */
export interface FolderWords {
  readonly dir: string;
  /** Null where the record is to tell. */
  readonly target: string | null;
}

/**
 * Reads `DIR TARGET [DIR TARGET …]`; the TARGET of a DIR that is remembered may be left out. A directory whose name looks like a
 * TARGET is written `./name`. Pure.
 */
export function readFolderWords(words: readonly string[]): readonly FolderWords[] {
  const found: FolderWords[] = [];
  for (const word of words) {
    const last = found.at(-1);
    if (!isTarget(word)) found.push({ dir: word, target: null });
    else if (last && last.target === null) found[found.length - 1] = { ...last, target: word };
    else throw syncUsage(problem('sync.targetFirst', { word }));
  }
  return found;
}

function isTarget(word: string): boolean {
  // A mistyped bucket after a scheme is no directory either; opening it says what is wrong.
  if (/^(oss|s3):\/\//.test(word)) return true;
  try {
    parseTarget(word);
    return true;
  } catch {
    return false;
  }
}

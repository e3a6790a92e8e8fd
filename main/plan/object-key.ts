import { basename } from 'node:path';

/** The key for a file given on the command line: a target that is empty or ends in `/` gets the file's name appended. */
export function keyForFile(path: string, targetKey: string): string {
  return targetKey === '' || targetKey.endsWith('/') ? targetKey + basename(path) : targetKey;
}

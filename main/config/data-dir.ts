import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { parse } from 'smol-toml';

/**
 * The data directory that `[settings]` of `config.toml` names; null where it names none. A file that can't be read counts as one that says nothing:
 * whoever needs more of it tells what is wrong.
 */
export function configuredDataDir(file: string): string | null {
  try {
    const { settings } = parse(readFileSync(file, 'utf8'));
    const named = (settings as Readonly<Record<string, unknown>> | undefined)?.['data-dir'];
    return typeof named === 'string' && isAbsolute(named) ? named : null;
  } catch {
    return null;
  }
}

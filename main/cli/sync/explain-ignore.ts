import { lstat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { problem } from '../../base/said.ts';
import { usualSettings } from '../../model/folder.ts';
import type { FolderSyncs } from '../../sync/folder-sync.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Surroundings } from '../surroundings.ts';
import { readIgnoreFiles, settingsOf } from './folder-settings.ts';
import { pathOf, recordOf, rootOf } from './known-root.ts';
import type { SettingsFlags } from './settings-options.ts';
import { syncTextsIn } from './sync-texts.ts';
import { syncUsage } from './usage-error.ts';

/**
 * Says which line leaves a path out, or takes it in, under the settings that a run would have. Neither folder nor bucket is opened, so it
 * serves for a folder that is still to be synced, too. Throws `usage` for a path that does not lie below it.
 */
export async function explainIgnore(
  folders: Pick<FolderSyncs, 'folders' | 'explainIgnore'>,
  dir: string,
  path: string,
  flags: SettingsFlags & { readonly json?: boolean },
  { terminal, environment }: Surroundings,
): Promise<ExitCode> {
  const texts = syncTextsIn(environment.language);
  const root = rootOf(dir);
  const record = recordOf(folders, root);
  const { account } = record?.folder.settings ?? usualSettings;
  const kind = record?.folder.address.kind ?? 'oss';
  const settings = settingsOf(record, flags, await readIgnoreFiles(flags.ignoreFile), account, kind);
  const below = await pathBelow(root, path);
  const { isIgnored, rule } = await folders.explainIgnore(root, settings, below);
  if (flags.json) terminal.emit('ignore', { root, path: below, isIgnored, rule });
  else {
    const key = isIgnored ? 'ignore.out' : 'ignore.in';
    const by =
      rule &&
      texts.say(`ignore.by.${placeOfRule(rule.source)}`, {
        line: rule.line,
        file: rule.source,
        number: rule.lineNumber,
      });
    terminal.print(texts.say(key, { path: below, by }));
  }
  return exitCodes.done;
}

function placeOfRule(source: string): 'settings' | 'defaults' | 'file' {
  return source === 'settings' || source === 'defaults' ? source : 'file';
}

/** From the root with `/`, that of a directory with one at its end. A path is taken from the working directory if that lies below the root, else from the root. */
export async function pathBelow(root: string, path: string): Promise<string> {
  const fromHere = relative(root, pathOf(path));
  const isBelow = (name: string) =>
    name !== '' && name !== '..' && !name.startsWith(`..${sep}`) && !isAbsolute(name);
  const name = isBelow(fromHere) || isAbsolute(path) ? fromHere : relative(root, resolve(root, path));
  if (!isBelow(name)) throw syncUsage(problem('sync.pathOutside', { path, root }));
  const below = name.split(sep).join('/');
  const isDirectory = /[/\\]$/.test(path) || (await isDirectoryAt(resolve(root, name)));
  return isDirectory ? `${below}/` : below;
}

async function isDirectoryAt(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch {
    // What is not there can still be asked about.
    return false;
  }
}

import { lstat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { FolderSyncs } from '../../sync/folder-sync.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Surroundings } from '../surroundings.ts';
import type { FolderTask } from './folder-task.ts';
import { pathOf } from './known-root.ts';
import { syncTextsIn } from './sync-texts.ts';
import { syncUsage } from './usage-error.ts';

/** Says which line leaves a path out, or takes it in, under the settings that a run would have. Nothing is opened. */
export async function explainIgnore(
  folders: Pick<FolderSyncs, 'explainIgnore'>,
  { subject, wish }: FolderTask,
  path: string,
  isJson: boolean,
  { terminal, environment }: Surroundings,
): Promise<ExitCode> {
  const texts = syncTextsIn(environment.language);
  const below = await pathBelow(subject.root, path);
  const { isIgnored, rule } = await folders.explainIgnore(subject.root, wish.settings, below);
  if (isJson) terminal.emit('ignore', { root: subject.root, path: below, isIgnored, rule });
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
  if (!isBelow(name)) throw syncUsage('path-outside', { path, root });
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

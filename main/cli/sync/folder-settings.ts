import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { problem } from '../../base/said.ts';
import { type FolderAccount, type FolderSettings, usualSettings } from '../../model/folder.ts';
import type { StoreKind } from '../../model/target.ts';
import { checkOptions } from '../../remote/check-options.ts';
import type { FolderRecord } from '../../store/folder-log.ts';
import { objectOptionsOf } from '../object-options.ts';
import { type SettingsFlags, settingsFrom } from './settings-options.ts';
import { syncUsage } from './usage-error.ts';

/** The settings of one folder: those that are remembered, or the usual ones, with what the command line says. `usage` for contradictions. */
export function settingsOf(
  record: FolderRecord | null,
  flags: SettingsFlags,
  ignoreLines: readonly string[] | null,
  account: FolderAccount,
  kind: StoreKind,
): FolderSettings {
  const remembered = flags.resetSettings || record === null ? usualSettings : record.folder.settings;
  const options = optionsFrom(remembered.options, flags);
  checkOptions(kind, options);
  const settings = { ...settingsFrom(remembered, flags, ignoreLines, options), account };
  requireSense(settings, flags);
  return settings;
}

/** What `--ignore-file` names, as it is now; null when nothing is named. Throws `usage` for what can't be read. */
export async function readIgnoreFiles(
  files: readonly string[] | undefined,
): Promise<readonly string[] | null> {
  if (files === undefined) return null;
  const lines: string[] = [];
  for (const file of files) lines.push(...(await readLines(resolve(file))));
  return lines;
}

async function readLines(path: string): Promise<readonly string[]> {
  try {
    const text = await readFile(path, 'utf8');
    // Notepad begins files with a mark that would be taken for a part of the first pattern.
    return text
      .replace(/^\ufeff/, '')
      .split(/\r?\n/)
      .filter(line => line.trim() !== '');
  } catch (thrown) {
    const reason = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
    throw syncUsage(problem('sync.ignoreFile', { path, reason }));
  }
}

/** The time of modification is kept unless somebody says otherwise, now or before. */
function optionsFrom(remembered: FolderSettings['options'], flags: SettingsFlags): FolderSettings['options'] {
  const { keepsMtime: _, ...given } = objectOptionsOf(flags);
  const options = { ...remembered, ...given };
  const keepsMtime = options.meta?.['mtime'] === undefined && (flags.mtime ?? remembered.keepsMtime ?? true);
  return { ...options, keepsMtime };
}

function requireSense(settings: FolderSettings, flags: SettingsFlags): void {
  const { quietMs: quiet, patienceMs: patience } = settings;
  if (quiet > patience) throw syncUsage(problem('sync.quietTooLong', { quiet, patience }));
  if (settings.mode === 'mirror') return;
  const option = Object.entries({
    '--max-deletes': flags.maxDeletes,
    '--max-delete-percent': flags.maxDeletePercent,
    '--delete-delay': flags.deleteDelay,
    '--trash': flags.trash || undefined,
    '--no-trash': flags.trash === false ? false : undefined,
  }).find(([, given]) => given !== undefined);
  if (option) throw syncUsage(problem('sync.mirrorOnly', { flag: option[0] }));
}

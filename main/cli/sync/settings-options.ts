import { type Command, Option } from 'commander';
import type { Clock } from '../../base/clock.ts';
import type { FolderMode, FolderSettings } from '../../model/folder.ts';
import { parseCount } from '../../model/size.ts';
import { addObjectOptions, type ObjectFlags } from '../object-options.ts';
import { parsePercent, parseSpanWithin, parseTrash } from './sync-values.ts';

/** What the options about how a folder is kept up leave in a command's options. What is absent was not given. */
export interface SettingsFlags extends ObjectFlags {
  readonly resetSettings?: boolean;
  readonly mode?: FolderMode;
  readonly onConflict?: 'keep-both' | 'ours';
  /** False for `--no-ignore`: none. */
  readonly ignore?: readonly string[] | false;
  readonly ignoreFile?: readonly string[];
  readonly defaultIgnores?: boolean;
  readonly includeGit?: boolean;
  readonly symlinks?: FolderSettings['symlinks'];
  readonly emptyDirs?: boolean;
  readonly permissions?: boolean;
  /** False for `--no-append`: none. */
  readonly append?: readonly string[] | false;
  readonly strictNames?: boolean;
  readonly trustMtime?: boolean;
  readonly quiet?: number;
  readonly patience?: number;
  readonly rescan?: number;
  readonly staleAfter?: number;
  readonly maxDeletes?: number;
  readonly maxDeletePercent?: number;
  readonly deleteDelay?: number;
  /** False for `--no-trash`. */
  readonly trash?: string | false;
}

const second = 1_000;
const day = 86_400_000;
/** The longest that a timer of Node can wait is 2^31 - 1 ms, a little more than 24 days. */
const longestTimer = 24 * day;

/** Adds how a folder is kept up. Every switch has its opposite, since what is remembered can be switched back. */
export function addSettingsOptions(command: Command, clock: Pick<Clock, 'now'>): Command {
  command
    .optionsGroup('Folder (remembered; what is not given again stays as it was):')
    .addOption(
      new Option('--mode <mode>', 'what deletions here do there: nothing (upload-only), or the same').choices(
        ['upload-only', 'mirror'],
      ),
    )
    .addOption(
      new Option(
        '--on-conflict <how>',
        'when another machine changed an object: keep both (keep-both), or overwrite it (ours)',
      ).choices(['keep-both', 'ours']),
    )
    .addOption(new Option('--symlinks <how>', 'skip (usual) or follow').choices(['skip', 'follow']));
  addSwitch(command, 'empty-dirs', 'store an object for each empty directory');
  addSwitch(command, 'permissions', 'keep permission bits as metadata mode');
  addSwitch(command, 'strict-names', 'hold back names that other systems could not have');
  addSwitch(
    command,
    'trust-mtime',
    'at first contact, take size and mtime for proof enough, without reading the file',
  );
  command
    .option(
      '--append <pattern>',
      'files that only grow, such as *.log: their new bytes are appended (OSS); may be given again',
      collect,
    )
    .addOption(new Option('--no-append').hideHelp())
    .option('--reset-settings', 'forget what is remembered of these options first')
    .optionsGroup('What is left out (gitignore syntax; remembered):')
    .option('--ignore <pattern>', 'leave these out; may be given again', collect)
    .addOption(new Option('--no-ignore').hideHelp())
    .option('--ignore-file <file>', 'take the lines of this file, as it is now; may be given again', collect)
    .addOption(new Option('--default-ignores').hideHelp())
    .option('--no-default-ignores', 'also take .DS_Store, Thumbs.db, unfinished downloads and the like');
  addSwitch(command, 'include-git', 'also take .git directories');
  command
    .optionsGroup('Times (remembered):')
    .option(
      '--quiet <span>',
      'take a file once it was left alone for so long (2s)',
      parseSpanWithin(0, longestTimer),
    )
    .option(
      '--patience <span>',
      '… or after so long, if it never is (60s)',
      parseSpanWithin(second, longestTimer),
    )
    .option(
      '--rescan <span>',
      'with --watch: look at everything at least so often (1h)',
      parseSpanWithin(10 * second, longestTimer),
    )
    .option(
      '--stale-after <span>',
      'raise the alarm when nothing was compared for so long (1d)',
      parseSpanWithin(60 * second, 366 * day),
    )
    .optionsGroup('Deletions, with --mode mirror (remembered):')
    .option('--max-deletes <n>', 'more than these at once stop and ask (100)', text =>
      parseCount(text, 0, Number.MAX_SAFE_INTEGER),
    )
    .option('--max-delete-percent <p>', 'more than this share of the files, too (10%)', parsePercent)
    .option(
      '--delete-delay <span>',
      'delete once a file is gone for so long (60s)',
      parseSpanWithin(0, 366 * day),
    )
    .option(
      '--trash <prefix>',
      "move deleted objects there, below the folder's prefix (.longshore-trash/)",
      parseTrash,
    )
    .option('--no-trash', 'delete objects for good');
  // Before `--no-mtime`, so that neither given can be told from either.
  command.addOption(new Option('--mtime').hideHelp());
  return addObjectOptions(command, clock);
}

/** What the options make of the settings that are remembered, or usual. `ignoreLines` are those of `--ignore-file`, null without one. Pure. */
export function settingsFrom(
  base: FolderSettings,
  flags: SettingsFlags,
  ignoreLines: readonly string[] | null,
  options: FolderSettings['options'],
): FolderSettings {
  const { deletes } = base;
  return {
    account: base.account,
    mode: flags.mode ?? base.mode,
    ignore: listFrom(base.ignore, flags.ignore, ignoreLines),
    usesDefaultIgnores: flags.defaultIgnores ?? base.usesDefaultIgnores,
    includesGit: flags.includeGit ?? base.includesGit,
    symlinks: flags.symlinks ?? base.symlinks,
    keepsEmptyDirectories: flags.emptyDirs ?? base.keepsEmptyDirectories,
    keepsPermissions: flags.permissions ?? base.keepsPermissions,
    onConflict: flags.onConflict === 'ours' ? 'ours-wins' : (flags.onConflict ?? base.onConflict),
    appendPatterns: listFrom(base.appendPatterns, flags.append, null),
    holdsBadNames: flags.strictNames ?? base.holdsBadNames,
    trustsMtime: flags.trustMtime ?? base.trustsMtime,
    quietMs: flags.quiet ?? base.quietMs,
    patienceMs: flags.patience ?? base.patienceMs,
    rescanMs: flags.rescan ?? base.rescanMs,
    staleMs: flags.staleAfter ?? base.staleMs,
    deletes: {
      maxFiles: flags.maxDeletes ?? deletes.maxFiles,
      maxPercent: flags.maxDeletePercent ?? deletes.maxPercent,
      delayMs: flags.deleteDelay ?? deletes.delayMs,
      trash: flags.trash === false ? null : (flags.trash ?? deletes.trash),
    },
    options,
  };
}

/** A list that is given takes the place of the one that is remembered. Lines of files come first: later ones win. */
function listFrom(
  remembered: readonly string[],
  given: readonly string[] | false | undefined,
  lines: readonly string[] | null,
): readonly string[] {
  if (given === undefined && lines === null) return remembered;
  return [...(lines ?? []), ...(given || [])];
}

/** `--name`, and `--no-name` to take back what is remembered. */
function addSwitch(command: Command, name: string, description: string): void {
  command.option(`--${name}`, description).addOption(new Option(`--no-${name}`).hideHelp());
}

function collect(text: string, before: readonly string[] | false = []): readonly string[] {
  return [...(before || []), text];
}

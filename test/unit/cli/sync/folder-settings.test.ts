import { Command } from 'commander';
import { expect, test } from 'vitest';
import { settingsOf } from '../../../../main/cli/sync/folder-settings.ts';
import { addSettingsOptions, type SettingsFlags } from '../../../../main/cli/sync/settings-options.ts';
import { type FolderAccount, type FolderSettings, usualSettings } from '../../../../main/model/folder.ts';
import type { StoreKind } from '../../../../main/model/target.ts';
import { refusalSaying } from '../../../support/english.ts';
import { sampleRecord } from '../../../support/sample-sync.ts';

const account: FolderAccount = { profile: 'work', signing: 'v4', checksum: 'crc32' };

function flagsOf(words: readonly string[]): SettingsFlags {
  const command = addSettingsOptions(new Command('sync').exitOverride(), { now: () => 0 });
  return command
    .configureOutput({ outputError() {} })
    .parse([...words], { from: 'user' })
    .opts();
}

function settingsAfter(
  words: readonly string[],
  remembered?: Partial<FolderSettings>,
  { lines = null, kind = 'oss' }: { lines?: readonly string[] | null; kind?: StoreKind } = {},
): FolderSettings {
  const record = remembered ? sampleRecord({ settings: remembered }) : null;
  return settingsOf(record, flagsOf(words), lines, account, kind);
}

test('a new folder has the usual settings, and keeps times of modification', () => {
  expect(settingsAfter([])).toEqual({ ...usualSettings, account, options: { keepsMtime: true } });
});

test('every option ends in its setting', () => {
  const words =
    '--mode mirror --on-conflict ours --symlinks follow --empty-dirs --permissions --strict-names --trust-mtime ' +
    '--append *.log --append *.out --ignore *.tmp --ignore !keep.tmp --no-default-ignores --include-git ' +
    '--quiet 5s --patience 2m --rescan 10m --stale-after 2d --max-deletes 7 --max-delete-percent 3% --delete-delay 1h ' +
    '--trash bin --storage-class IA --no-mtime';
  expect(settingsAfter(words.split(' '))).toEqual({
    account,
    mode: 'mirror',
    ignore: ['*.tmp', '!keep.tmp'],
    usesDefaultIgnores: false,
    includesGit: true,
    symlinks: 'follow',
    keepsEmptyDirectories: true,
    keepsPermissions: true,
    onConflict: 'ours-wins',
    appendPatterns: ['*.log', '*.out'],
    holdsBadNames: true,
    trustsMtime: true,
    quietMs: 5_000,
    patienceMs: 120_000,
    rescanMs: 600_000,
    staleMs: 172_800_000,
    deletes: { maxFiles: 7, maxPercent: 3, delayMs: 3_600_000, trash: 'bin/' },
    options: { storageClass: 'IA', keepsMtime: false },
  });
});

const changed: Partial<FolderSettings> = {
  mode: 'mirror',
  ignore: ['*.bak'],
  usesDefaultIgnores: false,
  includesGit: true,
  keepsEmptyDirectories: true,
  appendPatterns: ['*.log'],
  quietMs: 9_000,
  deletes: { maxFiles: 1, maxPercent: 2, delayMs: 3, trash: null },
  options: { storageClass: 'IA', keepsMtime: false },
};

test('what is not given again stays as it was', () => {
  expect(settingsAfter([], changed)).toEqual({ ...usualSettings, ...changed, account });
});

test('what is given again changes alone', () => {
  expect(settingsAfter(['--quiet', '1s', '--trash', 'bin', '--cache-control', 'no-cache'], changed)).toEqual({
    ...usualSettings,
    ...changed,
    account,
    quietMs: 1_000,
    deletes: { maxFiles: 1, maxPercent: 2, delayMs: 3, trash: 'bin/' },
    options: { storageClass: 'IA', cacheControl: 'no-cache', keepsMtime: false },
  });
});

test('every switch can be switched back', () => {
  const words = [
    '--no-include-git',
    '--default-ignores',
    '--no-empty-dirs',
    '--mtime',
    '--no-append',
    '--no-ignore',
  ];
  expect(settingsAfter(words, changed)).toMatchObject({
    includesGit: false,
    usesDefaultIgnores: true,
    keepsEmptyDirectories: false,
    appendPatterns: [],
    ignore: [],
    options: { keepsMtime: true },
  });
});

test('patterns take the place of those that are remembered; lines of a file come before those of the command', () => {
  expect(settingsAfter(['--ignore', '!a'], changed, { lines: ['*', '*.o'] }).ignore).toEqual([
    '*',
    '*.o',
    '!a',
  ]);
  expect(settingsAfter([], changed, { lines: [] }).ignore).toEqual([]);
});

test('--reset-settings begins with the usual ones', () => {
  expect(settingsAfter(['--reset-settings', '--quiet', '1s'], changed)).toEqual({
    ...usualSettings,
    account,
    quietMs: 1_000,
    options: { keepsMtime: true },
  });
});

test('an mtime in the metadata is the one that counts', () => {
  expect(settingsAfter(['--meta', 'mtime=1']).options).toEqual({ meta: { mtime: '1' }, keepsMtime: false });
});

test('a quiet time that the patience cuts short is refused', () => {
  expect(() => settingsAfter(['--quiet', '2m'])).toThrow(expect.objectContaining({ code: 'usage' }));
  expect(() => settingsAfter(['--patience', '5s'], changed)).toThrow(
    expect.objectContaining({ code: 'usage' }),
  );
});

test.each([
  [['--max-deletes', '0'], '--max-deletes'],
  [['--max-delete-percent', '0'], '--max-delete-percent'],
  [['--delete-delay', '1h'], '--delete-delay'],
  [['--trash', 'bin'], '--trash'],
  [['--no-trash'], '--no-trash'],
])('%j is refused where deletions do not follow', (words, option) => {
  expect(() => settingsAfter(words)).toThrow(refusalSaying('usage', `${option} is about deletions`));
  expect(settingsAfter(words, changed).mode).toBe('mirror');
});

test('options that the store lacks are refused before a folder is opened', () => {
  expect(() => settingsAfter(['--traffic-limit', '1M'], undefined, { kind: 's3' })).toThrow(
    expect.objectContaining({ code: 'options.unsupported' }),
  );
});

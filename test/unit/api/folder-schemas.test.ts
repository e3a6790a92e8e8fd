import { describe, expect, test } from 'vitest';
import { folderDraft, folderSettings } from '../../../main/api/folder-schemas.ts';
import { settingsView } from '../../../main/api/folder-view.ts';
import { usualSettings } from '../../../main/model/folder.ts';
import type { FolderDraft, FolderSettingsView } from '../../../preload/contract/folders.ts';

const settings = settingsView(usualSettings);
const draft: FolderDraft = {
  root: '/data',
  target: { account: null, kind: 'oss', bucket: 'bucket', prefix: 'backup/' },
  settings,
};

test('the usual settings are settings, and nothing of an account is among them', () => {
  expect(folderSettings.parse(settings)).toEqual(settings);
  expect(settings).not.toHaveProperty('account');
  expect(folderDraft.parse(draft)).toEqual(draft);
});

const wrong: readonly (readonly [string, Partial<Record<keyof FolderSettingsView, unknown>>, string])[] = [
  ['a mode that is none', { mode: 'both' }, 'mode'],
  ['a rule of a megabyte', { ignore: ['x'.repeat(1_000_000)] }, 'ignore.0'],
  ['rules without end', { ignore: Array.from({ length: 10_001 }, () => 'x') }, 'ignore'],
  ['more rest than patience', { quietMs: 2_000, patienceMs: 1_000 }, 'quietMs'],
  ['a scan every second', { rescanMs: 1_000 }, 'rescanMs'],
  ['time that is no number', { staleMs: Number.NaN }, 'staleMs'],
  ['a trash that is the whole folder', { deletes: { ...settings.deletes, trash: '/' } }, 'deletes.trash'],
  ['a trash that is no folder', { deletes: { ...settings.deletes, trash: 'trash' } }, 'deletes.trash'],
  ['more than all of the files', { deletes: { ...settings.deletes, maxPercent: 101 } }, 'deletes.maxPercent'],
  ['half a deletion', { deletes: { ...settings.deletes, maxFiles: 0.5 } }, 'deletes.maxFiles'],
  ['an option that nobody knows', { options: { colour: 'red' } }, 'options'],
];

describe('settings are refused, by name, with', () => {
  test.each(wrong)('%s', (_, over, field) => {
    const parsed = folderSettings.safeParse({ ...settings, ...over });
    expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
  });
});

test('what the contract does not know is refused', () => {
  expect(folderSettings.safeParse({ ...settings, more: 1 }).success).toBe(false);
  expect(folderDraft.safeParse({ ...draft, target: { ...draft.target, endpoint: 'http://x' } }).success).toBe(
    false,
  );
});

import { describe, expect, test } from 'vitest';
import { textsIn } from '../../../main/text/texts.ts';
import type { FolderSettingsView, FolderView } from '../../../preload/contract/folders.ts';
import { targetAddress, targetErrors, tidyTarget } from '../../../renderer/components/target-check.ts';
import {
  formToWishes,
  wishesToForm,
  wishOfError,
  wrongPairs,
} from '../../../renderer/components/wishes-form.ts';
import {
  formToSettings,
  msOfUnit,
  settingsErrors,
  settingsFieldOf,
  settingsToForm,
  unitOfSpan,
} from '../../../renderer/views/folders/settings-form.ts';
import { standingWords } from '../../../renderer/views/folders/standing-words.ts';
import { costOf } from '../../../renderer/views/unfinished/cost.ts';

const settings: FolderSettingsView = {
  mode: 'mirror',
  ignore: ['*.tmp', '!keep.tmp'],
  usesDefaultIgnores: true,
  includesGit: false,
  symlinks: 'skip',
  keepsEmptyDirectories: false,
  keepsPermissions: false,
  onConflict: 'keep-both',
  appendPatterns: ['*.log'],
  holdsBadNames: false,
  trustsMtime: false,
  quietMs: 2_000,
  patienceMs: 60_000,
  rescanMs: 3_600_000,
  staleMs: 86_400_000,
  deletes: { maxFiles: 100, maxPercent: 10, delayMs: 60_000, trash: '.longshore-trash/' },
  options: { storageClass: 'IA' },
};
const folder: FolderView = {
  id: 'f1',
  root: '/home/li/photos',
  name: 'photos',
  target: { account: 'work', kind: 'oss', bucket: 'backup', prefix: 'photos/' },
  standing: 'upToDate',
  isPaused: false,
  error: null,
  files: 5_000,
  bytes: 1,
  provenFiles: 5_000,
  provenBytes: 1,
  waiting: 0,
  waitingBytes: 0,
  sent: 0,
  toSend: 0,
  failed: 0,
  warnings: 0,
  skipped: 0,
  lastScanMs: 1,
  nextScanMs: 2,
  upToDateAtMs: 20,
  verifiedAtMs: 30,
  coverage: null,
  heldDeletes: null,
  settings,
};

describe('a folder says how it stands', () => {
  const say = (change: Partial<FolderView>, language: 'en' | 'zh-CN' = 'en') => {
    const { said } = standingWords({ ...folder, ...change }, ms => `09:12 (${ms})`);
    const sayAny = textsIn(language).sayPage as (catalogue: string, key: string, facts: object) => string;
    return sayAny('page-folders', said.key, said.facts);
  };

  test.each<[Partial<FolderView>, string]>([
    [{}, 'Up to date, verified 09:12 (30)'],
    [{ verifiedAtMs: null }, 'Up to date, compared 09:12 (20)'],
    [{ verifiedAtMs: 5 }, 'Up to date, compared 09:12 (20)'],
    [{ verifiedAtMs: null, upToDateAtMs: null }, 'Up to date'],
    [{ standing: 'sending', sent: 12, toSend: 3_401 }, 'Sending 12 of 3,401'],
    [{ standing: 'sending' }, 'Sending'],
    [{ standing: 'scanning' }, 'Looking for changes: 5,000 files so far'],
    [{ standing: 'scanning', files: 0 }, 'Looking for changes'],
    [{ standing: 'problems', failed: 1 }, '1 file could not be sent'],
    [
      { standing: 'deletesHeld', heldDeletes: { count: 1_200, known: 5_000 } },
      '1,200 deletions wait for your answer',
    ],
    [{ standing: 'paused', waiting: 3 }, 'Paused, 3 files wait'],
    [{ standing: 'rootLost' }, 'Drive not connected'],
    [
      { standing: 'rootLost', error: { code: 'folder.marker-missing', message: '', facts: {} } },
      'Not sure that this is the same folder',
    ],
    [{ standing: 'stale' }, 'Not verified since 09:12 (30)'],
    [{ standing: 'stale', verifiedAtMs: null, upToDateAtMs: null }, 'Never verified'],
  ])('%j', (change, words) => expect(say(change)).toBe(words));

  test('in Chinese, too', () => {
    expect(say({ standing: 'sending', sent: 12, toSend: 3_401 }, 'zh-CN')).toBe('正在上传 12/3,401');
  });
});

describe('the settings of a folder', () => {
  test('come back from their form as they were', () => {
    expect(formToSettings(settingsToForm(settings))).toEqual(settings);
  });

  test('have no blank lines, and a trash that ends in a slash', () => {
    const form = settingsToForm({ ...settings, deletes: { ...settings.deletes, trash: 'bin' } });
    const changed = formToSettings({ ...form, ignore: '\n*.tmp\r\n  \n/build/\n' });
    expect(changed.ignore).toEqual(['*.tmp', '/build/']);
    expect(changed.deletes.trash).toBe('bin/');
  });

  test.each<[Partial<FolderSettingsView>, readonly string[]]>([
    [{}, []],
    [{ rescanMs: 0 }, ['rescanMs']],
    [{ rescanMs: 9_999, staleMs: 59_999 }, ['rescanMs', 'staleMs']],
    [{ rescanMs: 10_000, staleMs: 60_000 }, []],
    [{ quietMs: Number.NaN }, ['quietMs']],
    [{ quietMs: 90_000 }, ['patienceMs']],
    [{ deletes: { ...settings.deletes, maxPercent: 101 } }, ['maxPercent']],
    [{ deletes: { ...settings.deletes, trash: '/bin/' } }, ['trash']],
    [{ deletes: { ...settings.deletes, trash: ' ' } }, ['trash']],
    [{ deletes: { ...settings.deletes, trash: null } }, []],
  ])('%j has these wrong fields: %j', (change, fields) => {
    expect(Object.keys(settingsErrors(settingsToForm({ ...settings, ...change })))).toEqual(fields);
  });

  test.each<[string, Record<string, string | number>, string | null]>([
    ['ignore.invalid', { rule: '[', line: 2 }, 'ignore'],
    ['ignore.invalid', { rule: '[', file: '/a/.gitignore:2' }, null],
    ['options.unsupported', { option: 'append', kind: 's3' }, 'appendPatterns'],
    ['options.invalid', { option: 'storage-class' }, 'storageClass'],
    ['options.invalid', { option: 'tag' }, 'tags'],
    ['request.invalid', { name: 'changeFolder', field: 'settings.rescanMs' }, 'rescanMs'],
    ['request.invalid', { name: 'changeFolder', field: 'settings.deletes.trash' }, 'trash'],
    ['request.invalid', { name: 'changeFolder', field: 'settings.ignore.3' }, 'ignore'],
    ['request.invalid', { name: 'changeFolder', field: 'settings.options.meta' }, 'options'],
    ['folder.busy', {}, null],
  ])('show a refusal %s %j at the field %s', (code, facts, field) => {
    expect(settingsFieldOf({ code, message: '', facts })).toBe(field);
  });

  test('show a span in the largest unit that keeps it whole', () => {
    expect([0, 1, 2_000, 60_000, 90_000, 3_600_000, 86_400_000].map(unitOfSpan)).toEqual([
      's',
      'ms',
      's',
      'min',
      's',
      'h',
      'd',
    ]);
    expect(msOfUnit('h')).toBe(3_600_000);
  });
});

describe('a target', () => {
  const target = { account: null, kind: 'oss', bucket: 'backup', prefix: 'photos' } as const;
  test.each([
    [target, []],
    [{ ...target, bucket: '' }, ['bucket']],
    [{ ...target, bucket: 'My_Bucket' }, ['bucket']],
    [{ ...target, prefix: '/a' }, ['prefix']],
    [{ ...target, prefix: 'a//b' }, ['prefix']],
  ])('%j has these wrong fields: %j', (value, fields) => {
    expect(Object.keys(targetErrors(value))).toEqual(fields);
  });

  test('is sent with a slash at its end, and written as the command line writes it', () => {
    expect(tidyTarget({ ...target, bucket: ' backup ' })).toEqual({ ...target, prefix: 'photos/' });
    expect(targetAddress(target)).toBe('oss://backup/photos');
    expect(targetAddress({ ...target, account: 'work', prefix: '' })).toBe('work:backup/');
  });
});

describe('the options of objects', () => {
  const wishes = {
    storageClass: 'IA',
    encryption: { algorithm: 'KMS', keyId: 'k1' },
    meta: { owner: 'li' },
    tags: { a: 'b=c' },
    keepsMtime: true,
    trafficLimit: 819_200,
  } as const;

  test('come back from their form as they were, with what it does not show', () => {
    expect(formToWishes(wishesToForm(wishes))).toEqual(wishes);
    expect(formToWishes(wishesToForm({}))).toEqual({});
  });

  test('have a line that is no pair', () => {
    const form = wishesToForm({});
    expect(wrongPairs({ ...form, meta: 'a=b\n\n c=d=e ', tags: 'a=' })).toEqual({});
    expect(wrongPairs({ ...form, meta: 'a=b\nnonsense' })).toEqual({ meta: 'options.pairs' });
  });

  test('have more tags than an object takes', () => {
    const tags = (count: number) => Array.from({ length: count }, (_, index) => `t${index}=`).join('\n');
    expect(wrongPairs({ ...wishesToForm({}), tags: tags(10) })).toEqual({});
    expect(wrongPairs({ ...wishesToForm({}), tags: tags(11) })).toEqual({ tags: 'options.tooManyTags' });
  });

  test('show a refusal at the field of its option', () => {
    const error = { code: 'options.invalid', message: '', facts: { option: 'storage-class' } };
    expect(wishOfError(error)).toBe('storageClass');
    expect(wishOfError({ ...error, facts: { option: 'if-match' } })).toBeNull();
  });
});

describe('the cost of what is unfinished', () => {
  const gib = 1024 ** 3;
  test.each([
    [0, { perGbMonth: 1, currency: 'CNY' }, null],
    [gib, null, null],
    [10 * gib, { perGbMonth: 0.12, currency: 'CNY' }, { figure: 'CN¥1.20', isBelow: false }],
    [1, { perGbMonth: 0.12, currency: 'USD' }, { figure: '$0.01', isBelow: true }],
    [2 * gib, { perGbMonth: 1, currency: '' }, { figure: '2.00', isBelow: false }],
    [2 * gib, { perGbMonth: 1, currency: '元' }, { figure: '2.00 元', isBelow: false }],
  ])('of %d bytes at %j', (bytes, price, cost) => expect(costOf(bytes, price, 'en')).toEqual(cost));
});

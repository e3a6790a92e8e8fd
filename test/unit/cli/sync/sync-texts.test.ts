import { describe, expect, test } from 'vitest';
import enReasons from '../../../../assets/text/en/reasons.json' with { type: 'json' };
import enViews from '../../../../assets/text/en/sync.json' with { type: 'json' };
import zhReasons from '../../../../assets/text/zh-CN/reasons.json' with { type: 'json' };
import zhViews from '../../../../assets/text/zh-CN/sync.json' with { type: 'json' };
import { placeholdersOf } from '../../../../main/cli/error-text.ts';
import { syncTextsIn } from '../../../../main/cli/sync/sync-texts.ts';
import { reasonCodes } from '../../../../main/model/action.ts';

const base = (key: string) => key.replace(/_(?:one|other)$/, '');
const allFacts = (template: string) => placeholdersOf(template).map(name => name.split(':')[0] ?? '');

test('every reason has a sentence in both languages, and there is no other', () => {
  expect(Object.keys(enReasons).toSorted()).toEqual([...reasonCodes].toSorted());
  expect(Object.keys(zhReasons).toSorted()).toEqual([...reasonCodes].toSorted());
});

describe.each(['en', 'zh-CN'] as const)('reasons in %s', language => {
  test.each(reasonCodes)('%s reads well without any facts, and whole with all of them', code => {
    const texts = syncTextsIn(language);
    const bare = texts.sayReason({ code, facts: {} });
    expect(bare.length).toBeGreaterThan(3);
    expect(bare).not.toMatch(/[{}[\]–]| {2}| [.,;:，；]|[.。]$/);
    const names = allFacts(enReasons[code]);
    const facts = Object.fromEntries(names.map(name => [name, 1024]));
    expect(texts.sayReason({ code, facts })).not.toMatch(/[{}[\]–]/);
  });
});

test.each(reasonCodes)('%s asks for the same facts in both languages', code => {
  expect(placeholdersOf(zhReasons[code]).toSorted()).toEqual(placeholdersOf(enReasons[code]).toSorted());
});

test('the views have the same texts in both languages', () => {
  const keys = (catalogue: object) => [...new Set(Object.keys(catalogue).map(base))].toSorted();
  expect(keys(zhViews)).toEqual(keys(enViews));
});

test.each(Object.keys(zhViews) as (keyof typeof zhViews)[])('%s asks for the same facts', key => {
  const plurals: Readonly<Record<string, string>> = enViews;
  expect(placeholdersOf(zhViews[key]).toSorted()).toEqual(placeholdersOf(plurals[key] ?? '').toSorted());
});

test('a count chooses the plural, and figures are grouped', () => {
  const { say } = syncTextsIn('en');
  expect(say('state.upToDate', { count: 1, bytes: 5, time: '09:12' })).toBe(
    'Up to date: 1 file proven (5 B), compared 09:12',
  );
  expect(say('state.upToDate', { count: 61_204, bytes: 5, time: null })).toBe(
    'Up to date: 61,204 files proven (5 B)',
  );
  expect(syncTextsIn('zh-CN').say('state.upToDate', { count: 1, bytes: 5, time: '09:12' })).toBe(
    '已是最新：1 个文件通过校验（5 B），比较时间 09:12',
  );
});

test('a name is shown as it is, its spaces and brackets included, but can not move the cursor', () => {
  const { say } = syncTextsIn('en');
  expect(say('event.solved', { path: ' a  [b] {c}\u001b[2K.' })).toBe('solved  a  [b] {c}\\x1b[2K.');
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CheckTexts, NoteTexts } from '../../../main/base/text-facts.ts';
import { textsIn } from '../../../main/text/texts.ts';
import {
  baseKey,
  type Catalogue,
  isPlural,
  placeholdersOf,
  textsByKey,
  typesOfTexts,
} from '../../support/text-types.ts';

const languages = ['en', 'zh-CN'] as const;
const names = {
  views: 'ViewTexts',
  sync: 'SyncTexts',
  checks: 'CheckTexts',
  notes: 'NoteTexts',
  problems: 'ProblemTexts',
  reasons: 'ReasonTexts',
  page: 'PageTexts',
  'page-transfers': 'PageTransfersTexts',
  'page-add': 'PageAddTexts',
  'page-folders': 'PageFoldersTexts',
  'page-accounts': 'PageAccountsTexts',
  'page-history': 'PageHistoryTexts',
  'page-settings': 'PageSettingsTexts',
  'page-start': 'PageStartTexts',
  app: 'AppTexts',
} as const;
const forms = [
  'bytes',
  'exact',
  'rate',
  'span',
  'roughly',
  'moment',
  'number',
  'grouped',
  'percent',
  'masked',
];

function read(language: string, name: string): Catalogue {
  const path = new URL(`../../../assets/text/${language}/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as Catalogue;
}

const factNames = (texts: readonly string[]) =>
  [...new Set(texts.flatMap(placeholdersOf).map(each => each.replace(/:.*/, '')))].toSorted();

test('the types of the texts are those of the catalogues', async () => {
  const all = Object.entries(names).map(([name, type]) => [type, languages.map(each => read(each, name))]);
  await expect(typesOfTexts(Object.fromEntries(all))).toMatchFileSnapshot('../../../main/base/text-facts.ts');
}, 60_000);

describe.each(Object.keys(names))('the catalogue %s', name => {
  const [en = {}, zh = {}] = languages.map(language => read(language, name));

  test('has the same texts in both languages', () => {
    expect([...textsByKey(zh).keys()].toSorted()).toEqual([...textsByKey(en).keys()].toSorted());
  });

  test('has every plural that its language makes', () => {
    for (const [language, texts] of [
      ['en', en],
      ['zh-CN', zh],
    ] as const) {
      const plurals = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      const counted = Object.keys(texts).filter(isPlural);
      for (const key of counted) {
        for (const plural of plurals) expect(Object.keys(texts)).toContain(`${baseKey(key)}_${plural}`);
      }
    }
  });

  test.each([...textsByKey(en)])('names the same facts for %s in both languages', (key, texts) => {
    expect(factNames(textsByKey(zh).get(key) ?? [])).toEqual(factNames(texts));
  });

  test.each([...Object.entries(en), ...Object.entries(zh)])('has a well-formed text for %s', (_, text) => {
    expect(text.trim()).toBe(text);
    expect(text).not.toBe('');
    expect(text.replace(/\[[^[\]]*\]/g, '')).not.toMatch(/[[\]]/);
    expect(text.replace(/\{[a-zA-Z]+(:[a-z]+)?\}/g, '')).not.toMatch(/[{}]/);
    for (const placeholder of placeholdersOf(text)) {
      const [, form] = placeholder.split(':');
      if (form !== undefined) expect(forms).toContain(form);
    }
  });

  test('is Chinese in Chinese', () => {
    for (const [key, text] of Object.entries(zh)) {
      const words = text.replace(/\{[^}]*\}/g, '').replace(/[^A-Za-z]/g, '');
      const isNameAlone = en[key] === text;
      if (words !== '' && !isNameAlone)
        expect([key, text]).toEqual([key, expect.stringMatching(/\p{Script=Han}/u)]);
      const prose = text.replace(/x:名称=值/g, '');
      expect(prose).not.toMatch(/[,;:?!](?=\p{Script=Han})|(?<=\p{Script=Han})[,;:?!.]/u);
    }
  });
});

describe.each(languages)('without any facts, in %s,', language => {
  const { fill, sayCheck, sayNote, sayProblem } = textsIn(language);
  const clean = (text: string) => {
    expect(text).not.toBe('');
    expect(text).not.toMatch(/[{}[\]]| {2}|undefined|null|NaN|[\ufdd0-\ufdd5]/);
  };

  test.each(Object.values(read(language, 'views')))('%j shows neither a gap nor a placeholder', text => {
    clean(fill(text, {}));
  });

  test('nor do checks, notes and problems', () => {
    const withCount = (key: string) => (baseKey(key) === key ? {} : { count: 2 });
    for (const key of Object.keys(read(language, 'checks'))) {
      clean(sayCheck({ key: baseKey(key) as keyof CheckTexts, facts: withCount(key) }));
    }
    for (const key of Object.keys(read(language, 'notes'))) {
      clean(sayNote({ key: key as keyof NoteTexts, facts: {} }));
    }
    for (const key of Object.keys(read(language, 'problems'))) clean(sayProblem({ problem: key }) ?? '');
  });
});

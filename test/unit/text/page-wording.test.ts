import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import enChecks from '../../../assets/text/en/checks.json' with { type: 'json' };
import en from '../../../assets/text/en/errors.json' with { type: 'json' };
import enNotes from '../../../assets/text/en/notes.json' with { type: 'json' };
import enProblems from '../../../assets/text/en/problems.json' with { type: 'json' };
import enReasons from '../../../assets/text/en/reasons.json' with { type: 'json' };
import zhCn from '../../../assets/text/zh-CN/errors.json' with { type: 'json' };
import { type ErrorCode, reactions } from '../../../main/base/app-error.ts';
import { finerCodes, serverCodes, type Template } from '../../../main/model/server-codes.ts';
import { describeError } from '../../../main/text/error-text.ts';
import { textsIn } from '../../../main/text/texts.ts';
import { baseKey, placeholdersOf } from '../../support/text-types.ts';

const languages = ['en', 'zh-CN'] as const;
/** An option, a command of ours or of another tool, a variable of the shell: what nobody can type into a page. */
const forTerminals =
  /--[a-z0-9]|\blongshore [a-z0-9]|\bcommands?\b|命令|\b(?:OSS|AWS|HTTPS?|NO)_[A-Z]|\b(?:mc|aws) [a-z]+ |\bnpm |Ctrl-C|credential-process/;

interface Case {
  readonly name: string;
  readonly code: ErrorCode;
  readonly facts: Readonly<Record<string, string>>;
  readonly templates: Readonly<Record<(typeof languages)[number], Template>>;
}

const own = (Object.keys(reactions) as ErrorCode[]).map(
  (code): Case => ({ name: code, code, facts: {}, templates: { en: en[code], 'zh-CN': zhCn[code] } }),
);
const ofServers = [...serverCodes].map(
  ([name, entry]): Case => ({ name, code: entry.is, facts: { code: name }, templates: entry }),
);
const finer = [...finerCodes].flatMap(([name, entry]): readonly Case[] =>
  'is' in entry ? [{ name, code: entry.is, facts: { ec: name }, templates: entry }] : [],
);
const parts = ['cause', 'remedy'] as const;

/** Every fact that the sentences could show, so that no part of them is left out. */
function allFacts({ templates, facts }: Case) {
  const names = languages.flatMap(language =>
    [templates[language], { ...templates[language], ...templates[language].page }].flatMap(each =>
      parts.flatMap(part => placeholdersOf(each[part]).map(found => found.replace(/:.*/, ''))),
    ),
  );
  const shown = Object.fromEntries(names.filter(name => name !== 'problem').map(name => [name, 7]));
  return { ...shown, remedy: '--region cn-hangzhou', ...facts };
}

describe.each([...own, ...ofServers, ...finer])('on the page, $name', each => {
  const error = { code: each.code, message: '', facts: allFacts(each) };

  test.each(languages)('names neither a command nor an option in %s', language => {
    const { cause, remedy } = describeError(error, {}, language, 'page');
    for (const sentence of [cause, remedy]) {
      expect(sentence).toMatch(/[.。]$/);
      expect(sentence).not.toMatch(forTerminals);
    }
  });

  test('has sentences of its own in both languages, and only where a terminal reads others', () => {
    for (const part of parts) {
      const differs = languages.map(language => each.templates[language].page?.[part] !== undefined);
      expect(differs[1]).toBe(differs[0]);
      if (differs[0] !== true) continue;
      const inTerminal = languages.map(language => each.templates[language][part]).join(' ');
      expect(inTerminal).toMatch(new RegExp(`${forTerminals.source}|--\\{|\\{command\\}`));
    }
  });

  test('asks for the same facts in both languages', () => {
    const [english, chinese] = languages.map(language =>
      parts.map(part => placeholdersOf(each.templates[language].page?.[part] ?? '').toSorted()),
    );
    expect(chinese).toEqual(english);
  });
});

describe.each([...own, ...ofServers, ...finer].filter(each => each.templates.en.page))(
  'on the page, $name',
  each => {
    test.each(languages)('reads well without any facts in %s', language => {
      const { cause, remedy } = describeError(
        { code: each.code, message: '', facts: each.facts },
        {},
        language,
        'page',
      );
      for (const sentence of [cause, remedy])
        expect(sentence).not.toMatch(/[{}[\]]| {2}| [,;.:]|[:：，,][.。]|[（(][)）]/);
    });
  },
);

const root = join(import.meta.dirname, '../../..');
/** What is raised by the command line alone never comes to a page. */
const raised = globSync('main/**/*.ts', { cwd: root })
  .filter(path => !path.startsWith('main/cli') && !path.endsWith('text-facts.ts'))
  .map(path => readFileSync(`${root}/${path}`, 'utf8'))
  .join('\n');

describe.each(languages)('on the page, in %s,', language => {
  const page = textsIn(language, 'page');

  test.each(Object.keys(enProblems).filter(key => raised.includes(`'${key}'`)))(
    'the problem %s names neither a command nor an option',
    key => {
      expect(page.sayProblem({ problem: key })).not.toMatch(forTerminals);
    },
  );

  test.each([
    ['checks', enChecks, (key: string) => page.sayCheck({ key: key as never, facts: { count: 2 } })],
    ['notes', enNotes, (key: string) => page.sayNote({ key: key as never, facts: {} })],
    ['reasons', enReasons, (key: string) => page.sayReason({ code: key as never, facts: { count: 2 } })],
  ] as const)('none of the %s names a command or an option', (_, texts, say) => {
    for (const key of Object.keys(texts)) expect(say(baseKey(key))).not.toMatch(forTerminals);
  });
});

test('in a terminal the same error names the command', () => {
  const error = { code: 'net.interrupted', message: '', facts: {} } as const;
  expect(describeError(error, {}, 'en').remedy).toContain('Run the same command again');
  expect(describeError(error, {}, 'en', 'page').remedy).toBe(
    'Try again; only the parts that were under way are sent anew.',
  );
});

test('a check is said by its twin on the page', () => {
  const said = { key: 'bucket.otherRegion', facts: { bucket: 'b', to: 'cn-beijing' } } as const;
  expect(textsIn('en').sayCheck(said)).toContain('--region cn-beijing');
  expect(textsIn('en', 'page').sayCheck(said)).toBe(
    'b lies in cn-beijing: with this region in the account, every start is spared a detour',
  );
});

import fc from 'fast-check';
import { parseIgnoreLines, rebaseIgnoreLine } from '../../../main/watch/ignore-lines.ts';
import { createIgnoreRules, createMatcher } from '../../../main/watch/ignore-rules.ts';
import { spoilt } from './rubbish.ts';
import { clearly, type FuzzTarget } from './target.ts';

const samples = [
  '*.log',
  '!keep.log',
  '/build/',
  'a/**/b',
  '**',
  '[a-z]?',
  '[!a-z]',
  '\\#x',
  'x\\ ',
  'a/b/c/*',
  '#',
  '{a,b}',
  '(a|b)+',
];
const bits = [
  '*',
  '**',
  '?',
  '[',
  ']',
  '[]',
  '[^]',
  '[z-a]',
  '\\',
  '!',
  '/',
  '//',
  '(',
  ')',
  '+',
  '{',
  '}',
  '|',
  '$',
  '^',
  '.',
  '..',
  ' ',
  '\u0000',
  '\n',
  '[[:alpha:]]',
  '(?=',
  '\\Q',
];
const paths = fc.oneof(
  fc
    .array(fc.constantFrom('a', 'b', 'build', 'x.log', '#x', '...', '(a|b)+', 'é', ' '), {
      minLength: 1,
      maxLength: 4,
    })
    .map(parts => parts.join('/')),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .filter(text => !/^[./]/.test(text) && !text.includes('//') && !text.endsWith('/')),
);

export const ignorePatterns: FuzzTarget = {
  name: 'ignore patterns',
  cost: 2,
  leastTaken: 0.3,
  async open(told) {
    const line = spoilt(samples, bits).map(text => text.slice(0, 300));
    return fc.asyncProperty(
      fc.array(line, { maxLength: 4 }),
      fc.array(paths, { minLength: 1, maxLength: 4 }),
      async (lines, asked) => {
        for (const usesDefaults of [true, false]) {
          const rules = await clearly(told, () =>
            createIgnoreRules({ lines, usesDefaults, includesGit: false }),
          );
          if (rules) told.taken();
          for (const path of asked) {
            await clearly(told, () => rules?.ignores(path, false));
            await clearly(told, () => rules?.decide(path, true));
          }
        }
        const matcher = await clearly(told, () => createMatcher(lines));
        for (const path of asked) await clearly(told, () => matcher?.matches(path));
        for (const { text } of (await clearly(told, () => parseIgnoreLines(lines, null))) ?? [])
          rebaseIgnoreLine(text, 'a/b');
      },
    );
  },
};

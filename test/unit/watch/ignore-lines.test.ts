import { expect, test } from 'vitest';
import { parseIgnoreLines, rebaseIgnoreLine } from '../../../main/watch/ignore-lines.ts';
import { createIgnoreRules, createMatcher } from '../../../main/watch/ignore-rules.ts';
import { refusalSaying } from '../../support/english.ts';

test('comments, empty lines and blanks at the end say nothing; a quoted blank does', () => {
  const lines = ['# no', '', '   ', 'a  ', 'b\\ ', 'c\\\\ ', '\\#d', ' e'];
  expect(parseIgnoreLines(lines, null)).toEqual([
    { number: 4, text: 'a' },
    { number: 5, text: 'b\\ ' },
    { number: 6, text: 'c\\\\' },
    { number: 7, text: '\\#d' },
    { number: 8, text: ' e' },
  ]);
});

test.each([
  ['!', 'it names nothing'],
  ['/', 'it names nothing'],
  ['!//', 'it names nothing'],
  ['a\0b', 'it holds a zero byte'],
  ['a\\', 'it ends in a backslash with nothing to quote'],
  ['./build', 'it begins with ./ or ../; paths begin at the directory of the list, with /'],
  ['../x', 'it begins with ./ or ../; paths begin at the directory of the list, with /'],
  ['[abc', 'its [ is never closed'],
  ['x[]', 'its [ is never closed'],
  ['x[!]', 'its [ is never closed'],
  ['x[a\\]', 'its [ is never closed'],
  ['[[:alpha', 'its [ is never closed'],
  ['[[:letters:]]', '[:letters:] is no class of characters'],
])('the rule %j is refused, with its place: %s', (rule, problem) => {
  const parse = () => parseIgnoreLines(['fine', rule], '/f/.longshoreignore');
  const facts = { file: '/f/.longshoreignore:2', line: 2, rule };
  expect(parse).toThrow(expect.objectContaining({ facts: expect.objectContaining(facts) }));
  expect(parse).toThrow(refusalSaying('ignore.invalid', problem));
});

test.each(['[]]', '[!]]', '[a\\]b]', '[[:alpha:][:digit:]]', '[a-z]', 'a]', '\\[', '[[:]', '[[]', 'a\\\\'])(
  'the rule %j is understood',
  rule => {
    expect(parseIgnoreLines([rule], null)).toEqual([{ number: 1, text: rule }]);
  },
);

test.each([
  ['foo', 'a/b', '/a/b/**/foo'],
  ['foo/', 'a', '/a/**/foo/'],
  ['/foo', 'a', '/a/foo'],
  ['x/y', 'a', '/a/x/y'],
  ['**/y', 'a', '/a/**/y'],
  ['!keep', 'a', '!/a/**/keep'],
  ['!/keep/', 'a', '!/a/keep/'],
  ['*', 'we[i]rd*!#?\\', '/we\\[i\\]rd\\*\\!\\#\\?\\\\/**/*'],
  ['foo', '', 'foo'],
])('the rule %j of the directory %j is %j at the root', (rule, directory, rebased) => {
  expect(rebaseIgnoreLine(rule, directory)).toBe(rebased);
});

const lines = (...given: string[]) =>
  createIgnoreRules({ lines: given, usesDefaults: false, includesGit: true });
const fileAt = (directory: string, ...given: string[]) =>
  [directory, { path: `${directory}/.longshoreignore`, lines: parseIgnoreLines(given, null) }] as const;

test.each([
  [['*.log'], 'a/x.log', false, true],
  [['*.log', '!keep.log'], 'a/keep.log', false, false],
  [['build/'], 'build', false, false],
  [['build/'], 'src/build', true, true],
  [['/build'], 'src/build', true, false],
  [['a/**/z'], 'a/b/c/z', false, true],
  [['*'], 'anything', true, true],
  [['?'], 'ab', false, false],
  [['[[:digit:]]*'], '9lives', false, true],
  [['a*b*c*d*e*f*g*h*i*j*k*l'], 'abcdefghijk'.repeat(20), false, false],
  [['two words'], 'two words', false, true],
  [['line'], 'line\nbreak', false, false],
])('with the rules %j, %j (directory: %s) is left out: %s', (rules, path, isDirectory, expected) => {
  expect(lines(...rules).ignores(path, isDirectory)).toBe(expected);
});

test('rules of a deeper list win over those above, both ways, and hold there alone', () => {
  const outer = lines('*.tmp', 'secret');
  const inner = outer.within(...fileAt('a/b', '!keep.tmp', '*.txt', '/only-here'));
  expect(inner.ignores('a/b/keep.tmp', false)).toBe(false);
  expect(inner.ignores('a/b/c/keep.tmp', false)).toBe(false);
  expect(inner.ignores('a/b/other.tmp', false)).toBe(true);
  expect(inner.ignores('a/b/x.txt', false)).toBe(true);
  expect(inner.ignores('a/b/only-here', false)).toBe(true);
  expect(inner.ignores('a/b/c/only-here', false)).toBe(false);
  expect(inner.ignores('a/b/secret', false)).toBe(true);
  expect(outer.ignores('a/x.txt', false)).toBe(false);
  const deepest = inner.within(...fileAt('a/b/c', '*.tmp', '!x.txt'));
  expect(deepest.ignores('a/b/c/keep.tmp', false)).toBe(true);
  expect(deepest.ignores('a/b/c/x.txt', false)).toBe(false);
});

test('what lies in a directory that a deeper list brought back is not left out with it', () => {
  const rules = lines('cache').within(...fileAt('a', '!cache/'));
  expect(rules.ignores('a/cache', true)).toBe(false);
  expect(rules.ignores('a/cache/file', false)).toBe(false);
});

test('lists hold in directories whose names mean something in rules', () => {
  const rules = lines().within(...fileAt('we[i]rd* !#', 'x', '!/y'));
  expect(rules.ignores('we[i]rd* !#/sub/x', false)).toBe(true);
  expect(rules.ignores('weird/x', false)).toBe(false);
});

test('our own files in a folder are left out whatever the lines say; the ignore files are not', () => {
  const rules = lines('!.longshore-marker', '!*');
  expect(rules.ignores('.longshore-marker', false)).toBe(true);
  expect(rules.ignores('a/.longshore-trash', true)).toBe(true);
  expect(rules.ignores('.longshoreignore', false)).toBe(false);
});

test.each([
  ['.DS_Store', false],
  ['a/Thumbs.db', false],
  ['thumbs.db', false],
  ['Desktop.ini', false],
  ['~$report.docx', false],
  ['.~lock.report.odt#', false],
  ['x.tmp', false],
  ['film.mkv.part', false],
  ['x.crdownload', false],
  ['x.partial', false],
  ['.file.swp', false],
  ['.Trash-1000', true],
  ['$RECYCLE.BIN', true],
  ['System Volume Information', true],
])('%s is left out unless the folder says otherwise', (path, isDirectory) => {
  const by = (usesDefaults: boolean, ...given: string[]) =>
    createIgnoreRules({ lines: given, usesDefaults, includesGit: true }).ignores(path, isDirectory);
  expect(by(true)).toBe(true);
  expect(by(false)).toBe(false);
  expect(by(true, `!${path.replaceAll('$', '\\$')}`)).toBe(false);
});

test.each([
  'report.docx',
  'notes.txt~',
  'template.tmpl',
  'a.swift',
  '$RECYCLE.BIN.txt',
  '.Trashcan',
  '.env',
  '.gitignore',
])('%s goes up', path => {
  expect(createIgnoreRules({ lines: [], usesDefaults: true, includesGit: false }).ignores(path, false)).toBe(
    false,
  );
});

test('repositories are left out, and one switch takes them in', () => {
  const by = (includesGit: boolean) => createIgnoreRules({ lines: [], usesDefaults: true, includesGit });
  expect(by(false).ignores('project/.git', true)).toBe(true);
  expect(by(true).ignores('project/.git', true)).toBe(false);
});

test('rules tell upper from lower case where the system does', () => {
  const isSensitive = process.platform !== 'win32' && process.platform !== 'darwin';
  expect(lines('Readme').ignores('README', false)).toBe(!isSensitive);
});

test('rules hold for more paths than are remembered', () => {
  const rules = lines('*9');
  let count = 0;
  for (let index = 0; index < 10_000; index += 1)
    if (rules.ignores(`d${index % 7}/f${index}`, false)) count += 1;
  expect(count).toBe(1_000);
});

test('a matcher names files, and all that lies in directories that its lines name', () => {
  const matcher = createMatcher(['# logs', '*.log', 'journal/', '!debug.log']);
  expect(
    ['a/x.log', 'journal/2026/x', 'debug.log', 'x.txt', 'journal'].map(path => matcher.matches(path)),
  ).toEqual([true, true, false, false, false]);
  expect(matcher.matches('journal', true)).toBe(true);
  expect(createMatcher([]).matches('anything')).toBe(false);
  expect(() => createMatcher(['[x'])).toThrow(expect.objectContaining({ code: 'ignore.invalid' }));
  expect(() => matcher.matches('/absolute')).toThrow(expect.objectContaining({ code: 'bug' }));
});

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { SeenDirectory } from '../../main/model/seen.ts';
import { explainIgnore } from '../../main/watch/explain-ignore.ts';
import type { IgnoreSetup } from '../../main/watch/ignore.ts';
import { createIgnoreFiles } from '../../main/watch/ignore-file.ts';
import { createWalker } from '../../main/watch/walker.ts';
import { createTempDir } from '../support/temp-dir.ts';
import { outlineOf, shellIn, walkAsNobody, walkSetup, wholeFolder } from '../support/walk-outline.ts';

const walker = createWalker();
afterAll(walker.close);

const plain: IgnoreSetup = { lines: [], usesDefaults: false, includesGit: false };

/** A folder of these files; what a name ends with `/` is an empty directory. */
async function folderOf(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const root = await createTempDir();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path.endsWith('/') ? path : dirname(path)), { recursive: true });
    if (!path.endsWith('/')) writeFileSync(join(root, path), content);
  }
  return root;
}

async function walk(
  root: string,
  ignore: IgnoreSetup = plain,
  looks = wholeFolder,
): Promise<SeenDirectory[]> {
  const seen: SeenDirectory[] = [];
  const { signal } = new AbortController();
  for await (const directory of walker.walk(walkSetup(root, { ignore }), looks, signal)) seen.push(directory);
  return seen;
}

const pathsOf = (seen: readonly SeenDirectory[]) =>
  seen.flatMap(({ path, files }) => files.map(({ name }) => (path === '' ? name : `${path}/${name}`)));

test('ignore files hold from their directory down, deeper ones win, and what is left out is not entered', async () => {
  const root = await folderOf({
    '.longshoreignore': '*.log\nnode_modules/\n/only-top\n',
    'x.log': '',
    'only-top': '',
    'a/only-top': '',
    'a/.longshoreignore': '!important.log\n*.bak',
    'a/important.log': '',
    'a/other.log': '',
    'a/deep/important.log': '',
    'a/deep/x.bak': '',
    'b/important.log': '',
    'b/x.bak': '',
    'b/node_modules/pkg/.longshoreignore': '!*',
    'b/node_modules/pkg/index.js': '',
  });
  const seen = await walk(root);
  expect(pathsOf(seen)).toEqual([
    '.longshoreignore',
    'a/.longshoreignore',
    'a/important.log',
    'a/only-top',
    'a/deep/important.log',
    'b/x.bak',
  ]);
  expect(seen.map(({ path }) => path)).toEqual(['', 'a', 'a/deep', 'b']);
  expect(seen.find(({ path }) => path === 'b')?.leftOut).toEqual([
    { name: 'important.log', why: 'ignored', isDirectory: false },
    { name: 'node_modules', why: 'ignored', isDirectory: true },
  ]);
});

test('later sources win: built-in rules, the lines of the folder, ignore files', async () => {
  const root = await folderOf({
    'a.tmp': '',
    'b.tmp': '',
    'c/b.tmp': '',
    'c/.longshoreignore': '!b.tmp',
    'd/b.tmp': '',
  });
  const setup = { lines: ['!*.tmp', 'b.tmp'], usesDefaults: true, includesGit: false };
  expect(pathsOf(await walk(root, setup))).toEqual(['a.tmp', 'c/.longshoreignore', 'c/b.tmp']);
});

test('a list from Windows, with its mark at the beginning and its line ends, reads the same', async () => {
  const root = await folderOf({
    '.longshoreignore': '\uFEFFfirst\r\n# comment\r\n\r\nsecond  \r\n',
    first: '',
    second: '',
    third: '',
  });
  expect(pathsOf(await walk(root))).toEqual(['.longshoreignore', 'third']);
});

test('a link to a list, and a directory that has its name', async () => {
  const root = await folderOf({ 'a/x': '', 'b/x': '', 'b/y': '', list: 'x', 'a/.longshoreignore/inner': '' });
  shellIn(root, 'ln -s ../list b/.longshoreignore');
  expect(pathsOf(await walk(root))).toEqual(['list', 'a/x', 'a/.longshoreignore/inner', 'b/y']);
});

test.each([
  ['a rule that can match nothing', 'fine\n[broken\n', { code: 'ignore.invalid', line: 2, rule: '[broken' }],
  [
    'bytes that are no UTF-8',
    Buffer.from('caf\xe9', 'latin1'),
    { code: 'ignore.invalid', problem: 'rule.notUtf8' },
  ],
  ['UTF-16', Buffer.from('\uFEFFx', 'utf16le'), { code: 'ignore.invalid', problem: 'rule.notUtf8' }],
  ['zero bytes', 'a\0', { code: 'ignore.invalid', problem: 'rule.zero' }],
  ['more than a mebibyte', '#'.repeat(1024 ** 2 + 1), { code: 'ignore.invalid', problem: 'rule.tooLarge' }],
])('a list with %s fails its directory: what it would keep back is unknown', async (_, content, expected) => {
  const root = await folderOf({ 'a/.longshoreignore': content, 'a/x': '', 'a/b/x': '', 'c/x': '' });
  const seen = await walk(root);
  expect(pathsOf(seen)).toEqual(['c/x']);
  const failed = seen.find(({ path }) => path === 'a');
  const { code, ...facts } = expected;
  expect(failed).toMatchObject({ only: null, files: [], directories: [], failure: { code, facts } });
  expect(String(failed?.failure?.facts['file'])).toContain(join(root, 'a/.longshoreignore'));
  expect(outlineOf(await walk(root, plain, [{ directory: 'a/b', names: ['x'], isDeep: false }]))).toEqual([
    `a/: ${code}`,
  ]);
});

test.each([
  ['is a pipe', 'mkfifo a/.longshoreignore', { code: 'file.not-regular' }],
  [
    'leads nowhere',
    'ln -s nowhere a/.longshoreignore',
    { code: 'file.unreadable', facts: { reason: 'ENOENT' } },
  ],
  [
    'leads to itself',
    'ln -s .longshoreignore a/.longshoreignore',
    { code: 'file.unreadable', facts: { reason: 'ELOOP' } },
  ],
])('a list that %s fails its directory', async (_, build, failure) => {
  const root = await folderOf({ 'a/x': '', 'b/x': '' });
  shellIn(root, build);
  const seen = await walk(root);
  expect(pathsOf(seen)).toEqual(['b/x']);
  expect(seen.find(({ path }) => path === 'a')).toMatchObject({ failure });
});

test('a list that may not be read fails its directory', async () => {
  const root = await folderOf({ 'a/x': '', 'a/.longshoreignore': 'x', 'b/x': '' });
  chmodSync(root, 0o755);
  chmodSync(join(root, 'a/.longshoreignore'), 0o200);
  const { seen = [] } = walkAsNobody(walkSetup(root));
  expect(pathsOf(seen)).toEqual(['b/x']);
  expect(seen.find(({ path }) => path === 'a')?.failure).toMatchObject({
    code: 'file.unreadable',
    facts: { path: join(root, 'a/.longshoreignore'), reason: 'EACCES' },
  });
});

test('a line of the folder that can match nothing ends the walk', async () => {
  const root = await folderOf({ x: '' });
  await expect(walk(root, { ...plain, lines: ['ok', '[x'] })).rejects.toMatchObject({
    code: 'ignore.invalid',
    facts: { line: 2, rule: '[x' },
  });
});

test('a list that changes is read again, one that does not change is kept', async () => {
  const root = await folderOf({ '.longshoreignore': 'a', a: '', b: '' });
  const files = createIgnoreFiles(root);
  const first = files.read('');
  expect(files.read('')).toBe(first);
  writeFileSync(join(root, '.longshoreignore'), 'b\n');
  expect(files.read('')?.lines).toEqual([{ number: 1, text: 'b' }]);
  shellIn(root, 'rm .longshoreignore');
  expect(files.read('')).toBeNull();
});

test('walks after a change of rules go by the new ones', async () => {
  const root = await folderOf({
    '.longshoreignore': 'a',
    a: '',
    b: '',
    'c/.longshoreignore': 'x',
    'c/x': '',
  });
  expect(pathsOf(await walk(root))).toEqual(['.longshoreignore', 'b', 'c/.longshoreignore']);
  writeFileSync(join(root, '.longshoreignore'), 'b\n');
  writeFileSync(join(root, 'c/.longshoreignore'), 'y\n');
  expect(pathsOf(await walk(root))).toEqual(['.longshoreignore', 'a', 'c/.longshoreignore', 'c/x']);
  expect(pathsOf(await walk(root, { ...plain, lines: ['x'] }))).not.toContain('c/x');
});

test('a look at one name knows the lists of all directories above it', async () => {
  const root = await folderOf({
    '.longshoreignore': '*.log',
    'a/.longshoreignore': 'private/',
    'a/b/x.log': '',
    'a/b/y': '',
    'a/private/z': '',
  });
  const look = (directory: string, ...names: string[]) =>
    walk(root, plain, [{ directory, names, isDeep: false }]);
  expect(outlineOf(await look('a/b', 'x.log', 'y'))).toEqual([
    'a/b/ only x.log, y',
    'a/b/y 0',
    'a/b/x.log: ignored',
  ]);
  expect(outlineOf(await look('a/private', 'z'))).toEqual(['a/ only private', 'a/private: ignored']);
});

const explained = {
  '.longshoreignore': '# rules\n*.log\n\n/vendor/\n',
  'a/.longshoreignore': 'cache\n!keep.log\n',
  'a/keep.log': '',
  'a/cache/deep/file': '',
  'vendor/lib/x.js': '',
};

test.each([
  ['a/x.log', true, 'a/x.log', { source: 'file', file: '.longshoreignore', line: 2, text: '*.log' }],
  [
    'a/keep.log',
    false,
    'a/keep.log',
    { source: 'file', file: 'a/.longshoreignore', line: 2, text: '!keep.log' },
  ],
  [
    'a/cache/deep/file',
    true,
    'a/cache',
    { source: 'file', file: 'a/.longshoreignore', line: 1, text: 'cache' },
  ],
  [
    'vendor/lib/x.js',
    true,
    'vendor',
    { source: 'file', file: '.longshoreignore', line: 4, text: '/vendor/' },
  ],
  ['vendor', true, 'vendor', { source: 'file', file: '.longshoreignore', line: 4, text: '/vendor/' }],
  ['x.bak', true, 'x.bak', { source: 'folder', file: null, line: 1, text: '*.bak' }],
  ['old.bak', false, 'old.bak', { source: 'folder', file: null, line: 2, text: '!old.bak' }],
  ['b/.git/config', true, 'b/.git', { source: 'git', file: null, line: 1, text: '.git/' }],
  ['a/.DS_Store', true, 'a/.DS_Store', { source: 'default', text: '.DS_Store' }],
  ['.longshore-root', true, '.longshore-root', { source: 'own', text: '.longshore-*' }],
  ['not/there/yet', false, 'not/there/yet', null],
  ['', false, '', null],
])(
  'of %j it is explained whether it is left out (%s), where (%s) and by which line',
  async (path, isIgnored, named, rule) => {
    const root = await folderOf(explained);
    const setup = { lines: ['*.bak', '!old.bak'], usesDefaults: true, includesGit: false };
    const explanation = explainIgnore(root, setup, path);
    expect(explanation).toMatchObject({ path, isIgnored, named });
    if (rule === null) expect(explanation.rule).toBeNull();
    else expect(explanation.rule).toMatchObject(rule);
  },
);

test('a path that ends in a slash is explained as a directory, there or not', async () => {
  const root = await folderOf({ '.longshoreignore': 'out/' });
  expect(explainIgnore(root, plain, 'out/').isIgnored).toBe(true);
  expect(explainIgnore(root, plain, 'out').isIgnored).toBe(false);
});

test('a path below what is a file by now is explained like any that is not there', async () => {
  const root = await folderOf({ a: 'a file' });
  expect(explainIgnore(root, plain, 'a/b/c').isIgnored).toBe(false);
  expect(explainIgnore(root, { ...plain, lines: ['c'] }, 'a/b/c').isIgnored).toBe(true);
});

test('an explanation that a broken list stands in the way of says so', async () => {
  const root = await folderOf({ 'a/.longshoreignore': '[x' });
  expect(() => explainIgnore(root, plain, 'a/y')).toThrow(
    expect.objectContaining({ code: 'ignore.invalid' }),
  );
});

test('git leaves out the same paths', async () => {
  const files = {
    '.longshoreignore':
      '*.o\n/build\nlogs/**/*.txt\n!logs/keep/*.txt\ndoc/*.html\n*~\n\\!x\nfoo[1-3]\nspace\\ \ntmp*/\n',
    'a.o': '',
    'build/x': '',
    'sub/build/x': '',
    'logs/a.txt': '',
    'logs/1/a.txt': '',
    'logs/keep/a.txt': '',
    'doc/a.html': '',
    'doc/b/a.html': '',
    'x~': '',
    '!x': '',
    foo2: '',
    foo4: '',
    'space ': '',
    'tmp1/x': '',
    tmpfile: '',
    'sub/.longshoreignore': 'x/\n/y\n!*.o\n**/z\n*.md\n!/r.md\n',
    'sub/x/file': '',
    'sub/d/x/file': '',
    'sub/y': '',
    'sub/d/y': '',
    'sub/a.o': '',
    'sub/d/z': '',
    'sub/r.md': '',
    'sub/d/r.md': '',
  };
  const root = await folderOf(files);
  const bare = { ...plain, includesGit: true };
  const left = new Set(pathsOf(await walk(root, bare)));
  const ours = Object.keys(files).filter(path => !left.has(path));
  shellIn(root, 'for f in . sub; do cp $f/.longshoreignore $f/.gitignore; done; git init -q .');
  const theirs = execFileSync(
    'git',
    ['-c', 'core.excludesFile=', 'check-ignore', '-z', '--no-index', '--stdin'],
    {
      cwd: root,
      input: Object.keys(files).join('\0'),
      encoding: 'utf8',
    },
  );
  expect(ours.length).toBeGreaterThan(12);
  expect(ours.toSorted()).toEqual(theirs.split('\0').filter(Boolean).toSorted());
});

import {
  chmodSync,
  closeSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { SeenDirectory } from '../../main/model/seen.ts';
import { traverse } from '../../main/watch/traverse.ts';
import type { Look, WalkSetup } from '../../main/watch/walk.ts';
import { openWalkThread } from '../../main/watch/walk-thread.ts';
import { createWalker } from '../../main/watch/walker.ts';
import { createTempDir } from '../support/temp-dir.ts';
import {
  createHostileDir,
  outlineOf,
  shellIn,
  walkAsNobody,
  walkSetup,
  wholeFolder,
} from '../support/walk-outline.ts';

const never = new AbortController().signal;
const walker = createWalker();
afterAll(walker.close);

async function walk(
  setup: WalkSetup,
  looks: readonly Look[] = wholeFolder,
  { by = walker, signal = never } = {},
): Promise<SeenDirectory[]> {
  const seen: SeenDirectory[] = [];
  for await (const directory of by.walk(setup, looks, signal)) seen.push(directory);
  return seen;
}

async function outline(setup: WalkSetup, looks = wholeFolder): Promise<readonly string[]> {
  return outlineOf(await walk(setup, looks));
}

test('a folder is told directory by directory, parents first, names in the order of their bytes', async () => {
  const root = await createTempDir();
  shellIn(root, 'mkdir -p b/inner a empty; echo one > b/one; echo > b/inner/two; echo > a.txt; echo > Z');
  expect(await outline(walkSetup(root))).toEqual([
    '/',
    'Z 1',
    'a.txt 1',
    'a/ inside',
    'b/ inside',
    'empty/ inside',
    'a/',
    'b/',
    'b/one 4',
    'b/inner/ inside',
    'b/inner/',
    'b/inner/two 1',
    'empty/',
  ]);
});

test('a file is told as the system has it, to the nanosecond', async () => {
  const root = await createTempDir();
  writeFileSync(join(root, 'file'), 'text', { mode: 0o640 });
  const stats = lstatSync(join(root, 'file'), { bigint: true });
  const [seen] = await walk(walkSetup(root));
  expect(seen?.device).toBe(String(stats.dev));
  expect(seen?.files).toEqual([
    {
      name: 'file',
      size: 4,
      mtimeNs: String(stats.mtimeNs),
      ctimeNs: String(stats.ctimeNs),
      inode: String(stats.ino),
      device: String(stats.dev),
      mode: 0o100640,
    },
  ]);
});

/** Trees that have broken other programs, and what is seen of them. `[follow]` marks what following links makes of it. */
const hostileTrees: readonly {
  readonly what: string;
  readonly build: string;
  readonly skip: readonly string[];
  readonly follow?: readonly string[];
}[] = [
  {
    what: 'a name that is no UTF-8 is told with its bytes',
    build: "echo > $'caf\\xe9'; mkdir $'d\\xff\\xc3\\xa9'; echo > $'\\xf0\\x9f\\x98'",
    skip: ['/', '\\xf0\\x9f\\x98: not-utf8', 'caf\\xe9: not-utf8', 'd\\xffé: not-utf8'],
  },
  {
    what: 'a name that holds the replacement character itself is a name like any other',
    build: "echo > $'real-\\xef\\xbf\\xbd'; echo > $'broken-\\xff'",
    skip: ['/', 'real-\uFFFD 1', 'broken-\\xff: not-utf8'],
  },
  {
    what: 'composed and decomposed names are two files',
    build: "echo > 'caf\u00e9'; echo > 'cafe\u0301'",
    skip: ['/', 'cafe\u0301 1', 'caf\u00e9 1'],
  },
  {
    what: 'names that differ in case alone are two files',
    build: 'echo > Readme; echo > README; mkdir Docs docs',
    skip: ['/', 'README 1', 'Readme 1', 'Docs/ inside', 'docs/ inside', 'Docs/', 'docs/'],
  },
  {
    what: 'line breaks, tabs, blanks, quotes and backslashes are parts of names',
    build:
      "echo > $'two\\nlines'; echo > $'a\\tb'; echo > ' lead'; echo > 'trail '; echo > 'a\\b'; echo > '\"q\"'",
    skip: ['/', ' lead 1', '"q" 1', 'a\tb 1', 'a\\b 1', 'trail  1', 'two\nlines 1'],
  },
  {
    what: 'names beyond the first plane come after all others, as their bytes do',
    build: "echo > '\u{1F600}'; echo > '\uFF21'; echo > '\uE000'; mkdir '\u{1F680}'",
    skip: ['/', '\uE000 1', '\uFF21 1', '\u{1F600} 1', '\u{1F680}/ inside', '\u{1F680}/'],
  },
  {
    what: 'names of 255 bytes are whole',
    build: `echo > ${'x'.repeat(255)}; echo > ${'é'.repeat(127)}`,
    skip: ['/', `${'x'.repeat(255)} 1`, `${'é'.repeat(127)} 1`],
  },
  {
    what: 'names that mean something to shells, rules and programs mean nothing',
    build: "echo > -rf; echo > '*'; echo > '!x'; echo > '#x'; echo > CON; echo > __proto__; mkdir '...'",
    skip: ['/', '!x 1', '#x 1', '* 1', '-rf 1', 'CON 1', '__proto__ 1', '.../ inside', '.../'],
  },
  {
    what: 'a link to a file',
    build: 'echo text > target; ln -s target link',
    skip: ['/', 'target 5', 'link: symlink'],
    follow: ['/', 'link 5', 'target 5'],
  },
  {
    what: 'a link to a directory',
    build: 'mkdir real; echo > real/x; ln -s real link',
    skip: ['/', 'real/ inside', 'link: symlink', 'real/', 'real/x 1'],
    follow: ['/', 'link/ inside', 'real/ inside', 'link/', 'link/x 1', 'real/', 'real/x 1'],
  },
  {
    what: 'a link to nothing',
    build: 'ln -s nowhere link; mkdir a; ln -s x/y/z a/deep',
    skip: ['/', 'a/ inside', 'link: symlink', 'a/', 'a/deep: symlink'],
    follow: ['/', 'a/ inside', 'link: broken-link', 'a/', 'a/deep: broken-link'],
  },
  {
    what: 'a link to itself, and two that point at each other',
    build: 'ln -s me me; ln -s b a; ln -s a b',
    skip: ['/', 'a: symlink', 'b: symlink', 'me: symlink'],
    follow: ['/', 'a: link-loop', 'b: link-loop', 'me: link-loop'],
  },
  {
    what: 'a link to the directory it lies in, or one above',
    build: 'mkdir -p a/b; ln -s . a/here; ln -s ../.. a/b/up; ln -s "$PWD" a/b/root',
    skip: [
      '/',
      'a/ inside',
      'a/',
      'a/b/ inside',
      'a/here: symlink',
      'a/b/',
      'a/b/root: symlink',
      'a/b/up: symlink',
    ],
    follow: [
      '/',
      'a/ inside',
      'a/',
      'a/b/ inside',
      'a/here: link-loop',
      'a/b/',
      'a/b/root: link-loop',
      'a/b/up: link-loop',
    ],
  },
  {
    what: 'directories that link to each other end where they come around',
    build: 'mkdir a b; ln -s ../b a/to-b; ln -s ../a b/to-a',
    skip: ['/', 'a/ inside', 'b/ inside', 'a/', 'a/to-b: symlink', 'b/', 'b/to-a: symlink'],
    follow: [
      '/',
      'a/ inside',
      'b/ inside',
      'a/',
      'a/to-b/ inside',
      'a/to-b/',
      'a/to-b/to-a: link-loop',
      'b/',
      'b/to-a/ inside',
      'b/to-a/',
      'b/to-a/to-b: link-loop',
    ],
  },
  {
    what: 'a link to a device, and a pipe',
    build: 'ln -s /dev/null null; mkfifo pipe',
    skip: ['/', 'null: symlink', 'pipe: special'],
    follow: ['/', 'null: special', 'pipe: special'],
  },
];

for (const { what, build, skip, follow = skip } of hostileTrees) {
  test.each([
    ['skip', skip],
    ['follow', follow],
  ] as const)(`${what} (links: %s)`, async (symlinks, expected) => {
    const root = await createHostileDir();
    shellIn(root, build);
    expect(await outline(walkSetup(root, { symlinks }))).toEqual(expected);
  });
}

test('a chain of more links than the system follows counts as a loop', async () => {
  const root = await createTempDir();
  writeFileSync(join(root, '0'), '');
  for (let link = 1; link <= 41; link += 1) symlinkSync(String(link - 1), join(root, String(link)));
  const [seen] = await walk(walkSetup(root, { symlinks: 'follow' }));
  expect(seen?.files).toHaveLength(41);
  expect(seen?.leftOut).toEqual([{ name: '41', why: 'link-loop', isDirectory: false }]);
});

test('a socket is special', async () => {
  const root = await createTempDir();
  const server = createServer();
  await new Promise<void>(resolve => server.listen(join(root, 'socket'), resolve));
  onTestFinished(() => void server.close());
  expect(await outline(walkSetup(root))).toEqual(['/', 'socket: special']);
});

test('a link that leads outside of the folder is followed, but never into what is never looked at', async () => {
  const dir = await createTempDir();
  shellIn(
    dir,
    'mkdir root state other; echo > other/x; echo > state/db; cd root; ln -s ../other o; ln -s ../state s; ln -s ../state/db f',
  );
  const setup = walkSetup(join(dir, 'root'), { symlinks: 'follow', without: [join(dir, 'state')] });
  expect(await outline(setup)).toEqual(['/', 'o/ inside', 'f: symlink', 's: symlink', 'o/', 'o/x 1']);
});

test('hard links are files of their own, and a sparse file has its whole size', async () => {
  const root = await createTempDir();
  writeFileSync(join(root, 'a'), 'text');
  linkSync(join(root, 'a'), join(root, 'b'));
  const sparse = openSync(join(root, 'sparse'), 'w');
  ftruncateSync(sparse, 5 * 1024 ** 4);
  closeSync(sparse);
  const [seen] = await walk(walkSetup(root));
  const [a, b, c] = seen?.files ?? [];
  expect([a?.inode, a?.size]).toEqual([b?.inode, 4]);
  expect(c).toMatchObject({ name: 'sparse', size: 5 * 1024 ** 4 });
});

test('paths that are longer than the system takes are told where they begin, and the rest goes on', async () => {
  const root = await createHostileDir();
  const name = 'n'.repeat(200);
  shellIn(root, `(for i in $(seq 25); do mkdir ${name}; cd ${name}; done; echo > deep); echo > after`);
  const seen = await walk(walkSetup(root));
  expect(seen[0]?.files.map(file => file.name)).toEqual(['after']);
  const failed = seen.filter(directory => directory.failure !== null);
  expect(failed).toMatchObject([
    { failure: { code: 'name.too-long', facts: { reason: 'ENAMETOOLONG' } }, files: [], directories: [] },
  ]);
  expect(seen.at(-1)).toBe(failed[0]);
});

test('a file whose path alone is too long is told as one that cannot be read', async () => {
  const root = await createHostileDir();
  const rest = 4_090 - root.length;
  const steps = Math.floor(rest / 201);
  const last = 'l'.repeat(Math.max(1, rest - steps * 201 - 2));
  const name = 'n'.repeat(200);
  shellIn(
    root,
    `for i in $(seq ${steps}); do mkdir ${name}; cd ${name}; done; mkdir ${last}; cd ${last}; echo > ${'f'.repeat(100)}; echo > f`,
  );
  const seen = await walk(walkSetup(root));
  const bottom = seen.at(-1);
  expect(bottom?.failure).toBeNull();
  expect(bottom?.files.map(file => file.name)).toEqual(['f']);
  expect(bottom?.leftOut).toEqual([
    { name: 'f'.repeat(100), why: 'unreadable', isDirectory: false, errno: 'ENAMETOOLONG' },
  ]);
});

test('a thousand levels are walked, and none is lost', async () => {
  const root = await createHostileDir();
  const levels = 1_000;
  mkdirSync(join(root, 'd/'.repeat(levels)), { recursive: true });
  writeFileSync(join(root, 'd/'.repeat(levels), 'bottom'), '');
  const seen = await walk(walkSetup(root));
  expect(seen).toHaveLength(levels + 1);
  expect(seen.at(-1)?.files.map(file => file.name)).toEqual(['bottom']);
});

test('a directory of very many entries is told as one, each entry once', async () => {
  const root = await createTempDir();
  shellIn(root, "seq -f 'file-%05.0f' 3001 | xargs touch; mkdir sub; echo > sub/x");
  const seen = await walk(walkSetup(root));
  expect(seen.map(directory => directory.path)).toEqual(['', 'sub']);
  const names = seen[0]?.files.map(file => file.name) ?? [];
  expect(names).toHaveLength(3_001);
  expect(names).toEqual(names.toSorted());
  expect(new Set(names).size).toBe(3_001);
});

test('a directory that may not be read or entered is told as such, and its neighbours are walked', async () => {
  const root = await createTempDir();
  shellIn(root, 'mkdir a closed list-only z; echo > a/x; echo > closed/x; echo > list-only/x; echo > z/x');
  chmodSync(root, 0o755);
  chmodSync(join(root, 'closed'), 0o311);
  chmodSync(join(root, 'list-only'), 0o744);
  if (process.getuid?.() !== 0) {
    chmodSync(join(root, 'closed'), 0o300);
    chmodSync(join(root, 'list-only'), 0o600);
  }
  const { seen = [] } = walkAsNobody(walkSetup(root));
  chmodSync(join(root, 'closed'), 0o755);
  chmodSync(join(root, 'list-only'), 0o755);
  expect(outlineOf(seen)).toEqual([
    '/',
    'a/ inside',
    'closed/ inside',
    'list-only/ inside',
    'z/ inside',
    'a/',
    'a/x 1',
    'closed/: directory.unreadable',
    'list-only/: directory.unreadable',
    'z/',
    'z/x 1',
  ]);
  expect(seen.find(each => each.path === 'closed')?.failure?.facts).toEqual({
    path: join(root, 'closed'),
    reason: 'EACCES',
  });
});

test('a root that may not be read ends the walk with its reason', async () => {
  const root = await createTempDir();
  chmodSync(root, 0o000);
  const { error } = walkAsNobody(walkSetup(root));
  chmodSync(root, 0o755);
  expect(error).toMatchObject({ code: 'folder.unreadable', facts: { path: root, reason: 'EACCES' } });
});

test.each([
  ['is not there', (root: string) => rmSync(root, { recursive: true })],
  [
    'is a file',
    (root: string) => {
      rmSync(root, { recursive: true });
      writeFileSync(root, '');
    },
  ],
])('a root that %s ends the walk', async (_, change) => {
  const root = join(await createTempDir(), 'root');
  mkdirSync(root);
  change(root);
  await expect(walk(walkSetup(root))).rejects.toMatchObject({
    code: 'folder.missing',
    facts: { path: root },
  });
});

/** Takes the walk as far as one directory, changes the tree, and takes the rest. */
function walkWithChange(setup: WalkSetup, until: (seen: SeenDirectory) => boolean, change: () => void) {
  const seen: SeenDirectory[] = [];
  let isChanged = false;
  for (const { directory } of traverse(setup, wholeFolder)) {
    seen.push(directory);
    if (isChanged || !until(directory)) continue;
    isChanged = true;
    change();
  }
  expect(isChanged).toBe(true);
  return seen;
}

const raceTree = 'mkdir a b; echo > a/x; echo > b/x; mkdir b/c';
const atRoot = (seen: SeenDirectory) => seen.path === '';

test.each([
  ['vanishes', (dir: string) => rmSync(dir, { recursive: true })],
  [
    'becomes a file',
    (dir: string) => {
      rmSync(dir, { recursive: true });
      writeFileSync(dir, '');
    },
  ],
  [
    'becomes a link to elsewhere',
    (dir: string) => {
      rmSync(dir, { recursive: true });
      symlinkSync('/usr', dir);
    },
  ],
])('a directory that %s after its parent was read is told as an empty one', async (_, change) => {
  const root = await createTempDir();
  shellIn(root, raceTree);
  const seen = walkWithChange(walkSetup(root), atRoot, () => change(join(root, 'b')));
  expect(outlineOf(seen)).toEqual(['/', 'a/ inside', 'b/ inside', 'a/', 'a/x 1', 'b/']);
});

test('files that vanish or become directories between listing and look are told as they are at the look', async () => {
  const root = await createTempDir();
  shellIn(root, "seq -f 'f%03.0f' 300 | xargs touch");
  const seen = walkWithChange(walkSetup(root), atRoot, () => {
    unlinkSync(join(root, 'f280'));
    unlinkSync(join(root, 'f290'));
    mkdirSync(join(root, 'f290'));
    unlinkSync(join(root, 'f291'));
    symlinkSync('f001', join(root, 'f291'));
  });
  const names = seen.flatMap(directory => directory.files.map(file => file.name));
  expect(names).toHaveLength(297);
  expect(seen[1]?.directories).toEqual(['f290']);
  expect(seen[1]?.leftOut).toMatchObject([{ name: 'f291', why: 'symlink' }]);
  expect(seen.at(-1)?.path).toBe('f290');
});

test.each([
  ['is taken away', () => {}],
  ['is replaced by an empty one, as when a drive is pulled', (root: string) => mkdirSync(root)],
])('a root that %s during the walk ends it: nothing in it counts as gone', async (_, replace) => {
  const dir = await createTempDir();
  const root = join(dir, 'root');
  mkdirSync(root);
  shellIn(root, raceTree);
  const change = () => {
    renameSync(root, join(dir, 'aside'));
    replace(root);
  };
  expect(() => walkWithChange(walkSetup(root), atRoot, change)).toThrow(
    expect.objectContaining({ code: 'folder.missing' }),
  );
});

test('paths that are never looked at are passed over in silence, wherever they are mounted', async () => {
  const root = await createTempDir();
  shellIn(root, 'mkdir -p a/state b; echo > a/state/db; echo > a/statement; echo > b/x');
  const setup = walkSetup(root, { without: [join(root, 'a/state'), join(root, 'missing')] });
  expect(await outline(setup)).toEqual(['/', 'a/ inside', 'b/ inside', 'a/', 'a/statement 1', 'b/', 'b/x 1']);
  expect(await walk(setup, [{ directory: 'a/state', names: null, isDeep: true }])).toEqual([]);
});

test('looks tell what they name, and no more', async () => {
  const root = await createTempDir();
  shellIn(root, 'mkdir -p a/b/c; echo > a/x; echo > a/y; echo > a/b/z; echo > a/b/c/deep');
  const look = (over: Partial<Look>): readonly Look[] => [
    { directory: 'a', names: null, isDeep: false, ...over },
  ];
  const setup = walkSetup(root);
  expect(await outline(setup, look({}))).toEqual(['a/', 'a/x 1', 'a/y 1', 'a/b/ inside']);
  expect(await outline(setup, look({ names: ['x', 'gone'] }))).toEqual(['a/ only x, gone', 'a/x 1']);
  expect(await outline(setup, look({ names: ['b'] }))).toEqual(['a/ only b', 'a/b/ inside']);
  expect(await outline(setup, look({ names: ['b'], isDeep: true }))).toEqual([
    'a/ only b',
    'a/b/ inside',
    'a/b/',
    'a/b/z 1',
    'a/b/c/ inside',
    'a/b/c/',
    'a/b/c/deep 1',
  ]);
  expect(await outline(setup, look({ directory: 'a/b/c' }))).toEqual(['a/b/c/', 'a/b/c/deep 1']);
});

test('a look at what is gone, or is no directory any more, tells where the way there ends', async () => {
  const root = await createTempDir();
  shellIn(root, 'mkdir a; echo > a/file; ln -s /usr a/link; mkdir a/cache; echo > a/cache/x');
  const setup = walkSetup(root, { ignore: { lines: ['cache'], usesDefaults: false, includesGit: false } });
  const at = (directory: string): readonly Look[] => [{ directory, names: ['x'], isDeep: false }];
  expect(await outline(setup, at('a/gone/deeper'))).toEqual(['a/ only gone']);
  expect(await outline(setup, at('a/file/deeper'))).toEqual(['a/ only file', 'a/file 1']);
  expect(await outline(setup, at('a/link/bin'))).toEqual(['a/ only link', 'a/link: symlink']);
  expect(await outline(setup, at('a/cache'))).toEqual(['a/ only cache', 'a/cache: ignored']);
});

test('a look through followed links knows the directories it came through', async () => {
  const root = await createTempDir();
  shellIn(root, 'mkdir -p a/b; ln -s ../../a a/b/up');
  const looks = [{ directory: 'a/b', names: null, isDeep: true }];
  expect(await outline(walkSetup(root, { symlinks: 'follow' }), looks)).toEqual([
    'a/b/',
    'a/b/up: link-loop',
  ]);
});

test('a walk never runs ahead of what is taken by more than three steps', async () => {
  const root = await createTempDir();
  shellIn(root, 'mkdir $(seq 900)');
  let [asked, answered, mostAhead] = [0, 0, 0];
  const own = createWalker(() => {
    const thread = openWalkThread();
    return {
      ...thread,
      open(setup, looks) {
        const open = thread.open(setup, looks);
        return {
          ...open,
          async next() {
            asked += 1;
            mostAhead = Math.max(mostAhead, asked - answered);
            const step = await open.next();
            answered += 1;
            return step;
          },
        };
      },
    };
  });
  onTestFinished(own.close);
  const directories = own.walk(walkSetup(root), wholeFolder, never)[Symbol.asyncIterator]();
  await directories.next();
  const askedForFirst = asked;
  expect(await walk(walkSetup(root))).toHaveLength(901);
  expect(asked).toBe(askedForFirst);
  while (!(await directories.next()).done);
  expect(mostAhead).toBe(3);
  expect(asked).toBeGreaterThan(askedForFirst + 3);
});

test('a stopped walk ends with the reason of the stop, and the next one is not held up by it', async () => {
  const root = await createTempDir();
  shellIn(root, 'mkdir $(seq 300)');
  const stop = new AbortController();
  const seen: SeenDirectory[] = [];
  const reason = new Error('enough');
  const walking = (async () => {
    for await (const directory of walker.walk(walkSetup(root), wholeFolder, stop.signal)) {
      seen.push(directory);
      stop.abort(reason);
    }
  })();
  await expect(walking).rejects.toBe(reason);
  expect(seen).toHaveLength(1);
  await expect(walk(walkSetup(root), wholeFolder, { signal: stop.signal })).rejects.toBe(reason);
  expect(await walk(walkSetup(root))).toHaveLength(301);
});

test('walks at the same time take turns and tell their own folders', async () => {
  const roots = await Promise.all([createTempDir(), createTempDir()]);
  for (const [index, root] of roots.entries()) shellIn(root, `mkdir $(seq -f '${index}-%.0f' 400)`);
  const told = await Promise.all(roots.map(root => walk(walkSetup(root))));
  expect(told.map(seen => seen.length)).toEqual([401, 401]);
  expect(told.map(seen => seen.at(-1)?.path)).toEqual(['0-99', '1-99']);
});

test('a thread that dies fails the walk, and the next walk has a new one', async () => {
  const root = await createTempDir();
  const entry = new URL('../support/dying-walk-worker.ts', import.meta.url);
  let opened = 0;
  const own = createWalker(() => {
    opened += 1;
    return opened === 1 ? openWalkThread(entry) : openWalkThread();
  });
  onTestFinished(own.close);
  const walkOwn = () => walk(walkSetup(root), wholeFolder, { by: own });
  await expect(walkOwn()).rejects.toMatchObject({
    code: 'worker.died',
    facts: { message: 'nobody catches this' },
  });
  expect(await walkOwn()).toHaveLength(1);
  expect(opened).toBe(2);
});

test('a walker that is closed in the middle of a walk fails it and leaves no thread', async () => {
  const root = await createTempDir();
  shellIn(root, 'mkdir $(seq 900)');
  const own = createWalker();
  const directories = own.walk(walkSetup(root), wholeFolder, never)[Symbol.asyncIterator]();
  await directories.next();
  await own.close();
  await expect(
    (async () => {
      for (;;) if ((await directories.next()).done) return 'went on';
    })(),
  ).rejects.toMatchObject({ code: 'worker.died' });
});

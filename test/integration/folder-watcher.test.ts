import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { AppError } from '../../main/base/app-error.ts';
import { openDirectoryWatch } from '../../main/watch/directory-watch.ts';
import { openRecursiveWatch } from '../../main/watch/recursive-watch.ts';
import { createWalker } from '../../main/watch/walker.ts';
import { createTempDir } from '../support/temp-dir.ts';
import { createHostileDir, shellIn } from '../support/walk-outline.ts';
import { countInotifyWatches, createFakeWatches, watchFolder } from '../support/watched-folder.ts';

async function folderOf(build: string): Promise<string> {
  const root = await createHostileDir();
  shellIn(root, build);
  return root;
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code, syscall: 'watch' });
}

const limits = { watches: null, events: 16_384 };

test('a folder is live when every directory is watched, and only directories are', async () => {
  const root = await folderOf('mkdir -p a/b c; touch a/1 a/2 a/b/3 c/4');
  const before = countInotifyWatches();
  const folder = watchFolder(root);
  expect(folder.watcher.coverage).toMatchObject({ mode: 'scheduled', reason: null, directoriesWatched: 0 });
  expect(await folder.untilMode('live')).toEqual({
    directoriesFound: 4,
    directoriesWatched: 4,
    overflows: 0,
    mode: 'live',
    reason: null,
  });
  expect(countInotifyWatches() - before).toBe(4);
  await folder.watcher.close();
  expect(countInotifyWatches()).toBe(before);
});

test.each<[what: string, change: (root: string) => void, path: string]>([
  ['a new file', root => writeFileSync(join(root, 'a/b/new'), ''), 'a/b/new'],
  ['a file that grows', root => appendFileSync(join(root, 'a/b/file'), 'more'), 'a/b/file'],
  ['a file that goes', root => unlinkSync(join(root, 'a/b/file')), 'a/b/file'],
  [
    'a file that is renamed, at its new name',
    root => renameSync(join(root, 'top'), join(root, 'a/x')),
    'a/x',
  ],
  [
    'a file that is renamed, at its old name',
    root => renameSync(join(root, 'top'), join(root, 'a/x')),
    'top',
  ],
  ['a new link', root => symlinkSync('nowhere', join(root, 'a/link')), 'a/link'],
  ['a directory that goes', root => rmSync(join(root, 'a/b'), { recursive: true }), 'a/b'],
  ['a name with a line break', root => writeFileSync(join(root, 'a', 'x\ny'), ''), 'a/x\ny'],
  ['a name with a backslash', root => writeFileSync(join(root, 'a', 'x\\y'), ''), 'a/x\\y'],
  ['a name that is no UTF-8', root => shellIn(root, "touch $'a/caf\\xe9'"), 'a/caf\\xe9'],
])('%s is told', async (_, change, path) => {
  const root = await folderOf('mkdir -p a/b; touch a/b/file top');
  const folder = watchFolder(root);
  await folder.untilMode('live');
  change(root);
  await folder.untilTold(path);
});

test('directories with names that chokidar takes for other paths are watched', async () => {
  const root = await folderOf("mkdir -p 'a\\b' $'new\\nline' ' blank ' 'd~' '.x.swp'");
  const folder = watchFolder(root);
  expect(await folder.untilMode('live')).toMatchObject({ directoriesFound: 6, directoriesWatched: 6 });
  for (const name of ['a\\b', 'new\nline', ' blank ', 'd~', '.x.swp']) {
    writeFileSync(join(root, name, 'file'), '');
    await folder.untilTold(`${name}/file`);
  }
});

test('a tree that comes at once is looked at deep and watched to its ground', async () => {
  const root = await folderOf('mkdir a');
  const folder = watchFolder(root);
  await folder.untilMode('live');
  shellIn(root, 'mkdir -p a/b/c/d/e; touch a/b/c/d/e/file');
  await folder.until(() => folder.watcher.coverage.directoriesWatched === 6);
  await folder.untilTold('a/b/c/d/e/file');
  await folder.until(() => folder.watcher.settling === 0);
  folder.forget();
  writeFileSync(join(root, 'a/b/c/d/e/later'), '');
  await folder.untilTold('a/b/c/d/e/later');
});

test('a tree that is moved in from elsewhere is looked at deep', async () => {
  const dir = await folderOf('mkdir -p root outside/x/y; touch outside/x/y/file');
  const root = join(dir, 'root');
  const folder = watchFolder(root);
  await folder.untilMode('live');
  renameSync(join(dir, 'outside'), join(root, 'inside'));
  await folder.untilTold('inside/x/y/file');
  await folder.until(() => folder.watcher.coverage.directoriesWatched === 4);
});

test('a directory that is moved within the folder is watched in its new place alone', async () => {
  const root = await folderOf('mkdir -p a/b/c to; touch a/b/c/file');
  const before = countInotifyWatches();
  const folder = watchFolder(root);
  await folder.untilMode('live');
  renameSync(join(root, 'a'), join(root, 'to/moved'));
  await folder.untilTold('to/moved/b/c/file');
  await folder.untilTold('a');
  expect(folder.watcher.coverage).toMatchObject({ directoriesFound: 5, directoriesWatched: 5 });
  folder.forget();
  writeFileSync(join(root, 'to/moved/b/c/later'), '');
  await folder.untilTold('to/moved/b/c/later');
  expect(folder.looks.every(look => !look.directory.startsWith('a'))).toBe(true);
  expect(countInotifyWatches() - before).toBe(5);
});

test('a directory that is replaced again and again is watched in the end', async () => {
  const root = await folderOf('mkdir -p a/b');
  const folder = watchFolder(root);
  await folder.untilMode('live');
  shellIn(root, 'for i in $(seq 20); do rm -r a/b; mkdir a/b; done; rm -r a; mkdir -p a/b');
  await folder.untilTold('a/b');
  for (let index = 0; index < 100; index += 1) {
    folder.forget();
    writeFileSync(join(root, `a/b/${index}`), '');
    await folder.untilTold(`a/b/${index}`);
  }
  expect(folder.watcher.coverage).toMatchObject({ directoriesFound: 3, directoriesWatched: 3, mode: 'live' });
});

test('what is left out is not watched, and is as soon as the rules let it in', async () => {
  const root = await folderOf('mkdir -p a/deep cache/deep state; echo cache/ > .longshoreignore');
  const folder = watchFolder(root, { without: [join(root, 'state')] });
  expect(await folder.untilMode('live')).toMatchObject({ directoriesFound: 3 });
  writeFileSync(join(root, '.longshoreignore'), 'a/\n');
  await folder.untilTold('cache/deep/file');
  await folder.until(() => folder.watcher.coverage.directoriesWatched === 3);
  await folder.until(() => folder.watcher.settling === 0);
  folder.forget();
  writeFileSync(join(root, 'a/deep/file'), '');
  writeFileSync(join(root, 'state/file'), '');
  writeFileSync(join(root, 'cache/deep/file'), '');
  await folder.untilTold('cache/deep/file');
  expect(folder.looks.some(({ directory }) => directory.startsWith('a') || directory === 'state')).toBe(
    false,
  );
});

test('a directory whose rules are broken is looked at when they are mended', async () => {
  const root = await folderOf("mkdir -p a/deep; echo '[broken' > a/.longshoreignore");
  const folder = watchFolder(root);
  expect(await folder.untilMode('live')).toMatchObject({ directoriesFound: 2 });
  writeFileSync(join(root, 'a/.longshoreignore'), 'nothing\n');
  await folder.untilTold('a/deep/file');
  await folder.until(() => folder.watcher.coverage.directoriesWatched === 3);
});

test('our own files in the folder are not told', async () => {
  const root = await folderOf('mkdir a');
  const folder = watchFolder(root);
  await folder.untilMode('live');
  writeFileSync(join(root, '.longshore-marker'), '');
  writeFileSync(join(root, 'other'), '');
  await folder.untilTold('other');
  expect(folder.looks).toEqual([{ directory: '', names: ['other'], isDeep: false }]);
});

test.each([
  ['follow', 3],
  ['skip', 2],
] as const)('with links: %s, %i directories are watched', async (symlinks, count) => {
  const dir = await folderOf('mkdir -p root/a target; ln -s ../target root/link; ln -s ../a root/a/up');
  const folder = watchFolder(join(dir, 'root'), { symlinks });
  expect(await folder.untilMode('live')).toMatchObject({
    directoriesFound: count,
    directoriesWatched: count,
  });
  writeFileSync(join(dir, 'target/file'), '');
  writeFileSync(join(dir, 'root/a/file'), '');
  await folder.untilTold('a/file');
  if (symlinks === 'follow') await folder.untilTold('link/file');
});

test('a storm in one directory is one look at it', async () => {
  const root = await folderOf('mkdir a');
  const folder = watchFolder(root);
  await folder.untilMode('live');
  shellIn(root, 'cd a; seq 3000 | xargs touch');
  await folder.until(() => folder.looks.some(({ directory, names }) => directory === 'a' && names === null));
});

test('directories that come and go by the hundred leave the figures right', async () => {
  const root = await folderOf('mkdir keep');
  const before = countInotifyWatches();
  const folder = watchFolder(root);
  await folder.untilMode('live');
  shellIn(root, 'mkdir $(seq 400); rmdir $(seq 2 400); mkdir -p x/y/z; touch last');
  await folder.untilTold('last');
  await folder.until(() => folder.watcher.coverage.directoriesWatched === 6);
  await folder.until(() => folder.watcher.settling === 0);
  expect(countInotifyWatches() - before).toBe(6);
});

test('a root that is deleted is told, and watched again when it is back', async () => {
  const dir = await folderOf('mkdir -p root/a');
  const root = join(dir, 'root');
  const folder = watchFolder(root);
  await folder.untilMode('live');
  rmSync(root, { recursive: true });
  expect(await folder.untilMode('scheduled')).toMatchObject({
    directoriesWatched: 0,
    reason: { code: 'watch.failed', facts: { path: root, reason: 'ENOENT' } },
  });
  mkdirSync(join(root, 'b/c'), { recursive: true });
  expect(await folder.untilMode('live')).toMatchObject({
    directoriesFound: 3,
    directoriesWatched: 3,
    reason: null,
  });
  writeFileSync(join(root, 'b/c/file'), '');
  await folder.untilTold('b/c/file');
});

test('a root that is replaced at once is watched on', async () => {
  const dir = await folderOf('mkdir -p root/a');
  const root = join(dir, 'root');
  const folder = watchFolder(root);
  await folder.untilMode('live');
  shellIn(dir, 'rm -r root; mkdir -p root/a root/b');
  await folder.untilTold('b/file');
  await folder.until(() => folder.watcher.coverage.directoriesWatched === 3);
  await folder.until(() => folder.watcher.settling === 0);
  folder.forget();
  writeFileSync(join(root, 'a/file'), '');
  await folder.untilTold('a/file');
});

test('that a directory above the root was moved is found out, though no event says so', async () => {
  const dir = await folderOf('mkdir -p above/root/a');
  const folder = watchFolder(join(dir, 'above/root'));
  await folder.untilMode('live');
  renameSync(join(dir, 'above'), join(dir, 'elsewhere'));
  expect((await folder.untilMode('scheduled')).reason?.facts).toMatchObject({ reason: 'ENOENT' });
  renameSync(join(dir, 'elsewhere'), join(dir, 'above'));
  await folder.untilMode('live');
});

test('a root that is not there at the beginning is waited for', async () => {
  const root = join(await createTempDir(), 'later');
  const folder = watchFolder(root);
  expect((await folder.untilMode('scheduled')).reason).toMatchObject({ code: 'watch.failed' });
  mkdirSync(root);
  await folder.untilMode('live');
});

test('more directories than the system lets be watched: it says so, with the command, before it takes them all', async () => {
  const root = await folderOf('mkdir $(seq 300)');
  const { openWatch, opened } = createFakeWatches();
  const folder = watchFolder(root, {}, { openWatch, limits: { ...limits, watches: 200 } });
  const { reason, ...figures } = await folder.untilMode('scheduled');
  expect(figures).toMatchObject({ mode: 'scheduled', directoriesFound: 301, directoriesWatched: 0 });
  expect(reason).toMatchObject({
    code: 'watch.limit',
    facts: {
      limit: 200,
      command: 'sudo sysctl fs.inotify.max_user_watches=1024',
      permanent: 'echo fs.inotify.max_user_watches=1024 | sudo tee /etc/sysctl.d/60-longshore.conf',
    },
  });
  await folder.until(() => opened.length > 2);
  expect(opened[0]).toMatchObject({ isClosed: true });
  expect(opened[0]?.directories.size).toBeLessThanOrEqual(200);
});

test('close to the limit there is a warning, and it is live', async () => {
  const root = await folderOf('mkdir $(seq 80)');
  const folder = watchFolder(root, {}, { limits: { ...limits, watches: 100 } });
  const { mode, reason, warning } = await folder.untilMode('live');
  expect([mode, reason, warning?.code]).toEqual(['live', null, 'watch.limit']);
  const roomy = watchFolder(root, {}, { limits: { ...limits, watches: 1_000 } });
  expect(await roomy.untilMode('live')).not.toHaveProperty('warning');
});

test.each([
  [
    'ENOSPC',
    {
      code: 'watch.limit',
      facts: { command: expect.stringMatching(/^sudo sysctl fs\.inotify\.max_user_watches=\d+$/) },
    },
  ],
  [
    'EMFILE',
    {
      code: 'watch.limit',
      facts: { command: expect.stringMatching(/^sudo sysctl fs\.inotify\.max_user_instances=\d+$/) },
    },
  ],
  ['EIO', { code: 'watch.failed', facts: { reason: 'EIO' } }],
])(
  'when watching fails with %s, it is told, everything is let go, and it is tried again until it holds',
  async (code, reason) => {
    const root = await folderOf('mkdir a b');
    const { openWatch, opened } = createFakeWatches((hooks, time) => {
      if (time <= 4) hooks.onError(failure(code));
    });
    const folder = watchFolder(root, {}, { openWatch });
    const lost = await folder.untilMode('scheduled');
    expect(lost).toMatchObject({ directoriesFound: 3, directoriesWatched: 0, reason });
    expect(await folder.untilMode('live')).toMatchObject({
      directoriesFound: 3,
      directoriesWatched: 3,
      reason: null,
    });
    expect(folder.coverages.map(({ mode }) => mode)).toEqual([
      'scheduled',
      'scheduled',
      'scheduled',
      'scheduled',
      'live',
    ]);
    expect(opened.map(({ isClosed }) => isClosed)).toEqual([true, true, true, true, false]);
    expect(folder.waits).toEqual([5_000, 10_000, 20_000, 40_000]);
  },
);

test('a watch that breaks while it is live is opened anew', async () => {
  const root = await folderOf('mkdir a');
  const { openWatch, opened } = createFakeWatches();
  const folder = watchFolder(root, {}, { openWatch });
  await folder.untilMode('live');
  opened[0]?.hooks.onError(failure('EBADF'));
  expect(folder.watcher.coverage).toMatchObject({
    mode: 'scheduled',
    reason: { facts: { reason: 'EBADF' } },
  });
  await folder.untilMode('live');
  opened[0]?.hooks.onEvent(root, 'late', true);
  opened[1]?.hooks.onEvent(root, 'told', false);
  await folder.untilTold('told');
  expect(folder.looks).toEqual([{ directory: '', names: ['told'], isDeep: false }]);
});

test('as many events at once as the system keeps count as an overflow: everything is looked at', async () => {
  const root = await folderOf('mkdir a');
  const { openWatch, opened } = createFakeWatches();
  const folder = watchFolder(root, {}, { openWatch, limits: { ...limits, events: 50 } });
  await folder.untilMode('live');
  const tell = (count: number) => {
    for (let index = 0; index < count; index += 1) opened[0]?.hooks.onEvent(root, 'same', false);
  };
  tell(49);
  await new Promise(resolve => void setImmediate(resolve));
  tell(49);
  expect(folder.watcher.coverage.overflows).toBe(0);
  await new Promise(resolve => void setImmediate(resolve));
  tell(120);
  expect(folder.watcher.coverage).toMatchObject({ overflows: 1, mode: 'live' });
  await folder.untilTold('anything/anywhere');
});

test('an event without a name is a look at the directory', async () => {
  const root = await folderOf('mkdir a');
  const { openWatch, opened } = createFakeWatches();
  const folder = watchFolder(root, {}, { openWatch });
  await folder.untilMode('live');
  opened[0]?.hooks.onEvent(join(root, 'a'), null, false);
  await folder.untilTold('a/anything');
  expect(folder.looks).toEqual([{ directory: 'a', names: null, isDeep: false }]);
});

test('when the walking thread dies it is told, and tried again', async () => {
  const root = await folderOf('mkdir a');
  const walker = createWalker();
  onTestFinished(walker.close);
  let walks = 0;
  const folder = watchFolder(
    root,
    {},
    {
      walker: {
        ...walker,
        walk(...given) {
          walks += 1;
          if (walks === 1) throw new AppError('worker.died', 'the walking thread ended unexpectedly');
          return walker.walk(...given);
        },
      },
    },
  );
  expect((await folder.untilMode('scheduled')).reason?.code).toBe('watch.failed');
  await folder.untilMode('live');
});

test('what is expected settles like what was heard, also while nothing is watched', async () => {
  const root = join(await createTempDir(), 'missing');
  const folder = watchFolder(root);
  await folder.untilMode('scheduled');
  folder.watcher.expect({ directory: 'a', names: ['x'], isDeep: false });
  expect(folder.watcher.settling).toBe(1);
  await folder.untilTold('a/x');
  expect(folder.watcher.settling).toBe(0);
});

test('a watcher that is closed tells nothing more, at whatever time it is closed', async () => {
  const root = await folderOf('mkdir -p $(seq 500)');
  const before = countInotifyWatches();
  const early = watchFolder(root);
  await early.watcher.close();
  const late = watchFolder(root);
  await late.untilMode('live');
  writeFileSync(join(root, 'file'), '');
  await late.watcher.close();
  expect([early.coverages, early.looks, late.looks]).toEqual([[], [], []]);
  expect(countInotifyWatches()).toBe(before);
});

test('two watchers of one folder hear the same, and one that is closed takes nothing from the other', async () => {
  const root = await folderOf('mkdir -p a/b');
  const [one, other] = [watchFolder(root), watchFolder(root)];
  await Promise.all([one.untilMode('live'), other.untilMode('live')]);
  writeFileSync(join(root, 'a/b/1'), '');
  await Promise.all([one.untilTold('a/b/1'), other.untilTold('a/b/1')]);
  await one.watcher.close();
  writeFileSync(join(root, 'a/b/2'), '');
  await other.untilTold('a/b/2');
});

test('many directories that are watched one by one are held by few instances, and none is lost in between', async () => {
  const root = await folderOf('mkdir $(seq 300)');
  const heard = new Set<string>();
  const waiting = new Map<string, () => void>();
  const watch = openDirectoryWatch(
    { followsLinks: false },
    {
      onEvent(directory) {
        heard.add(directory);
        waiting.get(directory)?.();
      },
      onError: error => expect.unreachable(error.message),
    },
  );
  onTestFinished(() => watch.close());
  const before = countInotifyWatches();
  for (let index = 1; index <= 300; index += 1) await watch.add([join(root, `${index}`)]);
  expect(countInotifyWatches() - before).toBe(300);
  for (let index = 1; index <= 300; index += 1) {
    const directory = join(root, `${index}`);
    const hearing = new Promise<void>(resolve => waiting.set(directory, resolve));
    writeFileSync(join(directory, 'file'), '');
    await hearing;
  }
  await watch.remove([...heard].slice(0, 299));
  expect(countInotifyWatches() - before).toBe(1);
});

test('adding to a watch that is closed meanwhile ends', async () => {
  const root = await folderOf('mkdir $(seq 300)');
  for (const open of [openDirectoryWatch, openRecursiveWatch]) {
    const hooks = { onEvent() {}, onError: (error: Error) => expect.unreachable(error.message) };
    const watch = open({ followsLinks: false }, hooks);
    const adding = watch.add([
      root,
      ...Array.from({ length: 300 }, (_, index) => join(root, `${index + 1}`)),
    ]);
    await watch.close();
    await adding;
  }
});

test('where the system watches whole trees, the one watch tells directory and name', async () => {
  const root = await folderOf('mkdir -p a/b left-out');
  const folder = watchFolder(
    root,
    { ignore: { lines: ['left-out'], usesDefaults: false, includesGit: false } },
    { openWatch: openRecursiveWatch },
  );
  expect(await folder.untilMode('live')).toMatchObject({ directoriesFound: 3, directoriesWatched: 3 });
  writeFileSync(join(root, 'left-out/file'), '');
  writeFileSync(join(root, 'a/b/file'), '');
  writeFileSync(join(root, 'top'), '');
  await folder.untilTold('a/b/file');
  await folder.untilTold('top');
  expect(folder.looks.some(({ directory }) => directory === 'left-out')).toBe(false);
});

test('a process that may open no more files says so, with the command, and recovers when it may', async () => {
  const root = await folderOf('mkdir a b');
  const script = fileURLToPath(new URL('../support/watch-process-main.ts', import.meta.url));
  const line = 'ulimit -n 96; exec "$0" "$@"';
  const output = execFileSync('bash', ['-c', line, process.execPath, script, root], { encoding: 'utf8' });
  const [first, ...others] = JSON.parse(output) as readonly Record<string, unknown>[];
  expect(first).toMatchObject({
    mode: 'scheduled',
    reason: { code: 'watch.limit', facts: { command: 'ulimit -n 65536' } },
  });
  expect(others.at(-1)).toEqual({ mode: 'live', directoriesWatched: 3, reason: null });
});

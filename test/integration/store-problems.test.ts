import { expect, test, vi } from 'vitest';
import { silentLog } from '../../main/base/log.ts';
import { damage, openTestStore } from '../support/open-test-store.ts';
import { hostileNames, sampleFolder, sampleProblem } from '../support/sample-folder.ts';
import { createTempDir } from '../support/temp-dir.ts';

async function openFolder(log = silentLog) {
  const dir = await createTempDir();
  const store = await openTestStore(dir, log);
  const { id } = store.sync.folders.claim(sampleFolder()).record.folder;
  return { dir, id, sync: store.sync, problems: store.sync.problems, close: store.close };
}

test('a problem reads back word for word, also after a restart', async () => {
  const { dir, id, problems, close } = await openFolder();
  const all = [
    sampleProblem('a/b.txt', { retryAtMs: 60_000 }),
    sampleProblem('a/dir/', { weight: 'warning' }),
    sampleProblem('caf\\xE9', {
      weight: 'skipped',
      error: { code: 'name.not-utf8', message: '', facts: {} },
    }),
    sampleProblem('/', { error: { code: 'directory.unreadable', message: 'EIO', facts: { was: null } } }),
  ];
  for (const problem of all) problems.put(id, problem);
  close();
  const again = (await openTestStore(dir)).sync.problems;
  for (const problem of all) expect(again.find(id, problem.path)).toEqual(problem);
  expect(again.totals(id)).toEqual({ failed: 2, warnings: 1, skipped: 1 });
  again.clear(id, 'a/b.txt');
  again.clear(id, 'a/b.txt');
  expect(again.find(id, 'a/b.txt')).toBeNull();
  expect(again.totals(id)).toEqual({ failed: 1, warnings: 1, skipped: 1 });
});

test('a problem that stays keeps its beginning, one of another cause begins anew', async () => {
  const { id, problems } = await openFolder();
  problems.put(id, sampleProblem('a'));
  problems.put(id, sampleProblem('a', { sinceMs: 5_000, weight: 'warning', retryAtMs: 6_000 }));
  expect(problems.find(id, 'a')).toEqual(
    sampleProblem('a', { sinceMs: 1_000, weight: 'warning', retryAtMs: 6_000 }),
  );
  const other = { code: 'file.changed', message: 'it changed', facts: {} } as const;
  problems.put(id, sampleProblem('a', { sinceMs: 7_000, error: other }));
  expect(problems.find(id, 'a')).toEqual(sampleProblem('a', { sinceMs: 7_000, error: other }));
  expect(problems.totals(id)).toEqual({ failed: 1, warnings: 0, skipped: 0 });
});

test('what is listed of a directory is told: its own entries, the directories in it, and all below', async () => {
  const { id, sync, problems } = await openFolder();
  const other = sync.folders.claim(sampleFolder('/other', 'other/')).record.folder.id;
  problems.put(other, sampleProblem('a/gone'));
  const paths = [
    'a/gone',
    'a/here',
    'a/gone-dir/',
    'a/here-dir/',
    'a/gone-dir/deep',
    'a/',
    'gone',
    'ab/gone',
  ];
  for (const path of [...paths, '/', 'caf\\xE9']) problems.put(id, sampleProblem(path));
  const pathsOf = (directory: string) => problems.entriesOf(id, directory).map(({ path }) => path);
  expect(pathsOf('a')).toEqual(['a/gone', 'a/gone-dir/', 'a/here', 'a/here-dir/']);
  expect(pathsOf('')).toEqual(['a/', 'caf\\xE9', 'gone']);
  expect(problems.entriesOf(id, 'ab')).toEqual([{ path: 'ab/gone', code: sampleProblem('').error.code }]);
  expect([...problems.subdirectories(id, '')]).toEqual(['a', 'ab']);
  expect([...problems.subdirectories(id, 'a')]).toEqual(['gone-dir']);
  expect(problems.below(id, 'a', 100).toSorted()).toEqual([
    'a/gone',
    'a/gone-dir/',
    'a/gone-dir/deep',
    'a/here',
    'a/here-dir/',
  ]);
  expect(problems.below(id, 'a', 2)).toHaveLength(2);
  expect(problems.below(id, 'none', 2)).toEqual([]);
  expect(problems.entriesOf(other, 'a')).toHaveLength(1);
});

test('problems come in pages in byte order', async () => {
  const { id, problems } = await openFolder();
  for (const name of hostileNames.toReversed()) problems.put(id, sampleProblem(name));
  const met: string[] = [];
  for (let after: string | null = null; ; after = met.at(-1) ?? null) {
    const page = problems.list(id, after, 4);
    if (page.length === 0) break;
    met.push(...page.map(problem => problem.path));
  }
  expect(met).toEqual(hostileNames);
});

test('failed ones are due when their time has come, the longest waiting first', async () => {
  const { id, problems } = await openFolder();
  problems.put(id, sampleProblem('later', { retryAtMs: 2_001 }));
  problems.put(id, sampleProblem('second', { retryAtMs: 2_000 }));
  problems.put(id, sampleProblem('first', { retryAtMs: 1_000 }));
  problems.put(id, sampleProblem('never'));
  problems.put(id, sampleProblem('warned', { retryAtMs: 0, weight: 'warning' }));
  expect(problems.due(id, 2_000, 10).map(problem => problem.path)).toEqual(['first', 'second']);
  expect(problems.due(id, 2_000, 1).map(problem => problem.path)).toEqual(['first']);
});

test('a record broken in its facts still tells the cause', async () => {
  const log = { ...silentLog, error: vi.fn() };
  const { dir, id, problems } = await openFolder(log);
  problems.put(id, sampleProblem('a'));
  problems.put(id, sampleProblem('b'));
  await damage(dir, `UPDATE problem SET facts = '{"path' WHERE path = 'a'`);
  await damage(dir, `UPDATE problem SET code = 'of.another-version' WHERE path = 'b'`);
  expect(problems.list(id, null, 10)).toMatchObject([
    { path: 'a', error: { code: 'file.unreadable', facts: {} } },
    { path: 'b', error: { code: 'bug', message: 'EACCES' } },
  ]);
  expect(log.error).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ path: 'a' }));
});

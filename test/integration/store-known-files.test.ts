import { expect, test, vi } from 'vitest';
import { silentLog } from '../../main/base/log.ts';
import { damage, openTestStore, rowsOf } from '../support/open-test-store.ts';
import { createRandom } from '../support/random.ts';
import { hostileNames, sampleFolder, sampleKnown } from '../support/sample-folder.ts';
import { createTempDir } from '../support/temp-dir.ts';

async function openFolder(log = silentLog) {
  const dir = await createTempDir();
  const store = await openTestStore(dir, log);
  const { id } = store.sync.folders.claim(sampleFolder()).record.folder;
  return { dir, id, sync: store.sync, known: store.sync.known, close: store.close };
}

const first = sampleKnown('a/b.txt');

test('a known file reads back word for word, also after a restart', async () => {
  const { dir, id, known, close } = await openFolder();
  const files = [
    sampleKnown('root.txt', { checksum: null, versionId: 'CAEQNRiBgMClj7qD', verifiedAtMs: 5 }),
    sampleKnown('a/b/c.txt', { key: 'photos/a/b/c (conflict ann 2024-05-01).txt' }),
    sampleKnown('a/b/elsewhere', { key: 'no/prefix' }),
    sampleKnown('a/empty/', { identity: { size: 0, mtimeNs: '0', ctimeNs: '0', inode: '0', device: '0' } }),
  ];
  for (const file of files) known.put(id, file);
  for (const file of files) expect(known.find(id, file.path)).toEqual(file);
  close();
  const again = (await openTestStore(dir)).sync.known;
  for (const file of files) expect(again.find(id, file.path)).toEqual(file);
  expect(again.find(id, 'a/b')).toBeNull();
  expect(again.find(id, 'A/B/c.txt')).toBeNull();
});

test.each([
  '0',
  '-1',
  '-9223372036854775807',
  '9223372036854775807',
  '9223372036854775808',
  '18446744073709551615',
  '-9223372036854775808',
  '007',
  '-0',
  '1e3',
  '',
])('a time or number %j is kept as it was told, whatever 64 bits hold', async text => {
  const { id, known } = await openFolder();
  const identity = { size: 1, mtimeNs: text, ctimeNs: text, inode: text, device: text };
  known.put(id, sampleKnown('x', { identity }));
  expect(known.find(id, 'x')?.identity).toEqual(identity);
  expect(known.withIdentity(id, identity).map(file => file.path)).toEqual(['x']);
  known.touch(id, 'x', { ...identity, size: 2 });
  expect(known.find(id, 'x')?.identity).toEqual({ ...identity, size: 2 });
});

test('a file that is put again has the new values, one that is touched keeps the rest', async () => {
  const { id, known } = await openFolder();
  known.put(id, sampleKnown('a', { key: 'odd', verifiedAtMs: 9 }));
  known.put(id, sampleKnown('a', { etag: 'NEW' }));
  expect(known.find(id, 'a')).toEqual(sampleKnown('a', { etag: 'NEW' }));
  const identity = { ...first.identity, mtimeNs: '2', ctimeNs: '3', inode: '4' };
  known.touch(id, 'a', identity);
  known.setVerified(id, 'a', 77);
  expect(known.find(id, 'a')).toEqual(sampleKnown('a', { etag: 'NEW', identity, verifiedAtMs: 77 }));
  expect(known.withIdentity(id, first.identity)).toEqual([]);
});

test('hostile names are kept byte for byte, apart from each other, and in byte order', async () => {
  const { id, known } = await openFolder();
  for (const directory of hostileNames) {
    for (const name of hostileNames.toReversed()) known.put(id, sampleKnown(`${directory}/${name}`));
  }
  for (const name of hostileNames.toReversed()) known.put(id, sampleKnown(name));
  expect(known.directories(id, null, 1_000)).toEqual(['', ...hostileNames]);
  const paths = ['', ...hostileNames.map(name => `${name}/`)].flatMap(directory =>
    hostileNames.map(name => directory + name),
  );
  expect(known.page(id, null, 1_000).map(file => file.path)).toEqual(paths);
  for (const directory of hostileNames) {
    expect(known.inDirectory(id, directory, null, 1_000)).toEqual(
      hostileNames.map(name => sampleKnown(`${directory}/${name}`)),
    );
  }
  for (const path of paths) {
    expect(known.withKey(id, `photos/${path}`)?.path).toBe(path);
    known.forget(id, path);
    expect(known.find(id, path)).toBeNull();
  }
  expect(known.totals(id)).toEqual({ files: 0, bytes: 0 });
  expect(known.directories(id, null, 10)).toEqual([]);
});

test('the files of a directory are its own, not those further down', async () => {
  const { id, known } = await openFolder();
  for (const path of ['a/x', 'a/b/x', 'ab/x', 'x', 'a/b/']) known.put(id, sampleKnown(path));
  expect(known.inDirectory(id, 'a', null, 1_000).map(file => file.path)).toEqual(['a/x']);
  expect(known.inDirectory(id, '', null, 1_000).map(file => file.path)).toEqual(['x']);
  expect(known.inDirectory(id, 'a/b', null, 1_000).map(file => file.path)).toEqual(['a/b/', 'a/b/x']);
  expect(known.inDirectory(id, 'a/', null, 1_000)).toEqual([]);
  expect(known.inDirectory(id, 'a/b', 'w', 1_000).map(file => file.path)).toEqual(['a/b/x']);
  expect([...known.subdirectories(id, '')]).toEqual(['a', 'ab']);
  expect(known.totals(id)).toEqual({ files: 4, bytes: 4 * 1_234 });
});

test.each([1, 2, 3, 7, 100])(
  'pages of %i go over every file once, whatever is taken away meanwhile',
  async limit => {
    const { id, known } = await openFolder();
    const paths = ['', 'a', 'a/b', 'a-b', 'c'].flatMap(directory =>
      ['0', '1', '2', '3'].map(name => (directory === '' ? name : `${directory}/${name}`)),
    );
    for (const path of paths) known.put(id, sampleKnown(path));
    const met: string[] = [];
    let after: string | null = null;
    for (;;) {
      const page = known.page(id, after, limit);
      if (page.length === 0) break;
      expect(page.length).toBeLessThanOrEqual(limit);
      met.push(...page.map(file => file.path));
      for (const { path } of page) known.forget(id, path);
      after = met.at(-1) ?? null;
    }
    const inOrder = ['', 'a', 'a-b', 'a/b', 'c'].flatMap(directory =>
      ['0', '1', '2', '3'].map(name => (directory === '' ? name : `${directory}/${name}`)),
    );
    expect(met).toEqual(inOrder);
  },
);

test('directories come in pages', async () => {
  const { id, known } = await openFolder();
  for (const path of ['x', 'b/x', 'a/x', 'a/b/x', 'a!/x']) known.put(id, sampleKnown(path));
  expect(known.directories(id, null, 2)).toEqual(['', 'a']);
  expect(known.directories(id, 'a', 2)).toEqual(['a!', 'a/b']);
  expect(known.directories(id, 'a/b', 2)).toEqual(['b']);
  expect(known.directories(id, 'b', 2)).toEqual([]);
});

test('a file is found by who it is, wherever it lies, ten times at most', async () => {
  const { id, sync, known } = await openFolder();
  const other = sync.folders.claim(sampleFolder('/other', 'other/')).record.folder.id;
  known.put(other, sampleKnown('foreign'));
  known.put(id, sampleKnown('a/one'));
  known.put(id, sampleKnown('b/two', { identity: { ...first.identity, ctimeNs: '5' } }));
  for (const [field, value] of Object.entries({ size: 1, mtimeNs: '1', inode: '1', device: '1' })) {
    known.put(id, sampleKnown(`not/${field}`, { identity: { ...first.identity, [field]: value } }));
  }
  const found = known.withIdentity(id, first.identity).map(file => file.path);
  expect(found.sort()).toEqual(['a/one', 'b/two']);
  for (let index = 0; index < 12; index += 1) known.put(id, sampleKnown(`linked/${index}`));
  expect(known.withIdentity(id, first.identity)).toHaveLength(10);
});

test('a file is found by its object, under the usual key and under another', async () => {
  const { id, sync, known } = await openFolder();
  const other = sync.folders.claim(sampleFolder('/other', 'other/')).record.folder.id;
  known.put(id, sampleKnown('a/usual'));
  known.put(id, sampleKnown('a/moved', { key: 'photos/a/moved (2).txt' }));
  known.put(other, sampleKnown('x', { key: 'shared' }));
  expect(known.withKey(id, 'photos/a/usual')?.path).toBe('a/usual');
  expect(known.withKey(id, 'photos/a/moved (2).txt')?.path).toBe('a/moved');
  expect(known.withKey(id, 'photos/a/moved')).toBeNull();
  expect(known.withKey(id, 'a/usual')).toBeNull();
  expect(known.withKey(id, 'shared')).toBeNull();
  expect(known.withKey(other, 'shared')?.path).toBe('x');
});

test('the same paths in two folders are two files', async () => {
  const { id, sync, known } = await openFolder();
  const other = sync.folders.claim(sampleFolder('/other', 'other/')).record.folder.id;
  known.put(id, sampleKnown('a/x'));
  known.put(other, sampleKnown('a/x', { key: 'other/a/x', etag: 'OTHER' }));
  known.forget(id, 'a/x');
  expect(known.find(id, 'a/x')).toBeNull();
  expect(known.find(other, 'a/x')).toEqual(sampleKnown('a/x', { key: 'other/a/x', etag: 'OTHER' }));
});

test('totals agree with the rows after any order of changes', async () => {
  const { dir, id, sync, known } = await openFolder();
  const random = createRandom(4);
  for (let round = 0; round < 400; round += 1) {
    const path = `${random.between(0, 3)}/${random.between(0, 9)}`;
    const identity = { ...first.identity, size: random.between(0, 1_000) };
    const turn = random.between(0, 3);
    if (turn === 0) known.forget(id, path);
    else if (turn === 1) known.touch(id, path, identity);
    else known.put(id, sampleKnown(path, { identity }));
  }
  expect(() =>
    sync.batch(() => {
      known.put(id, sampleKnown('never'));
      throw new Error('taken back');
    }),
  ).toThrow('taken back');
  const [counted] = await rowsOf(dir, 'SELECT COUNT(*) AS files, SUM(size) AS bytes FROM known_file');
  expect(known.totals(id)).toEqual(counted);
});

test('a record that makes no sense counts as not there, harms no other, and is written anew', async () => {
  const log = { ...silentLog, error: vi.fn() };
  const { dir, id, known } = await openFolder(log);
  known.put(id, sampleKnown('a/bad'));
  known.put(id, sampleKnown('a/good'));
  await damage(dir, `UPDATE known_file SET algorithm = 'crc99' WHERE name = 'bad'`);
  expect(known.find(id, 'a/bad')).toBeNull();
  expect(known.inDirectory(id, 'a', null, 1_000)).toEqual([sampleKnown('a/good')]);
  expect(log.error).toHaveBeenCalledWith(expect.any(String), { directory: 'a', name: 'bad' });
  known.put(id, sampleKnown('a/bad'));
  expect(known.find(id, 'a/bad')).toEqual(sampleKnown('a/bad'));
  expect(known.totals(id).files).toBe(2);
});

test('a hundred thousand files are told, counted and gone over, and stay small on the disk', async () => {
  const { dir, id, sync, known } = await openFolder();
  const files = 100_000;
  const pathOf = (index: number) => `photos ${index % 1_000}/${Math.trunc(index / 1_000)}/IMG_${index}.jpeg`;
  for (let from = 0; from < files; from += 1_000) {
    sync.batch(() => {
      for (let index = from; index < from + 1_000; index += 1) {
        const identity = { ...first.identity, inode: String(index), size: 1 };
        known.put(id, sampleKnown(pathOf(index), { identity, etag: '0123456789ABCDEF0123456789ABCDEF' }));
      }
    });
  }
  expect(known.totals(id)).toEqual({ files, bytes: files });
  const met = new Set<string>();
  for (let page = known.page(id, null, 5_000); page.length > 0; ) {
    for (const file of page) met.add(file.path);
    page = known.page(id, page.at(-1)?.path ?? '', 5_000);
  }
  expect(met.size).toBe(files);
  expect(known.withIdentity(id, { ...first.identity, inode: '77777', size: 1 })).toMatchObject([
    { path: pathOf(77_777) },
  ]);
  const [{ bytes } = { bytes: 0 }] = await rowsOf<{ bytes: number }>(
    dir,
    `SELECT SUM(pgsize) AS bytes FROM dbstat WHERE name LIKE 'known_file%' OR name LIKE '%directory%'`,
  );
  expect(bytes / files).toBeLessThan(300);
});

test('directories below one are found by name, whether or not they hold files themselves', async () => {
  const { id, known } = await openFolder();
  for (const path of ['a/x', 'a-b/x', 'a/b/c/x', 'a.d/e/x', 'x']) known.put(id, sampleKnown(path));
  expect([...known.subdirectories(id, '')].toSorted()).toEqual(['a', 'a-b', 'a.d']);
  expect([...known.subdirectories(id, 'a')]).toEqual(['b']);
  expect([...known.subdirectories(id, 'a/b')]).toEqual(['c']);
  expect([...known.subdirectories(id, 'a/b/c')]).toEqual([]);
});

test('the oldest verification is told once every file has one', async () => {
  const { id, known } = await openFolder();
  expect(known.oldestVerified(id)).toBeNull();
  for (const path of ['a/x', 'b']) known.put(id, { ...sampleKnown(path), verifiedAtMs: null });
  known.setVerified(id, 'a/x', 50);
  expect(known.oldestVerified(id)).toBeNull();
  known.setVerified(id, 'b', 40);
  expect(known.oldestVerified(id)).toBe(40);
});

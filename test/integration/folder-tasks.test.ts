import { rmSync, writeFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { createFolderWorld, patience } from '../support/folder-desk.ts';

const names = Array.from({ length: 6 }, (_, index) => `f${index}.txt`);

async function openedWith(files: readonly string[], settings = {}) {
  const world = await createFolderWorld();
  for (const name of files) world.write(name);
  const desk = await world.open();
  const { id } = await desk.requests.addFolder(world.draft({}, settings));
  await desk.until(id, view => view.standing === 'upToDate' && view.files === files.length);
  return { world, desk, id };
}

test('a dry run tells what would be done, and does nothing', async () => {
  const world = await createFolderWorld();
  for (const name of names) world.write(name, 'x'.repeat(100));
  world.write('.DS_Store');
  const desk = await world.open();
  const { taskId } = await desk.requests.startDryRun(world.draft());
  const { task, summary } = await desk.ended(taskId);
  expect(task).toMatchObject({ kind: 'dryRun', error: null, rows: 6, counts: { files: 6, bytes: 600 } });
  expect(summary).toMatchObject({ uploadFiles: 6, uploadBytes: 600, deletesHeld: false, failed: 0 });
  const rows = await desk.rows(taskId);
  expect(rows.map(row => row.kind === 'dryRun' && [row.what, row.path, row.size])).toEqual(
    names.map(name => ['upload', name, 100]),
  );
  expect(await world.keys()).toEqual([]);
  expect(await desk.requests.listFolders({})).toEqual([]);
});

test('a dry run of other settings of a folder that is kept disturbs it not', async () => {
  const { world, desk, id } = await openedWith(names, { mode: 'mirror' });
  const { taskId } = await desk.requests.startDryRun(world.draft({}, { mode: 'mirror', ignore: ['f1.txt'] }));
  expect((await desk.ended(taskId)).task.error).toBeNull();
  expect((await desk.view(id)).settings.ignore).toEqual([]);
});

test('a comparison names what it finds, live, and nothing else', async () => {
  const { world, desk, id } = await openedWith(names);
  world.bucket.faults.on('put', { key: 'backup/bad.txt' }).reply(400, 'InvalidArgument').times(100);
  world.write('bad.txt');
  await desk.until(id, ({ failed }) => failed === 1);
  const store = desk.engine.open(world.access);
  const signal = new AbortController().signal;
  await store.delete('backup/f2.txt', signal);
  await world.upload(world.file('other', 10).path, 'backup/f4.txt');
  const { taskId } = await desk.requests.startVerify({ folderId: id, sample: 1, repair: 'none' });
  const { task, summary } = await desk.ended(taskId);
  expect(task).toMatchObject({ kind: 'verify', folderId: id, error: null, rows: 2 });
  expect(task.counts).toMatchObject({ files: 6, verified: 4 });
  expect(summary).toMatchObject({ files: 6, verified: 4, missing: 1, different: 1, repaired: 0 });
  const rows = await desk.rows(taskId);
  expect(rows.map(row => row.kind === 'verify' && [row.path, row.reason.code])).toEqual([
    ['f2.txt', 'object-missing'],
    ['f4.txt', 'object-differs'],
  ]);
  const mending = await desk.requests.startVerify({ folderId: id, sample: 1, repair: 'remote' });
  expect((await desk.ended(mending.taskId)).summary).toMatchObject({ missing: 1, repaired: 2 });
  await vi.waitFor(async () => expect(await world.read('backup/f2.txt')).not.toBeNull(), patience);
});

test('a comparison that is stopped says so, and the folder goes on', async () => {
  const { world, desk, id } = await openedWith(names);
  world.bucket.faults.on('list').hang().times(Number.POSITIVE_INFINITY);
  const { taskId } = await desk.requests.startVerify({ folderId: id, sample: 1, repair: 'none' });
  await desk.requests.stopTask({ id: taskId });
  const { task } = await desk.ended(taskId);
  expect(task).toMatchObject({ isStopped: true, error: null });
  world.bucket.faults.clear();
  world.write('later.txt');
  await desk.until(id, ({ standing, files }) => standing === 'upToDate' && files >= 6);
  await vi.waitFor(async () => expect(await world.read('backup/later.txt')).not.toBeNull(), patience);
});

test('a comparison that ends with its folder was stopped, and is no bug', async () => {
  const { world, desk, id } = await openedWith(names);
  world.bucket.faults.on('list').hang().times(Number.POSITIVE_INFINITY);
  const { taskId } = await desk.requests.startVerify({ folderId: id, sample: 1, repair: 'none' });
  await desk.requests.removeFolder({ id, deletesObjects: false });
  const { task } = await desk.ended(taskId);
  expect(task.error?.code).toBe('request.stopped');
});

test('what the trash holds comes back', async () => {
  const { world, desk, id } = await openedWith(names, { mode: 'mirror' });
  rmSync(world.at('f1.txt'));
  await vi.waitFor(async () => expect(await world.read('backup/f1.txt')).toBeNull(), patience);
  const { taskId } = await desk.requests.startRestore({ folderId: id, match: null });
  expect(await desk.ended(taskId)).toMatchObject({
    task: { kind: 'restore', error: null },
    summary: { restored: 1, kept: 0 },
  });
  expect(await world.read('backup/f1.txt')).not.toBeNull();
});

test('the doctor tells each check when it ends, and at the end what was missing', async () => {
  const world = await createFolderWorld();
  const desk = await world.open();
  world.bucket.faults.on('delete').delay(50).times(Number.POSITIVE_INFINITY);
  const { taskId, checks } = await desk.requests.startDoctor({ target: world.draft().target });
  await vi.waitFor(
    async () => {
      const { task } = await desk.requests.getTask({ id: taskId });
      expect(task.rows).toBeGreaterThan(0);
      expect(task.isOver).toBe(false);
    },
    { ...patience, interval: 2 },
  );
  const { task, summary, policy } = await desk.ended(taskId);
  expect(task.error).toBeNull();
  expect(summary).toMatchObject({ failed: 0, leftObjects: 0, leftUploads: 0 });
  expect(policy).toBeNull();
  const rows = await desk.rows(taskId);
  expect(rows.length).toBe(task.rows);
  expect(rows.map(row => row.kind === 'doctor' && row.check)).toEqual(checks);
  expect(await world.keys()).toEqual([]);
}, 60_000);

test('the doctor prints the smallest policy for a right that is missing', async () => {
  const world = await createFolderWorld();
  const desk = await world.open();
  world.bucket.faults.on('list').reply(403, 'AccessDenied').times(Number.POSITIVE_INFINITY);
  const { taskId } = await desk.requests.startDoctor({ target: world.draft().target });
  const { policy, summary } = await desk.ended(taskId);
  expect(summary?.['failed']).toBeGreaterThan(0);
  expect(policy).toContain('oss:ListObjects');
  const rows = (await desk.rows(taskId)).flatMap(row => (row.kind === 'doctor' ? [row] : []));
  const missing = rows.filter(({ missingRight }) => missingRight !== null);
  expect(missing.map(({ check, missingRight }) => [check, missingRight])).toEqual([
    ['list', 'oss:ListObjects'],
  ]);
}, 60_000);

test('a preview of rules names what they leave out, in order and with the lines that decide', async () => {
  const world = await createFolderWorld();
  for (const path of ['b/x.tmp', 'b/keep.txt', 'a.tmp', 'node/deep/in.txt', '.DS_Store', 'c.txt'])
    world.write(path);
  world.write('b/.longshoreignore', 'keep.*\n');
  const desk = await world.open();
  const { settings, root } = world.draft({}, { ignore: ['*.tmp', 'node/'] });
  const preview = await desk.requests.previewIgnore({ root, settings });
  expect(preview).toMatchObject({ ignoredFiles: 4, ignoredDirectories: 1, isComplete: true, invalid: [] });
  expect(preview.ignored).toMatchObject([
    { path: '.DS_Store', source: 'default' },
    { path: 'a.tmp', line: '*.tmp', source: 'folder' },
    { path: 'node/', line: 'node/', source: 'folder' },
    { path: 'b/keep.txt', line: 'keep.*', source: 'b/.longshoreignore' },
    { path: 'b/x.tmp', line: '*.tmp', source: 'folder' },
  ]);
});

test('a preview names lines that are no rules, those of files below as well', async () => {
  const world = await createFolderWorld();
  world.write('a.txt');
  world.write('d/b.txt');
  writeFileSync(world.at('d/.longshoreignore'), Buffer.from([0xff, 0xfe]));
  const desk = await world.open();
  const { settings, root } = world.draft();
  const preview = await desk.requests.previewIgnore({ root, settings: { ...settings, ignore: ['**foo\\'] } });
  expect(preview.invalid.map(({ code }) => code)).toEqual(['ignore.invalid', 'ignore.invalid']);
  await expect(desk.requests.previewIgnore({ root: `${root}none`, settings })).rejects.toMatchObject({
    code: 'folder.missing',
  });
});

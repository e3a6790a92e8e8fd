import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import type { FolderView } from '../../preload/contract/folders.ts';
import { createFolderWorld, type FolderWorld, patience } from '../support/folder-desk.ts';

const mirror = { mode: 'mirror' } as const;
const isUpToDate = ({ standing }: FolderView) => standing === 'upToDate';
const window = { offset: 0, limit: 100 };

async function openedWith(names: readonly string[], settings: Parameters<FolderWorld['draft']>[1] = {}) {
  const world = await createFolderWorld();
  for (const name of names) world.write(name);
  const desk = await world.open();
  const { id } = await desk.requests.addFolder(world.draft({}, settings));
  await desk.until(id, view => isUpToDate(view) && view.files === names.length);
  return { world, desk, id };
}

const named = (count: number) => Array.from({ length: count }, (_, index) => `f${index}.txt`);

test('a folder that is added goes up, and what is written later follows', async () => {
  const { world, desk, id } = await openedWith(['a.txt', 'deep/b.txt']);
  // Written down a moment after the last file is proven.
  const view = await desk.until(id, ({ upToDateAtMs }) => upToDateAtMs !== null);
  expect(view).toMatchObject({
    ...{ name: 'folder', files: 2, provenFiles: 2, waiting: 0, sent: 0, toSend: 0, failed: 0, error: null },
    target: { account: 'work', kind: 'oss', prefix: 'backup/' },
  });
  world.write('c.txt');
  await vi.waitFor(async () => expect(await world.read('backup/c.txt')).not.toBeNull(), patience);
  await desk.until(id, isUpToDate);
});

test('a folder that is added twice is refused as the one that is there', async () => {
  const { world, desk } = await openedWith(['a.txt']);
  await expect(desk.requests.addFolder(world.draft())).rejects.toMatchObject({ code: 'folder.overlaps' });
  expect(await desk.requests.listFolders({})).toHaveLength(1);
});

test('a root that was moved away is told, takes nothing along, and is found when it is back', async () => {
  const { world, desk, id } = await openedWith(['a.txt'], mirror);
  renameSync(world.at(''), `${world.dir}/away`);
  const lost = await desk.until(id, ({ standing }) => standing === 'rootLost');
  expect(lost.error?.code).toBe('folder.missing');
  expect(lost.nextScanMs).toBeNull();
  expect(lost.coverage).toBeNull();
  renameSync(`${world.dir}/away`, world.at(''));
  await desk.until(id, isUpToDate);
  expect(await world.read('backup/a.txt')).not.toBeNull();
});

test('a root that is missing from the start is waited for', async () => {
  const { world, desk, id } = await openedWith(['a.txt']);
  await desk.close();
  renameSync(world.at(''), `${world.dir}/away`);
  const again = await world.open();
  await again.until(id, ({ standing }) => standing === 'rootLost');
  renameSync(`${world.dir}/away`, world.at(''));
  await again.until(id, isUpToDate);
});

test('all folders are kept again after a restart', async () => {
  const { world, desk, id } = await openedWith(['a.txt']);
  const other = await desk.requests.addFolder(
    world.draft({
      root: world.home,
      target: { account: 'work', kind: 'oss', bucket: 'test-bucket', prefix: 'home/' },
    }),
  );
  await desk.until(other.id, isUpToDate);
  await desk.close();
  world.write('later.txt');
  const again = await world.open();
  await again.until(id, view => isUpToDate(view) && view.files === 2);
  await again.until(other.id, isUpToDate);
});

test('what the store refuses is told for as long as it does, however often it is tried', async () => {
  const { world, desk, id } = await openedWith(['a.txt']);
  world.bucket.faults.on('put').reply(403, 'InvalidAccessKeyId').times(Number.POSITIVE_INFINITY);
  world.write('b.txt');
  await desk.until(id, ({ standing }) => standing === 'blocked');
  const from = world.bucket.faults.hits();
  const seen = new Set<string>();
  await vi.waitFor(async () => {
    seen.add((await desk.view(id)).standing);
    expect(world.bucket.faults.hits()).toBeGreaterThan(from + 3);
  }, patience);
  expect([...seen]).toEqual(['blocked']);
  world.bucket.faults.clear();
  const view = await desk.until(id, isUpToDate);
  expect(view.error).toBeNull();
});

test('new keys of an account are in force at once', async () => {
  const { world, desk, id } = await openedWith(['a.txt']);
  const { keys } = world.account;
  if (keys === null) throw new Error('the account has keys');
  const wrong = { ...world.account, keys: { ...keys, secret: 'wrong' } };
  await desk.requests.saveAccount({ draft: wrong, replaces: 'work' });
  world.write('b.txt');
  const view = await desk.until(id, ({ standing }) => standing === 'blocked');
  expect(view.error?.code).toBe('credentials.wrong');
  await desk.requests.saveAccount({ draft: world.account, replaces: 'work' });
  await desk.until(id, isUpToDate);
  expect(await world.read('backup/b.txt')).not.toBeNull();
});

test('an account that folders go by stays, and says who uses it', async () => {
  const { world, desk, id } = await openedWith(['a.txt']);
  await expect(desk.requests.removeAccount({ name: 'work' })).rejects.toMatchObject({
    code: 'account.in-use',
    facts: { profile: 'work', users: world.at('').replace(/\/$/, '') },
  });
  await desk.requests.removeFolder({ id, deletesObjects: false });
  await desk.requests.removeAccount({ name: 'work' });
  expect(await desk.requests.listAccounts({})).toEqual([]);
  await expect(desk.requests.addFolder(world.draft())).rejects.toMatchObject({ code: 'account.unknown' });
});

test('a folder whose account was taken away elsewhere stands as such, and goes on once it is there again', async () => {
  const { world, desk, id } = await openedWith(['a.txt']);
  await desk.close();
  const text = readFileSync(world.configFile, 'utf8');
  writeFileSync(world.configFile, '');
  const again = await world.open();
  const view = await again.until(id, ({ standing }) => standing === 'blocked');
  expect(view.error?.code).toBe('account.unknown');
  world.write('b.txt');
  await again.requests.saveAccount({ draft: world.account, replaces: null });
  expect(readFileSync(world.configFile, 'utf8')).toContain(text.split('\n')[0]);
  await again.until(id, each => isUpToDate(each) && each.files === 2);
});

test('many deletions ask, with their list, and are carried out once they are agreed to', async () => {
  const { world, desk, id } = await openedWith(named(20), mirror);
  for (const name of named(15)) world.remove(name);
  const view = await desk.until(id, ({ standing }) => standing === 'deletesHeld');
  expect(view).toMatchObject({ heldDeletes: { count: 15, known: 20 }, failed: 0, waiting: 0, toSend: 0 });
  const held = await desk.requests.listHeldDeletes({ id, offset: 2, limit: 3 });
  expect(held).toEqual({ total: 15, offset: 2, rows: ['f10.txt', 'f11.txt', 'f12.txt'] });
  expect(await desk.requests.listProblems({ id, after: null, limit: 10 })).toEqual([]);
  expect(await desk.requests.listWaiting({ id, ...window })).toMatchObject({ total: 0, rows: [] });
  await desk.requests.answerDeletes({ id, agrees: true, count: 14 });
  await desk.until(id, ({ heldDeletes }) => heldDeletes?.count === 15);
  await desk.requests.answerDeletes({ id, agrees: true, count: 15 });
  const after = await desk.until(id, isUpToDate);
  expect(after).toMatchObject({ heldDeletes: null, provenFiles: 5 });
  expect((await world.keys()).filter(key => /^backup\/f/.test(key))).toHaveLength(5);
});

test('an agreement to more than is asked about is one to what is asked about', async () => {
  const { world, desk, id } = await openedWith(named(40), mirror);
  await desk.requests.answerDeletes({ id, agrees: true, count: 1_000 });
  for (const name of named(30)) world.remove(name);
  await desk.until(id, ({ heldDeletes }) => heldDeletes?.count === 30);
});

test('deletions that are declined keep the objects, and the next ones ask anew', async () => {
  const { world, desk, id } = await openedWith(named(40), mirror);
  for (const name of named(15)) world.remove(name);
  await desk.until(id, ({ heldDeletes }) => heldDeletes?.count === 15);
  await desk.requests.answerDeletes({ id, agrees: false, count: 15 });
  const kept = await desk.until(id, isUpToDate);
  expect(kept).toMatchObject({ heldDeletes: null, provenFiles: 25 });
  expect(await world.keys()).toHaveLength(40);
  await desk.requests.scanFolder({ id });
  for (const name of named(40).slice(15, 35)) world.remove(name);
  await desk.until(id, ({ heldDeletes }) => heldDeletes?.count === 20);
  expect(await world.keys()).toHaveLength(40);
});

test('deletions that wait for their time are no files that wait to be sent', async () => {
  const { world, desk, id } = await openedWith(['a.txt', 'b.txt'], {
    ...mirror,
    deletes: { maxFiles: 100, maxPercent: 10, delayMs: 3_600_000, trash: null },
  });
  world.remove('a.txt');
  await vi.waitFor(() => expect(desk.folders.find(id).state.waiting).toBe(1), patience);
  expect(await desk.view(id)).toMatchObject({ waiting: 0, waitingBytes: 0, sent: 0, toSend: 0 });
  expect(await desk.requests.listWaiting({ id, ...window })).toMatchObject({ total: 0, rows: [] });
  expect(await desk.requests.listHeldDeletes({ id, ...window })).toMatchObject({ total: 0, rows: [] });
});

test('settings that change while files are sent hold from then on, and nothing is lost', async () => {
  const world = await createFolderWorld();
  world.bucket.faults.on('put').throttle(200_000).times(Number.POSITIVE_INFINITY);
  for (const name of named(12)) world.write(name, Buffer.alloc(60_000, name));
  world.write('left.tmp', 'x');
  const desk = await world.open();
  const { id } = await desk.requests.addFolder(world.draft());
  const sending = await desk.until(id, ({ standing, sent }) => standing !== 'upToDate' && sent > 0);
  expect(sending.toSend).toBeGreaterThanOrEqual(sending.sent);
  const { settings } = world.draft({}, { ignore: ['*.tmp'] });
  await Promise.all([
    desk.requests.changeFolder({ id, settings }),
    desk.requests.changeFolder({ id, settings }),
  ]);
  world.bucket.faults.clear();
  const view = await desk.until(id, each => isUpToDate(each) && each.files === 12);
  expect(view.settings.ignore).toEqual(['*.tmp']);
  expect(view).toMatchObject({ sent: 0, toSend: 0 });
  expect((await world.keys()).filter(key => key.startsWith('backup/f'))).toHaveLength(12);
  await desk.close();
  const again = await world.open();
  await again.until(id, isUpToDate);
});

test('settings that make no sense change nothing', async () => {
  const { world, desk, id } = await openedWith(['a.txt']);
  const { settings } = world.draft({}, { ignore: ['**foo\\'] });
  await expect(desk.requests.changeFolder({ id, settings })).rejects.toMatchObject({
    code: 'ignore.invalid',
  });
  const view = await desk.until(id, isUpToDate);
  expect(view.settings.ignore).toEqual([]);
});

test('files that were sent long ago are not counted with those that are sent now', async () => {
  const { world, desk, id } = await openedWith(named(5));
  world.bucket.faults.on('put').delay(200).times(Number.POSITIVE_INFINITY);
  world.bucket.faults.on('put', { key: 'backup/bad.txt' }).reply(400, 'InvalidArgument').times(50);
  world.write('bad.txt');
  await desk.until(id, ({ standing }) => standing === 'problems');
  world.write('good.txt');
  await desk.until(id, ({ provenFiles, standing }) => provenFiles === 6 && standing === 'problems');
  world.write('late.txt');
  const view = await desk.until(id, ({ toSend }) => toSend > 0);
  expect(view).toMatchObject({ sent: 0, toSend: 1 });
});

test('a folder that another process syncs stands as such, and is taken over when it is free', async () => {
  const world = await createFolderWorld();
  world.write('a.txt');
  const first = await world.open();
  const { id } = await first.requests.addFolder(world.draft());
  await first.until(id, isUpToDate);
  const second = await world.open();
  const view = await second.until(id, ({ standing }) => standing === 'busyElsewhere');
  expect(view.error?.code).toBe('folder.busy');
  await first.close();
  await second.until(id, isUpToDate);
});

test('a paused folder sends nothing and says so, also after a restart and in trouble, and is told no news', async () => {
  const { world, desk, id } = await openedWith(['a.txt'], { rescanMs: 10_000 });
  await desk.requests.setFolderPaused({ id, isPaused: true });
  world.write('b.txt');
  await desk.until(id, ({ standing, nextScanMs }) => standing === 'paused' && nextScanMs === null);
  await desk.close();
  const again = await world.open();
  await again.until(id, ({ standing }) => standing === 'paused');
  await again.requests.setFolderPaused({ id, isPaused: false });
  await again.until(id, view => isUpToDate(view) && view.files === 2);
  world.bucket.faults.on('put').reply(403, 'InvalidAccessKeyId').times(Number.POSITIVE_INFINITY);
  world.write('c.txt');
  await again.until(id, ({ standing }) => standing === 'blocked');
  await again.requests.setFolderPaused({ id, isPaused: true });
  await again.until(id, ({ standing, error }) => standing === 'paused' && error === null);
});

test('what is paused as a whole rests in every folder until it is resumed', async () => {
  const { world, desk, id } = await openedWith(['a.txt']);
  desk.setAllPaused(true);
  await desk.until(id, ({ standing }) => standing === 'paused');
  world.write('b.txt');
  await desk.requests.scanFolder({ id });
  expect((await desk.view(id)).standing).toBe('paused');
  desk.setAllPaused(false);
  await desk.until(id, view => isUpToDate(view) && view.files === 2);
});

test('a marker that is missing is told, and can be written anew', async () => {
  const { world, desk, id } = await openedWith(['a.txt'], mirror);
  world.remove('.longshore-folder');
  await desk.requests.scanFolder({ id });
  const view = await desk.until(id, ({ standing }) => standing === 'rootLost');
  expect(view.error?.code).toBe('folder.marker-missing');
  await desk.requests.renewFolderMarker({ id });
  await desk.until(id, isUpToDate);
});

test('problems and what waits come in windows', async () => {
  const { world, desk, id } = await openedWith(['a.txt']);
  world.bucket.faults.on('put').reply(400, 'InvalidArgument').times(Number.POSITIVE_INFINITY);
  for (const name of named(4)) world.write(name);
  await desk.until(id, ({ failed, standing }) => failed === 4 && standing === 'problems');
  const first = await desk.requests.listProblems({ id, after: null, limit: 3 });
  expect(first.map(({ path }) => path)).toEqual(['f0.txt', 'f1.txt', 'f2.txt']);
  const next = await desk.requests.listProblems({ id, after: 'f2.txt', limit: 3 });
  expect(next.map(({ path, weight }) => [path, weight])).toEqual([['f3.txt', 'failed']]);
  await expect(desk.requests.listProblems({ id: 'none', after: null, limit: 3 })).rejects.toMatchObject({
    code: 'folder.unknown',
  });
});

test('a folder that is removed leaves its objects, and its root can be added again', async () => {
  const { world, desk, id } = await openedWith(['a.txt']);
  expect(await desk.requests.removeFolder({ id, deletesObjects: false })).toEqual({ taskId: null });
  expect(await desk.requests.listFolders({})).toEqual([]);
  expect(await world.keys()).toEqual(['backup/a.txt']);
  const again = await desk.requests.addFolder(world.draft());
  await desk.until(again.id, isUpToDate);
});

test('a folder that is removed with its objects deletes those that are still ours', async () => {
  const { world, desk, id } = await openedWith(named(6));
  await world.upload(world.file('other', 10).path, 'backup/f1.txt', { options: {} });
  await world.upload(world.file('foreign', 10).path, 'backup/foreign.txt');
  const { taskId } = await desk.requests.removeFolder({ id, deletesObjects: true });
  const { task, summary } = await desk.ended(taskId ?? '');
  expect(task).toMatchObject({ kind: 'deleteObjects', error: null, isStopped: false, rows: 1 });
  expect(summary).toEqual({ deleted: 5, changed: 1, failed: 0 });
  expect(await desk.rows(taskId ?? '')).toMatchObject([
    { path: 'f1.txt', reason: { code: 'object-changed' } },
  ]);
  expect(await world.keys()).toEqual(['backup/f1.txt', 'backup/foreign.txt']);
  expect(await desk.requests.listFolders({})).toEqual([]);
});

test('a removal that is stopped leaves a paused folder that claims nothing which is gone', async () => {
  const { world, desk, id } = await openedWith(named(30));
  world.bucket.faults.on('delete').delay(100).times(Number.POSITIVE_INFINITY);
  const { taskId } = await desk.requests.removeFolder({ id, deletesObjects: true });
  await vi.waitFor(async () => {
    const { task } = await desk.requests.getTask({ id: taskId ?? '' });
    expect(task.counts['deleted']).toBeGreaterThan(3);
  }, patience);
  await desk.requests.stopTask({ id: taskId ?? '' });
  expect((await desk.ended(taskId ?? '')).task).toMatchObject({ isStopped: true, error: null });
  world.bucket.faults.clear();
  const view = await desk.until(id, ({ standing }) => standing === 'paused');
  expect(view.provenFiles).toBeLessThanOrEqual((await world.keys()).length);
  expect(view.provenFiles).toBeLessThan(30);
  await desk.requests.setFolderPaused({ id, isPaused: false });
  await desk.until(id, each => isUpToDate(each) && each.provenFiles === 30);
  expect(await world.keys()).toHaveLength(30);
});

test('a removal that the store refuses ends with the reason, and the folder stays', async () => {
  const { world, desk, id } = await openedWith(named(3));
  world.bucket.faults.on('delete').reply(403, 'InvalidAccessKeyId').times(Number.POSITIVE_INFINITY);
  world.bucket.faults.on('deleteMany').reply(403, 'InvalidAccessKeyId').times(Number.POSITIVE_INFINITY);
  world.bucket.faults.on('head').reply(403, 'InvalidAccessKeyId').times(Number.POSITIVE_INFINITY);
  const { taskId } = await desk.requests.removeFolder({ id, deletesObjects: true });
  expect((await desk.ended(taskId ?? '')).task).toMatchObject({
    isStopped: false,
    error: { code: 'credentials.wrong' },
  });
  expect(await desk.view(id)).toMatchObject({ provenFiles: 3 });
});

test('a path is explained, and one of no folder is not', async () => {
  const { world, desk, id } = await openedWith(['a.txt']);
  const told = await desk.requests.explainPath({ path: world.at('a.txt') });
  expect(told).toMatchObject({
    ...{ folderId: id, path: 'a.txt', problem: null, planned: null },
    known: { size: 5, key: 'backup/a.txt' },
  });
  expect(told.decisions.length).toBeGreaterThan(0);
  await expect(desk.requests.explainPath({ path: '/nowhere/at/all' })).rejects.toMatchObject({
    code: 'folder.unknown',
  });
});

test('a path that rules leave out is explained by the rule, and one that is not there as such', async () => {
  const { world, desk } = await openedWith(['a.txt', 'logs/b.log'], { ignore: ['/drafts/'] });
  world.write('logs/.longshoreignore', '*.log\n');
  const told = (path: string) => desk.requests.explainPath({ path: world.at(path) });
  expect(await told('a.txt')).toMatchObject({ isThere: true, leftOutBy: null });
  expect(await told('logs/b.log')).toMatchObject({
    isThere: true,
    leftOutBy: { line: '*.log', source: 'logs/.longshoreignore', lineNumber: 1 },
  });
  expect(await told('drafts/c.txt')).toMatchObject({
    isThere: false,
    leftOutBy: { line: '/drafts/', source: 'settings' },
  });
  expect(await told('Thumbs.db')).toMatchObject({ leftOutBy: { source: 'defaults' } });
  renameSync(world.at(''), `${world.dir}/away`);
  expect(await told('Thumbs.db')).toMatchObject({ isThere: false, leftOutBy: null });
});

test('what is asked of a folder that is given up meanwhile ends', async () => {
  const { desk, id } = await openedWith(['a.txt']);
  const scan = desk.requests.renewFolderMarker({ id });
  const closing = desk.close();
  const ends = Promise.allSettled([scan, desk.folders.between(id, async () => {})]);
  await closing;
  const codes = (await ends).map(end => (end.status === 'rejected' ? end.reason.code : 'done'));
  expect(codes).toEqual([expect.stringMatching(/^(done|request\.stopped)$/), 'request.stopped']);
});

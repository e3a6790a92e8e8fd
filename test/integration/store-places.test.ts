import { expect, test, vi } from 'vitest';
import { silentLog } from '../../main/base/log.ts';
import type { TransferState } from '../../main/model/transfer.ts';
import type { NewTransfer } from '../../main/store/transfer-log.ts';
import { damage, openTestStore, rowsOf, storeTimeMs } from '../support/open-test-store.ts';
import { sampleAction, sampleFolder, sampleKnown, sampleProblem } from '../support/sample-folder.ts';
import { sampleProof, sampleTransfer } from '../support/sample-transfer.ts';
import { createTempDir } from '../support/temp-dir.ts';

const path = 'harbour.tif';
const done: TransferState = { at: 'done', proof: { ...sampleProof, versionId: 'V1' } };

async function openFolder(log = silentLog) {
  const dir = await createTempDir();
  const store = await openTestStore(dir, log);
  const { id } = store.sync.folders.claim(sampleFolder()).record.folder;
  const wanted: NewTransfer = { ...sampleTransfer(), place: { folderId: id, path } };
  return { ...store, dir, id, wanted };
}

function knownOf({ source, target }: NewTransfer) {
  const { size, mtimeNs, ctimeNs, inode, device } = source;
  return {
    path,
    identity: { size, mtimeNs, ctimeNs, inode, device },
    key: target.key,
    etag: sampleProof.etag,
    checksum: sampleProof.ours,
    versionId: 'V1',
    provenAtMs: sampleProof.provenAtMs,
    verifiedAtMs: null,
  };
}

test('a place is part of the transfer, and stays with it over a restart', async () => {
  const { dir, log, wanted, close } = await openFolder();
  const { transfer } = log.claim(wanted);
  expect(transfer.place).toEqual(wanted.place);
  const byHand = log.claim(sampleTransfer('/by/hand')).transfer;
  close();
  const again = await openTestStore(dir);
  expect(again.log.find(transfer.id)).toEqual(transfer);
  expect(again.log.claimById(transfer.id)?.place).toEqual(wanted.place);
  expect(again.log.find(byHand.id)?.place).toBeNull();
});

test('a transfer that was begun by hand gets the place of the folder that wants it too, and keeps it', async () => {
  const { log, wanted } = await openFolder();
  const { transfer } = log.claim({ ...wanted, place: null });
  log.release(transfer.id);
  expect(log.claim(wanted)).toMatchObject({
    isNew: false,
    transfer: { id: transfer.id, place: wanted.place },
  });
  log.release(transfer.id);
  expect(log.claim({ ...wanted, place: null }).transfer.place).toEqual(wanted.place);
});

test('with the proof comes the known file, and what was planned and listed for the path is over', async () => {
  const { log, sync, id, wanted } = await openFolder();
  const other = sampleAction('other.tif');
  sync.actions.put(id, other);
  sync.actions.put(id, sampleAction(path, { attempts: 1 }));
  sync.problems.put(id, sampleProblem(path));
  sync.problems.put(id, sampleProblem('other.tif'));
  const { transfer } = log.claim(wanted);
  log.setState(transfer.id, done);
  expect(log.find(transfer.id)?.state).toEqual(done);
  expect(sync.known.page(id, null, 10)).toEqual([knownOf(wanted)]);
  expect(sync.actions.list(id, 'upload', null, 10)).toEqual([other]);
  expect(sync.problems.list(id, null, 10).map(problem => problem.path)).toEqual(['other.tif']);
  expect(sync.journal.latest(id, 10)).toEqual([
    { atMs: storeTimeMs, path, what: 'done', reason: sampleAction(path).reason },
  ]);
});

test('the known file is the one that was read last, under the key that it has', async () => {
  const { log, sync, id, wanted } = await openFolder();
  sync.known.put(id, sampleKnown(path, { verifiedAtMs: 1 }));
  const odd = { ...wanted, target: { ...wanted.target, key: 'photos/harbour (ann 2024-05-01).tif' } };
  const { transfer } = log.claim(odd);
  const source = { ...odd.source, size: 7, length: 7, mtimeNs: '1800000000000000001' };
  log.setSource(transfer.id, source);
  log.setState(transfer.id, done);
  expect(sync.known.find(id, path)).toEqual(knownOf({ ...odd, source }));
  expect(sync.journal.of(id, path, 10)).toMatchObject([{ what: 'done', reason: { code: 'asked-for' } }]);
});

test('an action that was written after the file was looked at stays, for it is about newer bytes', async () => {
  const { log, sync, id, wanted } = await openFolder();
  const older = sampleAction(path, { reason: { code: 'new', facts: {} } });
  const newer = sampleAction(path);
  sync.actions.put(id, older);
  const { transfer } = log.claim(wanted);
  sync.actions.put(id, newer);
  log.setState(transfer.id, done);
  expect(sync.actions.find(id, path)).toEqual(newer);
  expect(sync.known.find(id, path)).toEqual(knownOf(wanted));
  expect(sync.journal.of(id, path, 10)).toMatchObject([{ reason: older.reason }]);
});

test('an equal action that was written again meanwhile is a newer one', async () => {
  const { log, sync, id, wanted } = await openFolder();
  sync.actions.put(id, sampleAction(path));
  const { transfer } = log.claim(wanted);
  sync.actions.put(id, sampleAction(path));
  log.setState(transfer.id, done);
  expect(sync.actions.find(id, path)).toEqual(sampleAction(path));
});

test('what was planned before the file was looked at again is carried out with it', async () => {
  const { log, sync, id, wanted } = await openFolder();
  const { transfer } = log.claim(wanted);
  sync.actions.put(id, sampleAction(path));
  log.setSource(transfer.id, { ...wanted.source, mtimeNs: '1800000000000000001' });
  log.setState(transfer.id, done);
  expect(sync.actions.find(id, path)).toBeNull();
  expect(sync.journal.of(id, path, 10)).toMatchObject([{ reason: sampleAction(path).reason }]);
});

test('what is planned at a claim counts, also for a transfer that was begun before', async () => {
  const { dir, log, sync, id, wanted, close } = await openFolder();
  const { transfer } = log.claim(wanted);
  sync.actions.put(id, sampleAction(path, { do: 'compare' }));
  close();
  const again = await openTestStore(dir);
  again.log.claim(wanted);
  again.log.setState(transfer.id, done);
  expect(again.sync.actions.find(id, path)).toBeNull();
});

test.each(['copy', 'delete', 'mark'] as const)('an action to %s is not done by an upload', async what => {
  const { log, sync, id, wanted } = await openFolder();
  const action = sampleAction(path, { do: what });
  sync.actions.put(id, action);
  const { transfer } = log.claim(wanted);
  log.setState(transfer.id, done);
  expect(sync.actions.find(id, path)).toEqual(action);
  expect(sync.journal.of(id, path, 10)).toMatchObject([{ reason: { code: 'asked-for' } }]);
});

test.each([
  { at: 'cancelled' },
  { at: 'paused', upload: null },
  { at: 'failed', upload: null, error: { code: 'remote.refused', message: '', facts: {} } },
] as TransferState[])('a transfer that is $at tells nothing about the file', async state => {
  const { log, sync, id, wanted } = await openFolder();
  sync.actions.put(id, sampleAction(path));
  sync.problems.put(id, sampleProblem(path));
  const { transfer } = log.claim(wanted);
  log.setState(transfer.id, state);
  expect(sync.known.find(id, path)).toBeNull();
  expect(sync.actions.find(id, path)).not.toBeNull();
  expect(sync.problems.find(id, path)).not.toBeNull();
  expect(sync.journal.latest(id, 10)).toEqual([]);
});

test.each([
  ['a folder that was forgotten', (wanted: NewTransfer) => wanted, true],
  ['no folder', (wanted: NewTransfer) => ({ ...wanted, place: null }), false],
  [
    'the end of a file',
    (wanted: NewTransfer) => ({ ...wanted, source: { ...wanted.source, offset: 1, length: 12_345_677 } }),
    false,
  ],
  [
    'the beginning of a file',
    (wanted: NewTransfer) => ({ ...wanted, source: { ...wanted.source, length: 7 } }),
    false,
  ],
])('the proof of a transfer for %s is stored, and nothing else', async (_, change, isForgotten) => {
  const { dir, log, sync, id, wanted } = await openFolder();
  sync.actions.put(id, sampleAction(path));
  const { transfer } = log.claim(change(wanted));
  if (isForgotten) {
    sync.folders.release(id);
    sync.folders.remove(id);
  }
  log.setState(transfer.id, done);
  expect(log.find(transfer.id)?.state).toEqual(done);
  for (const table of ['known_file', 'directory', 'decision'])
    expect(await rowsOf(dir, `SELECT * FROM ${table}`)).toEqual([]);
  expect(sync.actions.totals(id).actions).toBe(isForgotten ? 0 : 1);
});

test('proof and known file are one commit: where one can not be written, neither is', async () => {
  const { dir, log, sync, id, wanted } = await openFolder();
  sync.actions.put(id, sampleAction(path));
  const { transfer } = log.claim(wanted);
  await damage(
    dir,
    `CREATE TRIGGER refuse BEFORE INSERT ON decision BEGIN SELECT RAISE(ABORT, 'no journal today'); END`,
  );
  expect(() => log.setState(transfer.id, done)).toThrow(expect.objectContaining({ code: 'bug' }));
  expect(log.find(transfer.id)).toEqual(transfer);
  expect(sync.known.find(id, path)).toBeNull();
  expect(sync.actions.find(id, path)).toEqual(sampleAction(path));
  expect(await rowsOf(dir, 'SELECT * FROM proof')).toEqual([]);
  await damage(dir, 'DROP TRIGGER refuse');
  log.setState(transfer.id, done);
  expect(sync.known.find(id, path)).toEqual(knownOf(wanted));
});

test('a reason that was damaged costs the reason alone', async () => {
  const error = vi.fn();
  const { dir, log, sync, id, wanted } = await openFolder({ ...silentLog, error });
  sync.actions.put(id, sampleAction(path));
  await damage(dir, `UPDATE action SET facts = '{"was":'`);
  const { transfer } = log.claim(wanted);
  log.setState(transfer.id, done);
  expect(sync.journal.latest(id, 10)).toMatchObject([{ what: 'done', reason: { code: 'asked-for' } }]);
  expect(sync.known.find(id, path)).toEqual(knownOf(wanted));
  expect(error).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ id: transfer.id }));
});

test('a record that is begun anew keeps its place', async () => {
  const { dir, log, wanted } = await openFolder();
  const { transfer } = log.claim(wanted);
  log.release(transfer.id);
  await damage(dir, `UPDATE transfer SET detail = '{'`);
  expect(log.claim(wanted)).toEqual({ transfer, isNew: true });
});

test('an id is our own from the first record on, whatever became of the transfer', async () => {
  const { log, wanted } = await openFolder();
  const { transfer } = log.claim(wanted);
  expect(log.isOwn(transfer.id)).toBe(true);
  log.setState(transfer.id, done);
  expect(log.isOwn(transfer.id)).toBe(true);
  expect(log.isOwn('5f3f7d1e-0000-4000-8000-000000000000')).toBe(false);
});

test('of the transfers of folders the latest hundred thousand stay, of those by hand all', async () => {
  const { dir, log, wanted } = await openFolder();
  const byHand = log.claim(sampleTransfer('/by/hand')).transfer;
  log.setState(byHand.id, done);
  const unfinished = log.claim({ ...wanted, source: { ...wanted.source, path: '/un/finished' } }).transfer;
  const oldest = log.claim(wanted).transfer;
  log.setState(oldest.id, done);
  await damage(
    dir,
    `INSERT INTO transfer (id, path, size, byte_offset, byte_length, mtime_ns, ctime_ns, inode, device, kind, endpoint, bucket, region,
                           addressing, object_key, options, at, detail, created_at_ms, changed_at_ms, folder_id, folder_path, folder_over_at_ms)
     WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100999)
     SELECT 'old-' || n, path, size, byte_offset, byte_length, mtime_ns, ctime_ns, inode, device, kind, endpoint, bucket, region,
            addressing, object_key, options, at, detail, created_at_ms, changed_at_ms, folder_id, folder_path, folder_over_at_ms + n
     FROM numbers, transfer WHERE id = '${oldest.id}'`,
  );
  const again = await openTestStore(dir);
  const { transfer } = again.log.claim(wanted);
  again.log.setState(transfer.id, { at: 'cancelled' });
  const [counted] = await rowsOf(
    dir,
    'SELECT COUNT(*) AS rows FROM transfer WHERE folder_over_at_ms IS NOT NULL',
  );
  expect(counted).toEqual({ rows: 100_000 });
  expect(again.log.find(oldest.id)).toBeNull();
  expect(again.log.isOwn('old-100999')).toBe(true);
  expect(await rowsOf(dir, `SELECT * FROM proof WHERE transfer_id = '${oldest.id}'`)).toEqual([]);
  expect(again.log.find(byHand.id)?.state).toEqual(done);
  expect(again.log.find(unfinished.id)).toEqual(unfinished);
});

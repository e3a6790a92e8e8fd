import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { silentLog } from '../../main/base/log.ts';
import type { TransferState } from '../../main/model/transfer.ts';
import { type Database, openDatabase } from '../../main/store/database.ts';
import { createLooseUploads } from '../../main/store/loose-uploads.ts';
import { migrations } from '../../main/store/migrations.ts';
import { openOwners } from '../../main/store/owners.ts';
import { createTransferLog } from '../../main/store/transfers.ts';
import { damage, openTestStore } from '../support/open-test-store.ts';
import { sampleProof, sampleReceipt, sampleTransfer, sampleUpload } from '../support/sample-transfer.ts';
import { createTempDir } from '../support/temp-dir.ts';

const error = { code: 'remote.denied', message: 'no', facts: { status: 403, key: null } } as const;

test('a first claim makes a waiting transfer that reads back as it was wished', async () => {
  const { log } = await openTestStore(await createTempDir());
  const wanted = sampleTransfer();
  const { transfer, isNew } = log.claim(wanted);
  expect(isNew).toBe(true);
  expect(transfer).toEqual({
    ...wanted,
    id: transfer.id,
    state: { at: 'waiting', upload: null },
    createdAtMs: 1_700_000_000_000,
  });
  expect(log.find(transfer.id)).toEqual(transfer);
  expect(log.unfinished()).toEqual([transfer]);
  expect(log.isOwned(transfer.id)).toBe(true);
});

const states: TransferState[] = [
  { at: 'waiting', upload: null },
  { at: 'waiting', upload: sampleUpload },
  { at: 'starting' },
  { at: 'sending', upload: null },
  { at: 'sending', upload: sampleUpload },
  { at: 'finishing', upload: sampleUpload },
  { at: 'checking', upload: sampleUpload },
  { at: 'paused', upload: sampleUpload },
  { at: 'blocked', upload: sampleUpload, error },
  { at: 'failed', upload: null, error },
  { at: 'cancelled' },
  { at: 'done', proof: sampleProof },
  { at: 'done', proof: { ...sampleProof, versionId: 'CAEQNRiBgMClj7qD0BYiIDQ5Y2QyMjc3NGZkODRlMTU5M' } },
];

test.each(states)('state $at is found again after a restart, word for word', async state => {
  const dir = await createTempDir();
  const first = await openTestStore(dir);
  const { transfer } = first.log.claim(sampleTransfer());
  first.log.setState(transfer.id, state);
  first.close();
  const second = await openTestStore(dir);
  expect(second.log.find(transfer.id)).toEqual({ ...transfer, state });
});

test('receipts come back in order, the last one of a number, and go with the end', async () => {
  const { log } = await openTestStore(await createTempDir());
  const { transfer } = log.claim(sampleTransfer());
  for (const number of [3, 1, 10, 2]) log.addReceipt(transfer.id, sampleReceipt(number));
  log.addReceipt(transfer.id, { ...sampleReceipt(2), etag: 'SECOND' });
  expect(log.receipts(transfer.id)).toEqual([
    sampleReceipt(1),
    { ...sampleReceipt(2), etag: 'SECOND' },
    sampleReceipt(3),
    sampleReceipt(10),
  ]);
  log.setState(transfer.id, { at: 'done', proof: sampleProof });
  expect(log.receipts(transfer.id)).toEqual([]);
  expect(log.find(transfer.id)?.state).toEqual({ at: 'done', proof: sampleProof });
});

test('a source with another identity keeps its row and its receipts', async () => {
  const { log } = await openTestStore(await createTempDir());
  const { transfer } = log.claim(sampleTransfer());
  log.addReceipt(transfer.id, sampleReceipt(1));
  const source = { ...transfer.source, size: 7, mtimeNs: '1800000000000000001' };
  log.setSource(transfer.id, source);
  log.setOptions(transfer.id, { contentType: 'text/plain' });
  expect(log.receipts(transfer.id)).toEqual([sampleReceipt(1)]);
  expect(log.find(transfer.id)).toEqual({ ...transfer, source, options: { contentType: 'text/plain' } });
});

test('history keeps its order', async () => {
  const { log } = await openTestStore(await createTempDir());
  const { transfer } = log.claim(sampleTransfer());
  log.note(transfer.id, 'begun', 'It is new.');
  log.note(transfer.id, 'restarted', 'The file changed.');
  expect(log.notes(transfer.id)).toEqual([
    { atMs: 1_700_000_000_000, what: 'begun', reason: 'It is new.' },
    { atMs: 1_700_000_000_000, what: 'restarted', reason: 'The file changed.' },
  ]);
});

test('a second claim in one store is busy', async () => {
  const { log } = await openTestStore(await createTempDir());
  const { transfer } = log.claim(sampleTransfer());
  expect(() => log.claim(sampleTransfer())).toThrow(
    expect.objectContaining({
      code: 'transfer.busy',
      facts: { id: transfer.id, path: '/photos/harbour.tif', key: 'photos/harbour.tif', pid: process.pid },
    }),
  );
});

test('two stores of one process keep each other out, until one closes', async () => {
  const dir = await createTempDir();
  const [one, two] = [await openTestStore(dir), await openTestStore(dir)];
  const { transfer } = one.log.claim(sampleTransfer());
  expect(two.log.isOwned(transfer.id)).toBe(true);
  expect(() => two.log.claim(sampleTransfer())).toThrow(expect.objectContaining({ code: 'transfer.busy' }));
  expect(() => two.log.setState(transfer.id, { at: 'starting' })).toThrow(
    expect.objectContaining({ code: 'transfer.busy' }),
  );
  one.close();
  expect(two.log.isOwned(transfer.id)).toBe(false);
  expect(two.log.claim(sampleTransfer()).transfer.id).toBe(transfer.id);
  expect(two.log.notes(transfer.id)).toEqual([]);
});

test('a released transfer may be claimed again, with what was stored', async () => {
  const { log } = await openTestStore(await createTempDir());
  const { transfer } = log.claim(sampleTransfer());
  log.setState(transfer.id, { at: 'paused', upload: sampleUpload });
  log.release(transfer.id);
  log.release(transfer.id);
  expect(log.isOwned(transfer.id)).toBe(false);
  expect(() => log.addReceipt(transfer.id, sampleReceipt(1))).toThrow(
    expect.objectContaining({ code: 'transfer.busy' }),
  );
  const wanted = sampleTransfer();
  const moved = { ...wanted.target, address: { ...wanted.target.address, addressing: 'path' as const } };
  const again = log.claim({ ...wanted, target: moved, options: {}, source: { ...wanted.source, size: 1 } });
  expect(again.isNew).toBe(false);
  expect(again.transfer).toEqual({
    ...transfer,
    target: moved,
    state: { at: 'paused', upload: sampleUpload },
  });
});

test('what is over is history: the next claim is a new transfer', async () => {
  const { log } = await openTestStore(await createTempDir());
  const { transfer: first } = log.claim(sampleTransfer());
  log.setState(first.id, { at: 'done', proof: sampleProof });
  const { transfer: second, isNew } = log.claim(sampleTransfer());
  expect(isNew).toBe(true);
  expect(log.unfinished()).toEqual([second]);
  expect(log.find(first.id)?.state.at).toBe('done');
  expect(() => log.setState(first.id, { at: 'starting' })).toThrow(
    expect.objectContaining({ code: 'transfer.busy' }),
  );
});

test('another key, bucket, endpoint, kind or path is another transfer', async () => {
  const { log } = await openTestStore(await createTempDir());
  const wanted = sampleTransfer();
  const { address } = wanted.target;
  log.claim(wanted);
  log.claim(sampleTransfer('/photos/other.tif'));
  log.claim(sampleTransfer('/photos/harbour.tif', 'photos/Harbour.tif'));
  log.claim({ ...wanted, target: { ...wanted.target, address: { ...address, bucket: 'b' } } });
  log.claim({ ...wanted, target: { ...wanted.target, address: { ...address, endpoint: 'http://e' } } });
  log.claim({ ...wanted, target: { ...wanted.target, address: { ...address, kind: 's3' } } });
  expect(log.unfinished()).toHaveLength(6);
});

test('names keep every character', async () => {
  const { log } = await openTestStore(await createTempDir());
  for (const name of ['e\u0301.txt', '\u00e9.txt', '文件 🚢.bin', 'it\'s "odd"; --', 'tab\tand\nline']) {
    const { transfer } = log.claim(sampleTransfer(`/a/${name}`, name));
    expect(log.find(transfer.id)).toMatchObject({ source: { path: `/a/${name}` }, target: { key: name } });
  }
  expect(log.unfinished()).toHaveLength(5);
});

test.each([
  [
    'its state',
    `UPDATE transfer SET at = 'sending', detail = '{"upload":{"uploadId":7}}' WHERE path = '/bad'`,
  ],
  ['JSON', `UPDATE transfer SET detail = '{"upl' WHERE path = '/bad'`],
  ['the name of its state', `UPDATE transfer SET at = 'sEnding' WHERE path = '/bad'`],
  ['its options', `UPDATE transfer SET options = '[]' WHERE path = '/bad'`],
])('a record broken in %s is reported, harms no other, and is begun anew by a claim', async (_, sql) => {
  const dir = await createTempDir();
  const log = { ...silentLog, error: vi.fn() };
  const store = await openTestStore(dir, log);
  const { transfer: bad } = store.log.claim(sampleTransfer('/bad'));
  const { transfer: good } = store.log.claim(sampleTransfer('/good'));
  store.log.addReceipt(bad.id, sampleReceipt(1));
  store.log.release(bad.id);
  await damage(dir, sql);

  expect(() => store.log.find(bad.id)).toThrow(
    expect.objectContaining({ code: 'store.damaged', facts: { id: bad.id, path: '/bad' } }),
  );
  expect(store.log.unfinished()).toEqual([good]);
  expect(log.error).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ id: bad.id }));

  expect(store.log.claim(sampleTransfer('/bad'))).toEqual({ transfer: bad, isNew: true });
  expect(store.log.find(bad.id)).toEqual(bad);
  expect(store.log.receipts(bad.id)).toEqual([]);
  expect(store.log.notes(bad.id)).toMatchObject([{ what: 'repaired' }]);
});

test('a closed store leaves no lock behind', async () => {
  const dir = await createTempDir();
  const store = await openTestStore(dir);
  expect(readdirSync(join(dir, 'owners'))).toHaveLength(1);
  store.close();
  expect(readdirSync(dir)).toEqual(['longshore.db', 'owners']);
  expect(readdirSync(join(dir, 'owners'))).toEqual([]);
});

test('the id of an upload is on the disk itself before anything is sent to it', async () => {
  const dir = await createTempDir();
  const { database } = await openDatabase(join(dir, 'longshore.db'), migrations);
  const owners = openOwners(database, join(dir, 'owners'), 1, 0);
  const writeThrough = vi.fn(database.writeThrough);
  const spied = { ...database, writeThrough } as Database;
  const log = createTransferLog(spied, owners, silentLog, () => 0);
  const { transfer } = log.claim(sampleTransfer());
  log.setState(transfer.id, { at: 'starting' });
  log.expectUpload(transfer.id, []);
  log.setState(transfer.id, { at: 'sending', upload: null });
  expect(writeThrough).not.toHaveBeenCalled();
  log.setState(transfer.id, { at: 'sending', upload: sampleUpload });
  expect(writeThrough).toHaveBeenCalledOnce();
  log.addReceipt(transfer.id, sampleReceipt(1));
  log.setState(transfer.id, { at: 'finishing', upload: sampleUpload });
  expect(writeThrough).toHaveBeenCalledOnce();
  createLooseUploads(spied, owners, () => 0).add({
    target: transfer.target,
    uploadId: 'A',
    reason: 'by-hand',
  });
  expect(writeThrough).toHaveBeenCalledTimes(2);
  owners.close();
  database.close();
});

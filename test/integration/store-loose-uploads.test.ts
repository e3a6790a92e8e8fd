import { expect, onTestFinished, test } from 'vitest';
import { silentLog } from '../../main/base/log.ts';
import { openStore } from '../../main/store/open-store.ts';
import { createFixedClock } from '../support/fixed-clock.ts';
import { sampleTransfer, sampleUpload } from '../support/sample-transfer.ts';
import { startStoreProcess } from '../support/store-process.ts';
import { createTempDir } from '../support/temp-dir.ts';

const { target } = sampleTransfer();

async function open(dir: string, nowMs = 1_700_000_000_000) {
  const store = await openStore(dir, { clock: createFixedClock(nowMs), log: silentLog });
  let isOpen = true;
  const close = () => {
    if (isOpen) store.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { ...store, close };
}

test('uploads without a transfer are remembered across runs, oldest first, until they are removed', async () => {
  const dir = await createTempDir();
  const first = await open(dir);
  first.loose.add({ target, uploadId: 'B', reason: 'by-hand' });
  first.close();
  const second = await open(dir, 1_700_000_001_000);
  second.loose.add({ target, uploadId: 'A', reason: 'left' });
  expect(second.loose.all()).toEqual([
    { target, uploadId: 'B', reason: 'by-hand', begunAtMs: 1_700_000_000_000, isOwned: false },
    { target, uploadId: 'A', reason: 'left', begunAtMs: 1_700_000_001_000, isOwned: false },
  ]);
  second.loose.remove(target, 'B');
  second.loose.remove(target, 'B');
  expect(second.loose.all().map(upload => upload.uploadId)).toEqual(['A']);
});

test('one that is known gets the new reason and keeps its time', async () => {
  const dir = await createTempDir();
  const store = await open(dir);
  store.loose.add({ target, uploadId: 'A', reason: 'stream' });
  store.close();
  const later = await open(dir, 1_700_000_009_000);
  later.loose.add({ target, uploadId: 'A', reason: 'left' });
  expect(later.loose.all()).toMatchObject([{ reason: 'left', begunAtMs: 1_700_000_000_000, isOwned: false }]);
});

test('an upload of the same id at another key or in another bucket is another one', async () => {
  const { loose } = await open(await createTempDir());
  const elsewhere = { ...target, address: { ...target.address, bucket: 'other' } };
  for (const each of [target, elsewhere, { ...target, key: 'b' }]) {
    loose.add({ target: each, uploadId: 'A', reason: 'by-hand' });
  }
  loose.remove(elsewhere, 'A');
  expect(loose.all().map(upload => upload.target)).toEqual([{ ...target, key: 'b' }, target]);
});

test('a stream belongs to its process for as long as that lives', async () => {
  const dir = await createTempDir();
  const store = await open(dir);
  const child = startStoreProcess();
  await child.ask({ do: 'openStore', dir });
  await child.ask({ do: 'addLoose', upload: { target, uploadId: 'S', reason: 'stream' } });
  expect(store.loose.all()).toMatchObject([{ uploadId: 'S', isOwned: true }]);
  await child.kill();
  expect(store.loose.all()).toMatchObject([{ uploadId: 'S', reason: 'stream', isOwned: false }]);
});

test('a stream is free once its process has ended in order', async () => {
  const dir = await createTempDir();
  const first = await open(dir);
  first.loose.add({ target, uploadId: 'S', reason: 'stream' });
  expect(first.loose.all()).toMatchObject([{ isOwned: true }]);
  first.close();
  expect((await open(dir)).loose.all()).toMatchObject([{ uploadId: 'S', isOwned: false }]);
});

test('a transfer counts the loose uploads of its key among the known ones', async () => {
  const { log, loose } = await open(await createTempDir());
  const { transfer } = log.claim(sampleTransfer());
  log.setState(transfer.id, { at: 'sending', upload: sampleUpload });
  loose.add({ target, uploadId: 'HAND', reason: 'by-hand' });
  loose.add({ target: { ...target, key: 'other' }, uploadId: 'OTHER', reason: 'by-hand' });
  expect(log.uploadIds(target)).toEqual([sampleUpload.uploadId, 'HAND']);
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { AppError } from '../../../main/base/app-error.ts';
import { silentLog } from '../../../main/base/log.ts';
import type { BucketAccess } from '../../../main/model/access.ts';
import type { Transfer } from '../../../main/model/transfer.ts';
import { createLedger } from '../../../main/progress/ledger.ts';
import { openStore } from '../../../main/store/open-store.ts';
import type { TransferLog } from '../../../main/store/transfer-log.ts';
import { readSource } from '../../../main/upload/source.ts';
import { createUploads } from '../../../main/upload/uploads.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createTempDir } from '../../support/temp-dir.ts';

/** Uploads of one process over a record that takes no end from the second state on, as on a full disk, until it is told otherwise. */
async function createFullDisk(
  code: 'disk.full' | 'disk.failed' | 'store.busy' | 'store.damaged' = 'disk.full',
) {
  const dir = await createTempDir();
  const path = join(dir, 'file.bin');
  writeFileSync(path, 'bytes');
  let nowMs = 1_700_000_000_000;
  const clock = {
    now: () => nowMs,
    monotonic: () => nowMs,
    async sleep(ms: number, signal?: AbortSignal) {
      nowMs += ms;
      await new Promise(resolve => setImmediate(resolve));
      signal?.throwIfAborted();
    },
    every: () => ({ stop() {} }),
    after: () => ({ stop() {}, restart() {} }),
  };
  const data = await openStore(join(dir, 'data'), { clock, log: silentLog });
  const bucket = createFakeStore(clock.now);
  const disk: { isFull: boolean; refused: number; refusal: AppError | null } = {
    isFull: true,
    refused: 0,
    refusal: null,
  };
  const log: TransferLog = {
    ...data.log,
    setState(id, state) {
      if (disk.isFull && state.at !== 'starting' && state.at !== 'sending') {
        disk.refused += 1;
        throw new AppError(code, 'the record takes nothing');
      }
      if (disk.refusal !== null && state.at === 'blocked') throw disk.refusal;
      return data.log.setState(id, state);
    },
  };
  const changes: Transfer[] = [];
  const uploads = createUploads({
    log,
    loose: data.loose,
    clock,
    ledger: createLedger(() => []),
    turn: (_, task) => task(),
    ticker: { start() {}, stop() {} },
    toolsFor: () => ({
      log,
      loose: data.loose,
      store: bucket,
      clock,
      ledger: createLedger(() => []),
      wished: {},
      settings: { threshold: 2_000, most: 2, parallel: 2, quietMs: 10, attempts: 4, isRecordRebuilt: false },
      lookAt: readSource,
      followsLinks: true,
      glanceAt: readSource,
      digest: async () => [],
      onChange: transfer => void changes.push(transfer),
      onNote: () => {},
    }),
  });
  const access = { address: bucket.address } as BucketAccess;
  const upload = () =>
    uploads.upload(
      { path, key: 'file.bin', access, options: {}, threshold: 2_000 },
      new AbortController().signal,
    );
  return { data, disk, uploads, upload, changes };
}

test.each([
  ['disk.full', 'blocked'],
  ['disk.failed', 'blocked'],
  ['store.busy', 'failed'],
  ['store.damaged', 'failed'],
] as const)(
  'an end that the record did not take (%s) is stored once it takes it, and told',
  async (code, at) => {
    const { data, disk, uploads, upload, changes } = await createFullDisk(code);
    const end = await upload();
    expect(end.state).toMatchObject({ at, error: { code } });
    expect(data.log.find(end.id)?.state.at).toBe('sending');
    await vi.waitFor(() => expect(disk.refused).toBeGreaterThan(4));
    expect(data.log.isOwned(end.id)).toBe(true);
    disk.isFull = false;
    await vi.waitFor(() => expect(data.log.isOwned(end.id)).toBe(false));
    expect(data.log.find(end.id)?.state).toEqual(end.state);
    expect(changes.at(-1)?.state).toEqual(end.state);
    expect((await upload()).state.at).toBe('done');
    await uploads.close();
    data.close();
  },
);

test("an end that is nobody's any more is given up, and not told", async () => {
  const { data, disk, uploads, upload, changes } = await createFullDisk();
  const end = await upload();
  disk.refusal = new AppError('transfer.busy', 'another process has taken it', { id: end.id });
  disk.isFull = false;
  await vi.waitFor(() => expect(data.log.isOwned(end.id)).toBe(false));
  expect(changes.map(({ state }) => state.at)).toEqual(['sending']);
  await uploads.close();
  data.close();
});

test('a process that ends before the disk takes it leaves the transfer to the next one', async () => {
  const { data, uploads, upload } = await createFullDisk();
  const end = await upload();
  await uploads.close();
  expect(data.log.isOwned(end.id)).toBe(false);
  expect(data.log.find(end.id)?.state.at).toBe('sending');
  data.close();
});

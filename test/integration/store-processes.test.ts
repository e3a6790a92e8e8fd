import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { AppError } from '../../main/base/app-error.ts';
import { systemClock } from '../../main/base/clock.ts';
import { silentLog } from '../../main/base/log.ts';
import type { Transfer } from '../../main/model/transfer.ts';
import { openStore } from '../../main/store/open-store.ts';
import { sampleHand, usualWish } from '../support/sample-hand.ts';
import { sampleReceipt, sampleTransfer, sampleUpload } from '../support/sample-transfer.ts';
import { startStoreProcess } from '../support/store-process.ts';
import { createTempDir } from '../support/temp-dir.ts';

type Claimed = { readonly transfer: Transfer; readonly isNew: boolean };

async function open(dir: string) {
  const store = await openStore(dir, { clock: systemClock, log: silentLog });
  onTestFinished(store.close);
  return store;
}

async function startOver(dir: string) {
  const child = startStoreProcess();
  await child.ask({ do: 'openStore', dir });
  return child;
}

test('of processes that claim one file at once, exactly one gets it, each time', async () => {
  const dir = await createTempDir();
  const children = await Promise.all(Array.from({ length: 3 }, () => startOver(dir)));
  for (let round = 0; round < 20; round += 1) {
    const wanted = sampleTransfer(`/race/${round}`);
    const claims = children.map(child => child.ask<Claimed>({ do: 'claim', wanted }));
    const results = await Promise.allSettled(claims);
    const winners = results.filter(result => result.status === 'fulfilled');
    const losers = results.filter(result => result.status === 'rejected');
    expect(winners).toHaveLength(1);
    for (const { reason } of losers) {
      expect(reason).toBeInstanceOf(AppError);
      expect(reason).toMatchObject({ code: 'transfer.busy', facts: { path: `/race/${round}` } });
      expect(children.map(child => child.pid)).toContain(reason.facts.pid);
    }
  }
  await Promise.all(children.map(child => child.end()));
});

test.each(['pause', 'resume', 'cancel'] as const)(
  'a claim on what rests ends with its process, for a %s too',
  async what => {
    const dir = await createTempDir();
    const store = await open(dir);
    const [id = ''] = store.hand.add([sampleHand('a.jpg')]);
    if (what === 'resume') store.hand.pause([id]);
    const { source, target, options } = sampleHand('a.jpg');
    const child = await startOver(dir);
    await child.ask<Claimed>({ do: 'claim', wanted: { source, target, options, place: null } });
    const command = () =>
      what === 'resume' ? store.hand.resume([id], 'resumed', usualWish) : store.hand[what]([id]);
    expect(command()).toBe(0);
    await child.kill();
    expect(command()).toBe(1);
  },
);

test('the work of a killed process is adopted with all that it had confirmed', async () => {
  const dir = await createTempDir();
  const store = await open(dir);
  const child = await startOver(dir);
  const { transfer } = await child.ask<Claimed>({ do: 'claim', wanted: sampleTransfer() });
  await child.ask({ do: 'setState', id: transfer.id, state: { at: 'sending', upload: sampleUpload } });
  for (const number of [1, 2])
    await child.ask({ do: 'addReceipt', id: transfer.id, receipt: sampleReceipt(number) });
  expect(store.log.isOwned(transfer.id)).toBe(true);
  expect(() => store.log.claim(sampleTransfer())).toThrow(
    expect.objectContaining({ code: 'transfer.busy', facts: expect.objectContaining({ pid: child.pid }) }),
  );

  await child.kill();

  expect(store.log.isOwned(transfer.id)).toBe(false);
  const adopted = store.log.claim(sampleTransfer());
  expect(adopted.isNew).toBe(false);
  expect(adopted.transfer).toEqual({ ...transfer, state: { at: 'sending', upload: sampleUpload } });
  expect(store.log.receipts(transfer.id)).toEqual([sampleReceipt(1), sampleReceipt(2)]);
  expect(store.log.notes(transfer.id)).toMatchObject([
    { what: 'adopted', reason: `Process ${child.pid} that worked on it ended before it was over.` },
  ]);
});

test('of processes that adopt at once, exactly one gets it', async () => {
  const dir = await createTempDir();
  const first = await startOver(dir);
  await first.ask({ do: 'claim', wanted: sampleTransfer() });
  const heirs = await Promise.all([startOver(dir), startOver(dir)]);
  await first.kill();
  const results = await Promise.allSettled(
    heirs.map(heir => heir.ask<Claimed>({ do: 'claim', wanted: sampleTransfer() })),
  );
  expect(results.map(result => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  await Promise.all(heirs.map(heir => heir.end()));
});

test('a process that ends in order frees its work without a note', async () => {
  const dir = await createTempDir();
  const store = await open(dir);
  const child = await startOver(dir);
  const { transfer } = await child.ask<Claimed>({ do: 'claim', wanted: sampleTransfer() });
  await child.end();
  expect(store.log.claim(sampleTransfer()).transfer.id).toBe(transfer.id);
  expect(store.log.notes(transfer.id)).toEqual([]);
});

test('locks of dead processes are cleared away at the next start', async () => {
  const dir = await createTempDir();
  const children = await Promise.all([startOver(dir), startOver(dir)]);
  expect(readdirSync(join(dir, 'owners'))).toHaveLength(2);
  await Promise.all(children.map(child => child.kill()));
  await open(dir);
  expect(readdirSync(join(dir, 'owners'))).toHaveLength(1);
});

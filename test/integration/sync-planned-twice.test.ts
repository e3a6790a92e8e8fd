import { chmodSync } from 'node:fs';
import { expect, test } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { silentLog } from '../../main/base/log.ts';
import type { Action } from '../../main/model/action.ts';
import { openStore } from '../../main/store/open-store.ts';
import { createSyncWorld, type SyncWorld } from '../support/sync-world.ts';

/** Leaves an action for a file behind, as a look that was planned from before its proof. */
async function planAgain(
  world: SyncWorld,
  { code, lane }: { code: Action['reason']['code']; lane: Action['lane'] },
): Promise<void> {
  const [record] = (await world.engine()).folders();
  await world.restart();
  const store = await openStore(world.dataDir, { clock: systemClock, log: silentLog });
  const planned = { path: 'a', do: 'upload', from: null, size: 5, dueAtMs: 0, attempts: 0 } as const;
  store.sync.actions.put(record?.folder.id ?? '', { ...planned, lane, reason: { code, facts: {} } });
  store.close();
}

const sendings = async (world: SyncWorld) => {
  const { put = 0, begin = 0 } = await world.requestsOf(() => world.sync());
  return put + begin;
};

test.each([
  ['differs-from-bucket', 'small'],
  ['differs-from-bucket', 'large'],
  ['object-missing', 'large'],
  ['object-changed', 'large'],
  ['object-missing', 'small'],
  ['object-changed', 'small'],
] as const)('what two looks have planned for %s is sent once (%s)', async (code, lane) => {
  const world = await createSyncWorld('oss');
  world.write('a', 'bytes');
  await world.sync();
  await planAgain(world, { code, lane });
  expect(await sendings(world)).toBe(0);
  expect((await world.sync()).state).toMatchObject({ isUpToDate: true, problems: { failed: 0 } });
});

test('what two looks have planned for a new file is sent once, also when it was touched since', async () => {
  for (const touch of [() => {}, (path: string) => chmodSync(path, 0o600)]) {
    const world = await createSyncWorld('oss');
    world.write('a', 'bytes');
    await world.sync();
    touch(world.at('a'));
    await planAgain(world, { code: 'new', lane: 'small' });
    expect(await sendings(world)).toBe(0);
    expect((await world.sync()).state).toMatchObject({ isUpToDate: true, problems: { failed: 0 } });
  }
});

test.each(['object-missing', 'object-changed', 'content-changed', 'object-differs', 'asked-for'] as const)(
  'what is planned for %s is sent although the file is known, unless its object is known to be there',
  async code => {
    const world = await createSyncWorld('oss');
    world.write('a', 'bytes');
    await world.sync();
    if (code === 'object-missing') await world.removeForeign('a');
    if (code === 'object-changed') await world.putForeign('a', 'other');
    await planAgain(world, { code, lane: 'large' });
    expect(await sendings(world)).toBeGreaterThan(0);
  },
);

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHandWorld } from '../support/hand-world.ts';

const everything = { filter: 'all', search: '', folder: null } as const;

test('10,000 files are added, commanded as a whole, and there again after a restart', {
  timeout: 240_000,
}, async () => {
  const world = await createHandWorld();
  const root = join(world.dir, 'many');
  for (let directory = 0; directory < 100; directory += 1) {
    mkdirSync(join(root, `${directory}`), { recursive: true });
    for (let file = 0; file < 100; file += 1) writeFileSync(join(root, `${directory}`, `${file}.bin`), '');
  }
  const first = await world.open();
  await first.requests.setAllPaused({ isPaused: true });
  const told: number[] = [];
  const { ids } = await first.byHand.addPaths(
    world.paths([root]),
    count => void told.push(count),
    new AbortController().signal,
  );
  expect(ids).toHaveLength(10_000);
  expect(told.at(-1)).toBe(10_000);
  expect(told.length).toBeGreaterThan(50);
  for (const command of ['pause', 'resume', 'sendNext', 'pause'] as const) {
    expect(
      await first.requests.commandTransfers({ command, which: { all: everything, except: [ids[7] ?? ''] } }),
    ).toEqual({ changed: 9_999, refused: [] });
  }
  expect(first.engine.list.tally()).toMatchObject({ paused: { rows: 9_999 }, waiting: { rows: 1 } });
  await first.close();

  const second = await world.open();
  expect(second.engine.list.tally()).toMatchObject({ paused: { rows: 9_999 }, waiting: { rows: 1 } });
  const { total } = await second.requests.listTransfers({
    ...{ ...everything, search: '/99/', sort: 'name', isDescending: true, offset: 0, limit: 10 },
  });
  expect(total).toBe(100);
  expect(
    await second.requests.commandTransfers({ command: 'cancel', which: { all: everything, except: [] } }),
  ).toEqual({ changed: 10_000, refused: [] });
  expect(
    await second.requests.commandTransfers({ command: 'forget', which: { all: everything, except: [] } }),
  ).toEqual({ changed: 10_000, refused: [] });
  expect(second.engine.list.isEmpty()).toBe(true);
});

import { expect, test } from 'vitest';
import type { TransferCommand } from '../../preload/contract/transfers.ts';
import { countedRows, createHandWorld, unequal } from '../support/hand-world.ts';
import { createRandom } from '../support/random.ts';

const commands: readonly TransferCommand[] = ['pause', 'resume', 'cancel', 'retry', 'sendNext', 'forget'];
const seeds = Array.from({ length: 6 }, (_, number) => 1_000 + number);

test.each(seeds)(
  'after any commands the counts are those of the rows, and all that is wanted arrives (seed %i)',
  async seed => {
    const random = createRandom(seed);
    const world = await createHandWorld();
    world.bucket.faults.on('put', { nth: 3 }).reply(403, 'AccessDenied').times(4);
    world.bucket.faults.on('put', { nth: 9 }).reply(400, 'InvalidArgument').times(2);
    let desk = await world.open();
    const files = new Map<string, string>();
    const tallyIsTrue = async () => {
      const tally = desk.engine.list.tally();
      const rows = await desk.rows();
      for (const [state, { rows: count, bytes }] of Object.entries(tally)) {
        const found = rows.filter(each => each.state === state);
        expect({ state, count, bytes }).toEqual({
          state,
          count: found.length,
          bytes: found.reduce((sum, { size }) => sum + (size ?? 0), 0),
        });
      }
      const counted = await countedRows(desk);
      expect(counted.all).toBe(rows.length);
      expect(counted.active + counted.waiting + counted.failed + counted.done).toBe(
        rows.length - tally.cancelled.rows,
      );
    };
    for (let step = 0; step < 40; step += 1) {
      const dice = random.next();
      if (dice < 0.3) {
        const names = Array.from({ length: random.between(1, 8) }, (_, number) => `${step}-${number}.bin`);
        for (const name of names) files.set(name, world.write(name, random.bytes(random.between(0, 5_000))));
        await desk.requests.addPaths(world.paths(names.map(name => files.get(name) ?? '')));
      } else if (dice < 0.4) {
        await desk.requests.setAllPaused({ isPaused: random.next() < 0.5 });
      } else if (dice < 0.45) {
        await desk.close();
        desk = await world.open();
      } else {
        const command = commands[random.between(0, commands.length - 1)] ?? 'pause';
        const rows = await desk.rows();
        const ids = rows.filter(() => random.next() < 0.3).map(({ id }) => id);
        const which =
          random.next() < 0.8
            ? { ids }
            : {
                all: { filter: 'waiting', search: `${random.between(0, 9)}`, folder: null } as const,
                except: ids.slice(0, 2),
              };
        await desk.requests.commandTransfers({ command, which });
        if (command === 'cancel' && 'ids' in which) {
          const states = (await desk.rows()).filter(({ id }) => ids.includes(id)).map(({ state }) => state);
          expect(new Set([...states, 'cancelled', 'done'])).toEqual(new Set(['cancelled', 'done']));
        }
      }
      await tallyIsTrue();
    }
    await desk.requests.setAllPaused({ isPaused: false });
    for (let round = 0; round < 3; round += 1) {
      const all = { filter: 'all', search: '', folder: null } as const;
      await desk.requests.commandTransfers({ command: 'retry', which: { all, except: [] } });
      await desk.untilQuiet();
    }
    await tallyIsTrue();
    const rows = await desk.rows();
    expect(
      [...new Set(rows.map(({ state }) => state))].filter(state => !['done', 'cancelled'].includes(state)),
    ).toEqual([]);
    const done = new Map(
      [...files].filter(([key]) => rows.some(row => row.key === key && row.state === 'done')),
    );
    expect(await unequal(world, done)).toEqual([]);
    expect(await world.pending()).toEqual([]);
  },
);

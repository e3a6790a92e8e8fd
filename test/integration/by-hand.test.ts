import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHandWorld, type HandDesk, type HandWorld, unequal } from '../support/hand-world.ts';

/** A file of 12 of them goes by parts. */
const partSize = 1024 * 1024;

async function idOf(desk: HandDesk, name: string): Promise<string> {
  const row = (await desk.rows()).find(each => each.name === name);
  if (!row) throw new Error(`no row is named ${name}`);
  return row.id;
}

async function stateOf(desk: HandDesk, name: string): Promise<string | undefined> {
  return (await desk.named())[name];
}

test('a directory of 500 files arrives under its name and is proven, whatever quit came between', async () => {
  const world = await createHandWorld();
  const files = new Map<string, string>();
  for (let number = 0; number < 500; number += 1) {
    const name = `photos/${number % 7}/${number}.bin`;
    files.set(name, world.write(name));
  }
  const first = await world.open();
  const added = await first.requests.addPaths(world.paths([join(world.dir, 'photos')]));
  expect(added).toEqual({ added: 500, refused: [], refusedCount: 0 });
  await first.until(() => first.engine.list.tally().done.rows >= 50);
  await first.close();

  const second = await world.open();
  expect(second.engine.list.tally().done.rows).toBeLessThan(500);
  await second.untilQuiet();
  expect(second.engine.list.tally()).toMatchObject({
    done: { rows: 500, bytes: 500_000 },
    failed: { rows: 0 },
    paused: { rows: 0 },
  });
  expect(await unequal(world, files)).toEqual([]);
  const [row] = await second.rows({ limit: 1 });
  const { proof } = await second.requests.getTransfer({ id: row?.id ?? '' });
  expect(proof).toMatchObject({ size: 1_000, algorithm: 'crc64' });
});

test('a large file that a quit interrupts sends none of its confirmed parts again', async () => {
  const world = await createHandWorld();
  const path = world.write('large.bin', randomBytes(12 * partSize));
  const first = await world.open({ parallel: 1 });
  await first.requests.addPaths(world.paths([path], { partSize }));
  await until(() => receivedOf(first, firstId(first)) >= 3);
  await first.close();
  world.bucket.server.resetStats();

  const second = await world.open();
  await second.untilQuiet();
  expect(await stateOf(second, 'large.bin')).toBe('done');
  expect(world.bucket.server.stats().bodyBytes.sendPart).toBeLessThanOrEqual(9 * partSize + 9 * 1024);
  expect(await unequal(world, new Map([['large.bin', path]]))).toEqual([]);
});

test('what the user paused stays paused over a restart, and all else goes on', async () => {
  const world = await createHandWorld();
  const paths = ['one.bin', 'two.bin', 'three.bin'].map(name => world.write(name));
  const first = await world.open();
  await first.requests.setAllPaused({ isPaused: true });
  await first.requests.addPaths(world.paths(paths));
  const outcome = await first.requests.commandTransfers({
    command: 'pause',
    which: { ids: [await idOf(first, 'two.bin')] },
  });
  expect(outcome).toEqual({ changed: 1, refused: [] });
  expect(await first.named()).toEqual({ 'one.bin': 'waiting', 'two.bin': 'paused', 'three.bin': 'waiting' });
  await first.close();

  const second = await world.open();
  expect(second.byHand.isAllPaused()).toBe(true);
  expect(await second.named()).toEqual({ 'one.bin': 'waiting', 'two.bin': 'paused', 'three.bin': 'waiting' });
  await second.requests.setAllPaused({ isPaused: false });
  await second.untilQuiet();
  expect(await second.named()).toEqual({ 'one.bin': 'done', 'two.bin': 'paused', 'three.bin': 'done' });
  await second.requests.commandTransfers({
    command: 'resume',
    which: { ids: [await idOf(second, 'two.bin')] },
  });
  await second.untilQuiet();
  expect(await stateOf(second, 'two.bin')).toBe('done');
});

test('one that waits for its turn in the engine is paused like any other', async () => {
  const world = await createHandWorld();
  const paths = Array.from({ length: 6 }, (_, number) =>
    world.write(`${number}.bin`, randomBytes(11 * partSize)),
  );
  world.bucket.faults.on('sendPart').delay(300).times(Number.POSITIVE_INFINITY);
  const desk = await world.open();
  await desk.requests.addPaths(world.paths(paths, { partSize }));
  await desk.until(() => desk.engine.list.tally().sending.rows > 0);
  const waiting = (await desk.rows({ filter: 'waiting' })).map(({ id }) => id);
  expect(waiting.length).toBeGreaterThan(0);
  expect(await desk.requests.commandTransfers({ command: 'pause', which: { ids: waiting } })).toEqual({
    changed: waiting.length,
    refused: [],
  });
  expect((await desk.rows()).filter(({ id }) => waiting.includes(id)).map(({ state }) => state)).toEqual(
    waiting.map(() => 'paused'),
  );
  await desk.untilQuiet();
  expect(desk.engine.list.tally().paused.rows).toBe(waiting.length);
});

test('one that moves pauses at once, keeps its parts, and ends proven when it is resumed', async () => {
  const world = await createHandWorld();
  const path = world.write('large.bin', randomBytes(12 * partSize));
  world.bucket.faults.on('sendPart', { nth: 4 }).delay(2_000);
  const desk = await world.open({ parallel: 1 });
  await desk.requests.addPaths(world.paths([path], { partSize }));
  const id = await idOf(desk, 'large.bin');
  await until(() => receivedOf(desk, id) >= 3);
  const paused = await desk.requests.commandTransfers({ command: 'pause', which: { ids: [id] } });
  expect(paused).toEqual({ changed: 1, refused: [] });
  const [row] = await desk.rows();
  expect(row).toMatchObject({ state: 'paused', progress: { confirmedBytes: 3 * partSize, movingBytes: 0 } });
  const { parts } = await desk.requests.getTransfer({ id });
  expect(parts).toEqual({
    partSize,
    count: 12,
    runs: [
      { state: 'done', count: 3 },
      { state: 'waiting', count: 9 },
    ],
  });
  await desk.requests.commandTransfers({ command: 'resume', which: { ids: [id] } });
  await desk.untilQuiet();
  expect(await unequal(world, new Map([['large.bin', path]]))).toEqual([]);
  const { events } = await desk.requests.getTransfer({ id });
  const told = events.map(({ what }) => what);
  expect(told.filter(what => ['added', 'paused', 'resumed', 'done'].includes(what))).toEqual([
    'added',
    'paused',
    'resumed',
    'done',
  ]);
});

test('what is to be sent next overtakes what was added before', async () => {
  const world = await createHandWorld();
  const names = Array.from({ length: 8 }, (_, number) => `${number}.bin`);
  const desk = await world.open({ parallel: 1 });
  await desk.requests.setAllPaused({ isPaused: true });
  await desk.requests.addPaths(world.paths(names.map(name => world.write(name))));
  const ids = [await idOf(desk, '6.bin'), await idOf(desk, '3.bin')];
  expect(await desk.requests.commandTransfers({ command: 'sendNext', which: { ids } })).toEqual({
    changed: 2,
    refused: [],
  });
  await desk.requests.setAllPaused({ isPaused: false });
  await desk.untilQuiet();
  expect(doneKeys(world)).toEqual(['6.bin', '3.bin', '0.bin', '1.bin', '2.bin', '4.bin', '5.bin', '7.bin']);
});

test('what is to be sent next goes before those that wait for their turn already', async () => {
  const world = await createHandWorld();
  const names = Array.from({ length: 100 }, (_, number) => `${number}.bin`);
  world.bucket.faults.on('put', { nth: 2 }).delay(700);
  const desk = await world.open({ parallel: 1 });
  await desk.requests.addPaths(world.paths(names.map(name => world.write(name))));
  await desk.until(() => desk.engine.list.tally().done.rows > 0);
  const ids = [await idOf(desk, '99.bin'), await idOf(desk, '50.bin')];
  await desk.requests.commandTransfers({ command: 'sendNext', which: { ids } });
  await desk.untilQuiet();
  const done = doneKeys(world);
  const place = done.indexOf('99.bin');
  // Those before were under way.
  expect(place).toBeLessThan(10);
  expect(done[place + 1]).toBe('50.bin');
  const others = done.filter(name => name !== '99.bin' && name !== '50.bin');
  expect(others).toEqual(others.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)));
});

test('what is cancelled leaves no parts on the server and can be taken off the list', async () => {
  const world = await createHandWorld();
  world.bucket.faults.on('sendPart', { nth: 4 }).delay(2_000);
  const desk = await world.open({ parallel: 1 });
  await desk.requests.addPaths(
    world.paths([world.write('large.bin', randomBytes(12 * partSize)), world.write('small.bin')], {
      partSize,
    }),
  );
  const id = await idOf(desk, 'large.bin');
  await until(() => receivedOf(desk, id) >= 3);
  expect(await world.pending()).toEqual(['large.bin']);
  expect(await desk.requests.commandTransfers({ command: 'forget', which: { ids: [id] } })).toMatchObject({
    changed: 0,
    refused: [{ id, error: { code: 'transfer.refused', facts: { problem: 'hand.notOver' } } }],
  });
  expect(await desk.requests.commandTransfers({ command: 'cancel', which: { ids: [id] } })).toEqual({
    changed: 1,
    refused: [],
  });
  expect(await stateOf(desk, 'large.bin')).toBe('cancelled');
  expect(await world.pending()).toEqual([]);
  await desk.untilQuiet();
  expect(await desk.requests.commandTransfers({ command: 'forget', which: { ids: [id] } })).toEqual({
    changed: 1,
    refused: [],
  });
  expect(await desk.named()).toEqual({ 'small.bin': 'done' });
});

test('what failed stands with its cause until it is retried', async () => {
  const world = await createHandWorld();
  world.bucket.faults.on('put').reply(403, 'AccessDenied');
  const desk = await world.open();
  await desk.requests.addPaths(world.paths([world.write('one.bin')]));
  await desk.untilQuiet();
  const [row] = await desk.rows({ filter: 'failed' });
  expect(row).toMatchObject({ name: 'one.bin', state: 'blocked', error: { code: 'remote.denied' } });
  expect(await desk.requests.commandTransfers({ command: 'retry', which: { ids: [row?.id ?? ''] } })).toEqual(
    { changed: 1, refused: [] },
  );
  await desk.untilQuiet();
  expect(await desk.named()).toEqual({ 'one.bin': 'done' });
  const { events } = await desk.requests.getTransfer({ id: row?.id ?? '' });
  expect(events.map(({ what }) => what)).toEqual(['added', 'blocked', 'retried', 'done']);
  expect(events[1]).toMatchObject({ error: { code: 'remote.denied' }, requestId: expect.any(String) });
});

test('a text goes up with its name and type, and its file is gone when it is over', async () => {
  const world = await createHandWorld();
  const desk = await world.open();
  await desk.requests.addText({ ...world.wishes(), text: 'Guten Tag, 你好', name: 'notes/今天.txt' });
  await desk.untilQuiet();
  await desk.until(async () => (await desk.rows())[0]?.state === 'done');
  expect((await world.read('notes/今天.txt'))?.toString()).toBe('Guten Tag, 你好');
  const [row] = await desk.rows();
  expect(row).toMatchObject({ source: 'text', name: '今天.txt', path: null, key: 'notes/今天.txt' });
  await until(() => textsOf(world.dataDir).length === 0);

  await desk.requests.setAllPaused({ isPaused: true });
  await desk.requests.addText({ ...world.wishes(), text: 'never sent', name: 'other.txt' });
  expect(textsOf(world.dataDir)).toHaveLength(1);
  await desk.requests.commandTransfers({
    command: 'cancel',
    which: { ids: [await idOf(desk, 'other.txt')] },
  });
  expect(textsOf(world.dataDir)).toEqual([]);
});

test('a growing file goes up by appending, and only its new bytes when it is added again', async () => {
  const world = await createHandWorld();
  const desk = await world.open();
  const path = world.write('app.log', 'first line\n');
  await desk.requests.addPaths(world.paths([path], { isAppend: true }));
  await desk.untilQuiet();
  expect((await world.read('app.log'))?.toString()).toBe('first line\n');
  world.write('app.log', 'first line\nsecond line\n');
  await desk.requests.addPaths(world.paths([path], { isAppend: true }));
  await desk.untilQuiet();
  expect((await world.read('app.log'))?.toString()).toBe('first line\nsecond line\n');
  const rows = await desk.rows();
  expect(rows.map(({ source, state, size, name, path: at }) => ({ source, state, size, name, at }))).toEqual([
    { source: 'append', state: 'done', size: 11, name: 'app.log', at: path },
    { source: 'append', state: 'done', size: 12, name: 'app.log', at: path },
  ]);
});

test('files that can not be looked at are refused with their cause, and the others are added', async () => {
  const world = await createHandWorld();
  const desk = await world.open();
  const good = world.write('good.bin');
  const missing = join(world.dir, 'missing.bin');
  const { added, refused, refusedCount } = await desk.requests.addPaths(world.paths([missing, good]));
  expect({ added, refusedCount }).toEqual({ added: 1, refusedCount: 1 });
  expect(refused).toMatchObject([{ path: missing, error: { code: 'file.missing' } }]);
});

test('two things of one name do not overwrite each other, and a name is taken for a single file alone', async () => {
  const world = await createHandWorld();
  const desk = await world.open();
  const [one, two] = [world.write('a/x.bin'), world.write('b/x.bin')];
  const { added, refused } = await desk.requests.addPaths(world.paths([one, two, one], { name: 'n.bin' }));
  expect(added).toBe(1);
  expect(refused).toMatchObject([
    { path: two, error: { code: 'transfer.refused', facts: { problem: 'hand.sameKey', other: one } } },
  ]);
  await desk.requests.addPaths(world.paths([two], { name: 'deep/n.bin' }));
  await desk.untilQuiet();
  expect(
    await unequal(
      world,
      new Map([
        ['x.bin', one],
        ['deep/n.bin', two],
      ]),
    ),
  ).toEqual([]);
});

test('a command on all that a list shows is meant for those that it fits', async () => {
  const world = await createHandWorld();
  const desk = await world.open();
  await desk.requests.addPaths(world.paths([world.write('done.bin')]));
  await desk.untilQuiet();
  await desk.requests.setAllPaused({ isPaused: true });
  await desk.requests.addPaths(world.paths([world.write('one.bin'), world.write('two.bin')]));
  const all = { filter: 'all', search: '', folder: null } as const;
  const command = (name: 'pause' | 'cancel' | 'forget', except: readonly string[] = []) =>
    desk.requests.commandTransfers({ command: name, which: { all, except } });
  expect(await command('pause', [await idOf(desk, 'two.bin')])).toEqual({ changed: 1, refused: [] });
  expect(await desk.named()).toEqual({ 'done.bin': 'done', 'one.bin': 'paused', 'two.bin': 'waiting' });
  expect(await command('cancel')).toEqual({ changed: 2, refused: [] });
  expect(await command('forget')).toEqual({ changed: 3, refused: [] });
  expect(await desk.rows()).toEqual([]);
});

test('a link to an object is made only when it is done', async () => {
  const world = await createHandWorld();
  const desk = await world.open();
  await desk.requests.setAllPaused({ isPaused: true });
  const path = world.write('one.bin');
  await desk.requests.addPaths(world.paths([path]));
  const id = await idOf(desk, 'one.bin');
  await expect(desk.requests.makeLink({ id, seconds: 60 })).rejects.toMatchObject({
    code: 'transfer.refused',
    facts: { problem: 'hand.notDone' },
  });
  await desk.requests.setAllPaused({ isPaused: false });
  await desk.untilQuiet();
  const { url } = await desk.requests.makeLink({ id, seconds: 60 });
  const answer = await fetch(url);
  expect(Buffer.from(await answer.arrayBuffer()).equals(readFileSync(path))).toBe(true);
  await expect(desk.requests.revealFile({ id })).rejects.toMatchObject({ code: 'platform.unsupported' });
});

function doneKeys({ events }: HandWorld): readonly string[] {
  return events.flatMap(event =>
    event.type === 'changed' && event.transfer.state.at === 'done' ? [event.transfer.target.key] : [],
  );
}

function firstId(desk: HandDesk): string {
  const [row] = desk.engine.list.window({
    ...{ group: 'all', search: '', folder: null, order: 'added', isDescending: false, offset: 0, limit: 1 },
  }).rows;
  return row?.id ?? '';
}

function receivedOf(desk: HandDesk, id: string): number {
  return desk.engine.list.record(id)?.receivedParts.length ?? 0;
}

function textsOf(dataDir: string): readonly string[] {
  const dir = join(dataDir, 'texts');
  return existsSync(dir) ? readdirSync(dir) : [];
}

async function until(isMet: () => boolean): Promise<void> {
  await expect.poll(isMet, { interval: 5, timeout: 20_000 }).toBe(true);
}

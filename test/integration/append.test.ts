import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { silentLog } from '../../main/base/log.ts';
import type { AppendPlace } from '../../main/store/append-log.ts';
import { openStore } from '../../main/store/open-store.ts';
import type { AppendWish } from '../../main/upload/append/append-wish.ts';
import { type AppendWorld, createAppendWorld, key, textOf } from '../support/append-world.ts';
import { createWorld, never } from '../support/world.ts';

test('a file goes up in bounded appends, and only what is new goes up the next time', async () => {
  const world = await createAppendWorld();
  const bytes = randomBytes(1_000_000);
  writeFileSync(world.path, bytes.subarray(0, 700_000));
  const first = await world.run({ chunkBytes: 300_000 });
  expect(first).toMatchObject({ isComplete: true, objects: [{ key, addedBytes: 700_000 }] });
  expect(world.appended().map(({ size }) => size)).toEqual([300_000, 300_000, 100_000]);

  writeFileSync(world.path, bytes);
  world.bucket.server.resetStats();
  const second = await world.run();
  expect(second.objects).toMatchObject([{ addedBytes: 300_000, proof: { size: 1_000_000 } }]);
  expect(world.bucket.server.stats().bodyBytes.append).toBe(300_000);
  expect((await world.read(key))?.equals(bytes)).toBe(true);
});

test('when nothing is new, nothing is sent and the object is proven all the same', async () => {
  const world = await createAppendWorld();
  writeFileSync(world.path, 'one\n');
  await world.run();
  world.bucket.server.resetStats();
  const again = await world.run();
  expect(again).toMatchObject({ isComplete: true, objects: [{ addedBytes: 0, proof: { size: 4 } }] });
  expect(world.bucket.server.stats().requests.append).toBe(0);
});

test('an empty file makes an empty object, and says so', async () => {
  const world = await createAppendWorld();
  writeFileSync(world.path, '');
  const { objects } = await world.run();
  expect(objects).toMatchObject([{ key, proof: { size: 0 } }]);
  expect(world.notices()).toEqual(['emptyObject']);
  expect(await textOf(world)).toBe('');
  appendFileSync(world.path, 'first\n');
  await world.run();
  expect(await textOf(world)).toBe('first\n');
});

test('options count on the first append, and later ones are said to come too late', async () => {
  const world = await createAppendWorld();
  writeFileSync(world.path, 'one\n');
  await world.run({ options: { contentType: 'text/plain', meta: { who: '李' } } });
  expect(world.notices()).toEqual([]);
  appendFileSync(world.path, 'two\n');
  await world.run({ options: { contentType: 'text/html' } });
  expect(world.notices()).toEqual(['optionsKept']);
  expect(await textOf(world)).toBe('one\ntwo\n');
  const engine = await world.engine();
  const info = await engine.open(world.access).head(key, never);
  expect(info).toMatchObject({ contentType: 'text/plain', meta: { who: '李' } });
});

test('an object keeps the time of modification that its file had when it was made, and a further one, too', async () => {
  const world = await createAppendWorld();
  const metaOf = async (name: string) => {
    const engine = await world.engine();
    const info = await engine.open(world.access).head(name, never);
    await engine.close();
    return info?.meta;
  };
  const options = { keepsMtime: true };
  writeFileSync(world.path, 'one\n');
  utimesSync(world.path, 1_700_000_000, 1_700_000_000.5);
  await world.run({ options });
  appendFileSync(world.path, 'two\n');
  utimesSync(world.path, 1_700_000_001, 1_700_000_001);
  await world.run({ options, rollAt: 6 });
  expect(await metaOf(key)).toEqual({ mtime: '1700000000.5' });
  expect(await metaOf('logs/app.1.log')).toEqual({ mtime: '1700000001' });
  expect(world.notices()).toEqual([]);
  writeFileSync(world.path, '');
  utimesSync(world.path, 1_700_000_002, 1_700_000_002);
  await world.run({ options: { keepsMtime: true, meta: { mtime: '5' } }, key: 'own' });
  await world.run({ options, key: 'empty' });
  expect(await metaOf('own')).toEqual({ mtime: '5' });
  expect(await metaOf('empty')).toEqual({ mtime: '1700000002' });
});

describe('trouble', () => {
  type Faults = AppendWorld['bucket']['faults'];
  const plans: [string, (faults: Faults) => void, string[]][] = [
    ['an answer is lost', faults => faults.on('append', { nth: 2 }).dropAnswer(), ['answerFound']],
    ['an answer breaks off', faults => faults.on('append', { nth: 2 }).truncateAnswer(), []],
    ['the first answer is lost', faults => faults.on('append').dropAnswer(), ['answerFound']],
    ['the server fails', faults => faults.on('append', { nth: 2 }).reply(500).times(2), []],
    ['the server is busy', faults => faults.on('append', { nth: 2 }).reply(503).times(2), []],
    [
      'the connection is reset before the body',
      faults => faults.on('append', { nth: 2 }).resetBeforeBody(),
      [],
    ],
    ['it is reset after the body', faults => faults.on('append', { nth: 2 }).resetAfterBody(), []],
    ['a page comes instead of an answer', faults => faults.on('append', { nth: 2 }).html(502), []],
    [
      'an answer is lost and the question, too',
      faults => {
        faults.on('append', { nth: 2 }).dropAnswer();
        faults.on('head', { nth: 2 }).reply(500).times(2);
      },
      ['answerFound'],
    ],
    [
      'two answers in a row are lost',
      faults => faults.on('append', { nth: 2 }).dropAnswer().then.resetAfterBody().then.dropAnswer(),
      ['answerFound', 'answerFound'],
    ],
  ];

  test.each(plans)('nothing is missing and nothing twice when %s', async (_, plan, notices) => {
    const world = await createAppendWorld();
    const bytes = randomBytes(100_000);
    writeFileSync(world.path, bytes);
    plan(world.bucket.faults);
    const { isComplete } = await world.run({ chunkBytes: 20_000 });
    expect(isComplete).toBe(true);
    world.bucket.faults.assertAllHit();
    expect((await world.read(key))?.equals(bytes)).toBe(true);
    for (const notice of notices) expect(world.notices()).toContain(notice);
  });

  test('an append that no answer tells of is found by the next run', async () => {
    const world = await createAppendWorld();
    const bytes = randomBytes(50_000);
    writeFileSync(world.path, bytes);
    world.bucket.faults.on('append', { nth: 2 }).dropAnswer();
    world.bucket.faults.on('head', { nth: 2 }).reply(500).times(4);
    await expect(world.run({ chunkBytes: 20_000 }, { attempts: 2 })).rejects.toMatchObject({
      code: 'remote.unavailable',
    });
    await world.run({ chunkBytes: 20_000 });
    expect(world.notices()).toContain('answerFound');
    expect(world.bucket.server.stats().bodyBytes.append).toBe(50_000);
    expect((await world.read(key))?.equals(bytes)).toBe(true);
  });

  test('an append of a large object that no answer tells of is no reason to begin another one', async () => {
    const world = await createAppendWorld();
    const bytes = randomBytes(66 * 1024 * 1024);
    writeFileSync(world.path, bytes);
    await world.run();
    appendFileSync(world.path, 'more\n');
    world.bucket.faults.on('append').dropAnswer();
    world.bucket.faults.on('head', { nth: 2 }).reply(500).times(4);
    await expect(world.run({}, { attempts: 2 })).rejects.toMatchObject({ code: 'remote.unavailable' });
    appendFileSync(world.path, 'and more\n');
    await world.run();
    world.bucket.faults.assertAllHit();
    expect(world.rolls()).toEqual([]);
    expect((await world.read(key))?.equals(Buffer.concat([bytes, Buffer.from('more\nand more\n')]))).toBe(
      true,
    );
  });

  test('an object whose checksum is not that of our bytes ends the run', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    world.bucket.faults.on('append').wrongCrc();
    await expect(world.run()).rejects.toMatchObject({ code: 'upload.unproven' });
  });

  test('a followed file outlives an outage', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    const running = await world.follow();
    await running.until(() => world.appended().length === 1);
    world.bucket.faults.on('append').reply(500).times(12);
    appendFileSync(world.path, 'two\n');
    await running.until(() => world.appended().length === 2);
    world.bucket.faults.assertAllHit();
    await running.stop();
    expect(await textOf(world)).toBe('one\ntwo\n');
  });
});

describe('an object that is there already', () => {
  /** The head of the file, appended by a record that is lost since. */
  async function appendElsewhere(world: AppendWorld, text: string) {
    const elsewhere = join(world.dir, 'elsewhere.log');
    writeFileSync(elsewhere, text);
    await world.run({ path: elsewhere });
    world.told.length = 0;
  }

  test('is left alone', async () => {
    const world = await createAppendWorld();
    await appendElsewhere(world, 'one\n');
    writeFileSync(world.path, 'one\ntwo\n');
    await expect(world.run()).rejects.toMatchObject({
      code: 'object.position',
      facts: { key, position: 4, ours: 0 },
    });
    expect(await textOf(world)).toBe('one\n');
  });

  test('is gone on with from its length when it is the head of the file', async () => {
    const world = await createAppendWorld();
    await appendElsewhere(world, 'one\n');
    writeFileSync(world.path, 'one\ntwo\n');
    await world.run({ isFromRemote: true });
    expect(world.notices()).toContain('headFound');
    expect(world.appended()).toMatchObject([{ position: 8, size: 4 }]);
    expect(await textOf(world)).toBe('one\ntwo\n');
    appendFileSync(world.path, 'three\n');
    await world.run();
    expect(await textOf(world)).toBe('one\ntwo\nthree\n');
  });

  test.each([
    ['holds other bytes', 'two\n', 'one\ntwo\n'],
    ['is longer than the file', 'one\ntwo\n', 'one\n'],
  ])('is refused when it %s', async (_, there, here) => {
    const world = await createAppendWorld();
    await appendElsewhere(world, there);
    writeFileSync(world.path, here);
    await expect(world.run({ isFromRemote: true })).rejects.toMatchObject({ code: 'append.diverged' });
    expect(await textOf(world)).toBe(there);
  });

  test('is refused when it was put as a whole', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    await world.upload(world.path, key);
    for (const wish of [{}, { isFromRemote: true } as const]) {
      await expect(world.run(wish)).rejects.toMatchObject({ code: 'object.not-appendable' });
    }
  });

  test('that another writer has made longer ends the run', async () => {
    const world = await createAppendWorld();
    await appendElsewhere(world, 'one\n');
    writeFileSync(world.path, 'one\n');
    await world.run({ isFromRemote: true });
    appendFileSync(join(world.dir, 'elsewhere.log'), 'theirs\n');
    await world.run({ path: join(world.dir, 'elsewhere.log') });
    appendFileSync(world.path, 'two\n');
    await expect(world.run()).rejects.toMatchObject({ code: 'object.position', facts: { position: 11 } });
    expect(await textOf(world)).toBe('one\ntheirs\n');
  });

  test('that another writer makes longer in the middle ends the run, and nothing is lost', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    const running = await world.follow();
    await running.until(() => world.appended().length === 1);
    const elsewhere = join(world.dir, 'elsewhere.log');
    writeFileSync(elsewhere, 'one\ntheirs\n');
    await world.run({ path: elsewhere, isFromRemote: true });
    appendFileSync(world.path, 'two\n');
    await expect(running.end).rejects.toMatchObject({ code: 'object.position' });
    expect(await textOf(world)).toBe('one\ntheirs\n');
  });

  test('that holds more than the record knows of, as after a power cut, is gone on with when it is the head of the file', async () => {
    const world = await createAppendWorld();
    const subject = { path: world.path, target: { address: world.access.address, key } };
    const remembered = async (change: (place: AppendPlace) => AppendPlace) => {
      const store = await openStore(world.dataDir, { clock: systemClock, log: silentLog });
      const { id, places } = store.appends.claim(subject);
      if (places) store.appends.save(id, { now: change(places.now), left: [] });
      store.close();
      return places?.now;
    };
    writeFileSync(world.path, 'one\n');
    await world.run();
    const early = await remembered(place => place);
    for (const line of ['two\n', 'three\n']) {
      appendFileSync(world.path, line);
      await world.run();
    }
    await remembered(place => early ?? place);
    appendFileSync(world.path, 'four\n');
    await world.run();
    expect(world.notices()).toEqual(['headFound']);
    expect(await textOf(world)).toBe('one\ntwo\nthree\nfour\n');
  });

  test('is begun again when it was deleted', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    await world.run();
    const engine = await world.engine();
    await engine.open(world.access).delete(key, never);
    appendFileSync(world.path, 'two\n');
    await world.run();
    expect(world.notices()).toContain('objectGone');
    expect(await textOf(world)).toBe('one\ntwo\n');
  });
});

describe('rolling', () => {
  test('a full object is followed by the next free name, each with bytes of one piece', async () => {
    const world = await createAppendWorld();
    const bytes = randomBytes(2_500);
    writeFileSync(world.path, bytes);
    const taken = world.file('taken', 10);
    await world.upload(taken.path, 'logs/app.1.log');
    await world.run({ rollAt: 1_000, chunkBytes: 300 });
    expect(world.rolls()).toEqual(['full', 'full']);
    expect((await world.read(key))?.equals(bytes.subarray(0, 1_000))).toBe(true);
    expect((await world.read('logs/app.1.log'))?.equals(taken.bytes)).toBe(true);
    expect((await world.read('logs/app.2.log'))?.equals(bytes.subarray(1_000, 2_000))).toBe(true);
    expect((await world.read('logs/app.3.log'))?.equals(bytes.subarray(2_000))).toBe(true);
    const more = randomBytes(100);
    appendFileSync(world.path, more);
    const { objects } = await world.run({ rollAt: 1_000 });
    expect(objects).toMatchObject([{ key: 'logs/app.3.log', addedBytes: 100, proof: { size: 600 } }]);
  });

  test('an object that is filled to the last byte is not followed by an empty one', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, randomBytes(2_000));
    await world.run({ rollAt: 1_000 });
    expect(await world.read('logs/app.2.log')).toBeNull();
  });

  test('without rolling, a full object ends the run', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, randomBytes(1_500));
    await expect(world.run({ rollAt: 1_000, roll: null })).rejects.toMatchObject({
      code: 'append.full',
      facts: { key, largest: 1_000 },
    });
    expect((await world.read(key))?.length).toBe(1_000);
  });

  test('a file that was cut while nobody looked goes to the next object', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'old lines\n');
    await world.run();
    truncateSync(world.path);
    appendFileSync(world.path, 'new\n');
    await world.run();
    expect(world.rolls()).toEqual(['truncated']);
    expect(world.notices()).toContain('bytesMissed');
    expect(await textOf(world)).toBe('old lines\n');
    expect(await textOf(world, 'logs/app.1.log')).toBe('new\n');
  });

  test('a file that was written anew and is as long as before goes to the next object', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'old lines\n');
    await world.run();
    writeFileSync(world.path, 'new lines, and more of them\n');
    await world.run();
    expect(world.rolls()).toEqual(['rewritten']);
    expect(await textOf(world, 'logs/app.1.log')).toBe('new lines, and more of them\n');
  });

  test('without rolling, a file that was written anew ends the run', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'old lines\n');
    await world.run();
    writeFileSync(world.path, 'new\n');
    await expect(world.run({ roll: null })).rejects.toMatchObject({ code: 'append.diverged' });
    expect(await textOf(world)).toBe('old lines\n');
  });

  test('a file that was rotated while nobody looked is read to its end under its new name', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    await world.run();
    appendFileSync(world.path, 'two\n');
    renameSync(world.path, `${world.path}.1`);
    writeFileSync(world.path, 'three\n');
    await world.run();
    expect(world.notices()).toContain('oldFileFound');
    expect(await textOf(world)).toBe('one\ntwo\n');
    expect(await textOf(world, 'logs/app.1.log')).toBe('three\n');
  });

  test('a file that was rotated away is not invented', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    await world.run();
    const fresh = join(world.dir, 'fresh.log');
    writeFileSync(fresh, 'three\n');
    renameSync(fresh, world.path);
    await world.run();
    expect(world.notices()).toContain('bytesMissed');
    expect(await textOf(world, 'logs/app.1.log')).toBe('three\n');
  });

  test('a copy of the file in its place goes on', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    await world.run();
    writeFileSync(`${world.path}.copy`, 'one\ntwo\n');
    renameSync(`${world.path}.copy`, world.path);
    await world.run();
    expect(world.rolls()).toEqual([]);
    expect(await textOf(world)).toBe('one\ntwo\n');
  });
});

describe('following', () => {
  test('goes on as the file grows, and a wish to stop ends it with everything there', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    const running = await world.follow();
    await running.until(world.appendedTo(key, 4));
    appendFileSync(world.path, 'two\n');
    await running.until(world.appendedTo(key, 8));
    const result = await running.stop();
    expect(result).toMatchObject({ isComplete: true, objects: [{ key, addedBytes: 8 }] });
    expect(await textOf(world)).toBe('one\ntwo\n');
  });

  test('waits for a file that is away for a moment', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    const running = await world.follow();
    await running.until(world.appendedTo(key, 4));
    rmSync(world.path);
    await running.until(() => world.notices().includes('fileMissing'));
    writeFileSync(world.path, 'two\n');
    await running.until(world.appendedTo('logs/app.1.log', 4));
    await running.stop();
  });

  test('takes a file that is cut for a new one', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one and two\n');
    const running = await world.follow();
    await running.until(world.appendedTo(key, 12));
    truncateSync(world.path);
    appendFileSync(world.path, 'new\n');
    await running.until(world.appendedTo('logs/app.1.log', 4));
    await running.stop();
    expect(world.rolls()).toEqual(['truncated']);
  });

  test('notices a file that was cut and has grown beyond its old length between two looks', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    const running = await world.follow();
    await running.until(world.appendedTo(key, 4));
    writeFileSync(world.path, 'new and longer\n');
    await running.until(world.appendedTo('logs/app.1.log', 15));
    await running.stop();
    expect(await textOf(world)).toBe('one\n');
  });

  test('gathers small writes', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'x');
    const running = await world.follow({ followMs: 20_000 });
    await running.until(world.appendedTo(key, 1));
    for (let count = 0; count < 100; count += 1) appendFileSync(world.path, 'x');
    await running.until(world.appendedTo(key, 101));
    await running.stop();
    expect(world.appended()).toHaveLength(2);
  });
});

test('two runs of one file to one object stand back for each other', async () => {
  const world = await createAppendWorld();
  writeFileSync(world.path, 'one\n');
  const running = await world.follow();
  await running.until(() => world.appended().length === 1);
  await expect(world.run()).rejects.toMatchObject({ code: 'transfer.busy' });
  await running.stop();
  await world.run();
});

test('a store that can not append says so before anything is sent', async () => {
  const world = await createWorld('s3');
  const { path } = world.file('app.log', 100);
  const engine = await world.engine();
  const wish: AppendWish = { path, access: world.access, key, options: {}, roll: null };
  await expect(engine.append(wish, () => {}, never)).rejects.toMatchObject({
    code: 'append.unsupported',
  });
  expect(Object.values(world.bucket.server.stats().requests).every(count => count === 0)).toBe(true);
});

test.each<[string, Partial<AppendWish>, string]>([
  ['an option that appending lacks', { options: { storageClass: 'ColdArchive' } }, 'options.unsupported'],
  ['an illegal key', { key: '/app.log' }, 'key.invalid'],
  ['a pattern without a number', { roll: 'app.log' }, 'usage'],
])('%s is refused before anything is sent', async (_, wish, code) => {
  const world = await createAppendWorld();
  writeFileSync(world.path, 'one\n');
  await expect(world.run(wish)).rejects.toMatchObject({ code });
  expect(world.bucket.server.stats().requests.head).toBe(0);
});

test.each([
  ['is missing', () => {}, 'file.missing'],
  ['is a folder', (path: string) => mkdirSync(path), 'file.not-regular'],
])('a file that %s is no start', async (_, make, code) => {
  const world = await createAppendWorld();
  make(world.path);
  await expect(world.run()).rejects.toMatchObject({ code });
});

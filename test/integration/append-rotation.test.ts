import {
  appendFileSync,
  copyFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { type AppendWorld, createAppendWorld, key, textOf } from '../support/append-world.ts';
import { never } from '../support/world.ts';

const second = 'logs/app.1.log';
const third = 'logs/app.2.log';

/** Gives the log's file the name `.1`, those that had such names the next one each, and writes a new one. */
function rotate({ path }: AppendWorld, text: string, kept = 1): string {
  for (let number = kept - 1; number > 0; number -= 1)
    renameSync(`${path}.${number}`, `${path}.${number + 1}`);
  renameSync(path, `${path}.1`);
  writeFileSync(path, text);
  return `${path}.1`;
}

/** What logrotate's copytruncate does. */
function copyTruncate({ path }: AppendWorld, copy = `${path}.1`): void {
  copyFileSync(path, copy);
  truncateSync(path);
}

const reasons = ({ told }: AppendWorld) =>
  told.flatMap(event => (event.type === 'noticed' ? [event.reason] : []));

describe('a followed file that is renamed', () => {
  test('reads a rotated file to its end before it takes the new one', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    const running = await world.follow();
    await running.until(world.appendedTo(key, 4));
    appendFileSync(world.path, 'two\n');
    renameSync(world.path, `${world.path}.1`);
    writeFileSync(world.path, 'three\n');
    appendFileSync(`${world.path}.1`, 'late\n');
    await running.until(world.appendedTo('logs/app.1.log', 6));
    await running.stop();
    expect(world.rolls()).toEqual(['rotated']);
    expect(await textOf(world)).toBe('one\ntwo\nlate\n');
    expect(await textOf(world, 'logs/app.1.log')).toBe('three\n');
  });

  test('stays with a rotated file while its writer does, whose new file is still empty', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    const running = await world.follow();
    await running.until(world.appendedTo(key, 4));
    renameSync(world.path, `${world.path}.1`);
    writeFileSync(world.path, '');
    // Twenty looks: time enough to leave the old file, if that were what happens.
    await systemClock.sleep(200);
    appendFileSync(`${world.path}.1`, 'late\n');
    await running.until(world.appendedTo(key, 9));
    writeFileSync(world.path, 'three\n');
    await running.until(world.appendedTo('logs/app.1.log', 6));
    const { isComplete } = await running.stop();
    expect(isComplete).toBe(true);
    expect(await textOf(world)).toBe('one\nlate\n');
    expect(await textOf(world, 'logs/app.1.log')).toBe('three\n');
  });

  test('is appended to its own object while its writer stays, beside its successor', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    const running = await world.follow({ followMs: 50 });
    await running.until(world.appendedTo(key, 4));
    const old = rotate(world, 'two\n');
    await running.until(world.appendedTo(second, 4));
    appendFileSync(old, 'late\n');
    await running.until(world.appendedTo(key, 9));
    appendFileSync(world.path, 'three\n');
    await running.until(world.appendedTo(second, 10));
    appendFileSync(old, 'later\n');
    await running.until(world.appendedTo(key, 15));
    const result = await running.stop();
    expect(result).toMatchObject({
      isComplete: true,
      objects: [
        { key, addedBytes: 15, base: 0, path: old, proof: { size: 15 } },
        { key: second, addedBytes: 10, base: 0, path: world.path, proof: { size: 10 } },
      ],
    });
    expect(world.rolls()).toEqual(['rotated']);
    expect(world.notices()).toEqual([]);
    expect(await textOf(world)).toBe('one\nlate\nlater\n');
    expect(await textOf(world, second)).toBe('two\nthree\n');
  });

  test('does not keep its successor waiting, however busy its writer is', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    const running = await world.follow({ followMs: 20 });
    await running.until(world.appendedTo(key, 4));
    const old = rotate(world, 'two\n');
    const busy = systemClock.every(2, () => appendFileSync(old, 'x'));
    await running.until(world.appendedTo(second, 4));
    busy.stop();
    const text = `one\n${'x'.repeat(statSync(old).size - 4)}`;
    await running.until(world.appendedTo(key, text.length));
    const { isComplete } = await running.stop();
    expect(isComplete).toBe(true);
    expect(await textOf(world)).toBe(text);
  });

  test('is kept through further renames, each file to its own object', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    const running = await world.follow({ followMs: 20 });
    await running.until(world.appendedTo(key, 4));
    rotate(world, 'two\n');
    await running.until(world.appendedTo(second, 4));
    rotate(world, 'three\n', 2);
    await running.until(world.appendedTo(third, 6));
    appendFileSync(`${world.path}.2`, '1\n');
    appendFileSync(`${world.path}.1`, '2\n');
    appendFileSync(world.path, '3\n');
    await running.until(world.appendedTo(key, 6));
    await running.until(world.appendedTo(second, 6));
    await running.until(world.appendedTo(third, 8));
    const { isComplete } = await running.stop();
    expect(isComplete).toBe(true);
    expect(await Promise.all([key, second, third].map(name => textOf(world, name)))).toEqual([
      'one\n1\n',
      'two\n2\n',
      'three\n3\n',
    ]);
  });

  test('is given up, and that is told, when eight others were renamed after it', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, '0\n');
    const running = await world.follow({ followMs: 20 });
    await running.until(world.appendedTo(key, 2));
    for (let number = 1; number <= 9; number += 1) {
      rotate(world, `${number}\n`, number);
      await running.until(world.appendedTo(`logs/app.${number}.log`, 2));
    }
    await running.until(() => world.notices().includes('oldFileLeft'));
    expect(world.notices()).toEqual(['oldFileLeft']);
    expect(reasons(world)[0]).toContain(key);
    appendFileSync(`${world.path}.8`, 'late\n');
    await running.until(world.appendedTo(second, 7));
    await running.stop();
  });

  test('is no longer appended from after it was quiet for its time, and what comes then is told', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    const running = await world.follow({ followMs: 20, leftQuietMs: 0 });
    await running.until(world.appendedTo(key, 4));
    const old = rotate(world, 'two\n');
    await running.until(world.appendedTo(second, 4));
    appendFileSync(world.path, 'three\n');
    // The look that comes before this append finds the old file quiet.
    await running.until(world.appendedTo(second, 10));
    appendFileSync(old, 'late\n');
    await running.until(() => world.notices().includes('bytesMissed'));
    expect(reasons(world).join()).toContain('5 bytes');
    const { isComplete } = await running.stop();
    expect(isComplete).toBe(false);
    expect(await textOf(world)).toBe('one\n');
  });

  test('goes on in a further object when its own is full, at a name that its successor does not have', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, '12345678');
    const running = await world.follow({ followMs: 20, rollAt: 10 });
    await running.until(world.appendedTo(key, 8));
    const old = rotate(world, 'abcde');
    await running.until(world.appendedTo(second, 5));
    appendFileSync(old, '90abc');
    await running.until(world.appendedTo(third, 3));
    appendFileSync(world.path, 'fghijk');
    await running.until(world.appendedTo('logs/app.3.log', 1));
    await running.stop();
    const names = [key, second, third, 'logs/app.3.log'];
    expect(await Promise.all(names.map(name => textOf(world, name)))).toEqual([
      '1234567890',
      'abcdefghij',
      'abc',
      'k',
    ]);
  });

  test('is let go of when it was deleted and its time is over, so that its disk space is free', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    const running = await world.follow({ followMs: 20, leftQuietMs: 0 });
    await running.until(world.appendedTo(key, 4));
    const old = rotate(world, 'two\n');
    await running.until(world.appendedTo(second, 4));
    expect(openNames()).toContain(old);
    rmSync(old);
    await expect.poll(openNames).not.toContain(`${old} (deleted)`);
    await running.stop();
  });

  test('outlives an outage together with its successor', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    const running = await world.follow({ followMs: 20 });
    await running.until(world.appendedTo(key, 4));
    const old = rotate(world, 'two\n');
    await running.until(world.appendedTo(second, 4));
    world.bucket.faults.on('append', { key }).dropAnswer().then.reply(500).times(12);
    appendFileSync(old, 'late\n');
    appendFileSync(world.path, 'three\n');
    await running.until(world.appendedTo(second, 10));
    appendFileSync(old, 'later\n');
    await running.until(() =>
      world.appended().some(({ key: name, position }) => name === key && position === 15),
    );
    world.bucket.faults.assertAllHit();
    await running.stop();
    expect(await textOf(world)).toBe('one\nlate\nlater\n');
    expect(await textOf(world, second)).toBe('two\nthree\n');
  });

  test('whose object another writer has made longer is given up, and its successor goes on', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    const running = await world.follow({ followMs: 20 });
    await running.until(world.appendedTo(key, 4));
    const old = rotate(world, 'two\n');
    await running.until(world.appendedTo(second, 4));
    const elsewhere = join(world.dir, 'elsewhere.log');
    writeFileSync(elsewhere, 'one\ntheirs\n');
    await world.run({ path: elsewhere, isFromRemote: true });
    appendFileSync(old, 'late\n');
    await running.until(() => world.notices().includes('bytesMissed'));
    appendFileSync(world.path, 'three\n');
    await running.until(world.appendedTo(second, 10));
    const { isComplete } = await running.stop();
    expect(isComplete).toBe(false);
    expect(await textOf(world)).toBe('one\ntheirs\n');
  });
});

describe('a run after a file was renamed', () => {
  /** Follows through a rename, and stops. */
  async function stopAfterRename() {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    const running = await world.follow();
    await running.until(world.appendedTo(key, 4));
    const old = rotate(world, 'two\n');
    await running.until(world.appendedTo(second, 4));
    await running.stop();
    world.told.length = 0;
    return { world, old };
  }

  test.each(['once', 'following'])('appends what came to it since, %s', async how => {
    const { world, old } = await stopAfterRename();
    appendFileSync(old, 'late\n');
    appendFileSync(world.path, 'three\n');
    if (how === 'once') {
      expect((await world.run()).isComplete).toBe(true);
    } else {
      const running = await world.follow({ followMs: 20 });
      await running.until(world.appendedTo(second, 10));
      appendFileSync(old, 'later\n');
      await running.until(world.appendedTo(key, 15));
      expect((await running.stop()).isComplete).toBe(true);
    }
    expect(world.notices()).toEqual(['oldFileFound']);
    expect(await textOf(world)).toBe(how === 'once' ? 'one\nlate\n' : 'one\nlate\nlater\n');
    expect(await textOf(world, second)).toBe('two\nthree\n');
  });

  test('finds it under a still older name', async () => {
    const { world, old } = await stopAfterRename();
    appendFileSync(old, 'late\n');
    rotate(world, 'three\n', 2);
    appendFileSync(`${world.path}.1`, 'after\n');
    await world.run();
    expect(await textOf(world)).toBe('one\nlate\n');
    expect(await textOf(world, second)).toBe('two\nafter\n');
    expect(await textOf(world, third)).toBe('three\n');
  });

  test('says so when it is gone', async () => {
    const { world, old } = await stopAfterRename();
    rmSync(old);
    await world.run();
    expect(world.notices()).toEqual(['bytesMissed']);
    expect(reasons(world)[0]).toContain(key);
    world.told.length = 0;
    await world.run();
    expect(world.notices()).toEqual([]);
  });

  test('does not look at it any more once it was quiet for its time', async () => {
    const { world, old } = await stopAfterRename();
    const longAgo = systemClock.now() / 1000 - 3600;
    utimesSync(old, longAgo, longAgo);
    await world.run();
    expect(world.notices()).toEqual(['oldFileFound']);
    world.told.length = 0;
    appendFileSync(old, 'too late\n');
    await world.run();
    expect(world.notices()).toEqual([]);
    expect(await textOf(world)).toBe('one\n');
  });

  test('finds what an append of it came to whose answer nobody got', async () => {
    const { world, old } = await stopAfterRename();
    appendFileSync(old, 'late\n');
    world.bucket.faults.on('append', { key }).dropAnswer();
    world.bucket.faults.on('head', { key, nth: 2 }).reply(500).times(4);
    await expect(world.run({}, { attempts: 2 })).rejects.toMatchObject({ code: 'remote.unavailable' });
    await world.run();
    world.bucket.faults.assertAllHit();
    expect(world.notices()).toContain('answerFound');
    expect(await textOf(world)).toBe('one\nlate\n');
  });

  test('once, keeps it for the next one', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    await world.run();
    const old = rotate(world, 'two\n');
    await world.run();
    appendFileSync(old, 'late\n');
    await world.run();
    expect(await textOf(world)).toBe('one\nlate\n');
    expect(await textOf(world, second)).toBe('two\n');
  });
});

describe('a file that was renamed before anything of it could be appended', () => {
  test.each([
    ['to its first object', {}, 'one\n'],
    ['to a further object', { rollAt: 4 }, 'fullone\n'],
  ])('%s is read to its end', async (_, wish, text) => {
    const world = await createAppendWorld();
    const head = text.slice(0, -4);
    if (head !== '') {
      writeFileSync(world.path, head);
      await world.run(wish);
    }
    writeFileSync(world.path, text);
    world.bucket.faults.on('append').reply(500).times(4);
    const failing = world.run(wish, { attempts: 2 });
    await expect(failing).rejects.toMatchObject({ code: 'remote.unavailable' });
    rotate(world, 'two\n');
    await world.run(wish);
    world.bucket.faults.assertAllHit();
    expect(world.notices()).toEqual(['oldFileFound']);
    const names = [key, second, third].slice(0, head === '' ? 2 : 3);
    expect((await Promise.all(names.map(name => textOf(world, name)))).join('')).toBe(`${text}two\n`);
  });

  test('is passed over when there must be no further object', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    world.bucket.faults.on('append').reply(500).times(4);
    const failing = world.run({ roll: null }, { attempts: 2 });
    await expect(failing).rejects.toMatchObject({ code: 'remote.unavailable' });
    rotate(world, 'two\n');
    await world.run({ roll: null });
    expect(await textOf(world)).toBe('two\n');
  });
});

describe('a file that is copied and cut', () => {
  test('while it is followed, is read to its end in the copy', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'first\n');
    const running = await world.follow({ followMs: 6_000_000 });
    await running.until(world.appendedTo(key, 6));
    appendFileSync(world.path, 'two\n');
    copyTruncate(world);
    appendFileSync(world.path, 'new\n');
    await running.stop();
    world.told.length = 0;
    const again = await world.run();
    expect(world.rolls()).toEqual(['truncated']);
    expect(world.notices()).toEqual(['oldFileFound']);
    expect(again.objects).toMatchObject([
      { key, addedBytes: 4, path: `${world.path}.1` },
      { key: second, addedBytes: 4, path: world.path },
    ]);
    expect(await textOf(world)).toBe('first\ntwo\n');
    expect(await textOf(world, second)).toBe('new\n');
  });

  test('and has grown beyond its old length by the next look, is read to its end in the copy', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    await world.run();
    appendFileSync(world.path, 'two\n');
    copyTruncate(world, join(world.dir, 'app-2026-11-25.log'));
    appendFileSync(world.path, 'new and much longer\n');
    await world.run();
    expect(world.rolls()).toEqual(['rewritten']);
    expect(world.notices()).toEqual(['oldFileFound']);
    expect(await textOf(world)).toBe('one\ntwo\n');
    expect(await textOf(world, second)).toBe('new and much longer\n');
  });

  test('again and again while it is followed, misses nothing', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'round 0\n');
    const running = await world.follow({ followMs: 20 });
    await running.until(world.appendedTo(key, 8));
    for (const round of [1, 2, 3]) {
      appendFileSync(world.path, `last of ${round}\n`);
      copyTruncate(world, `${world.path}.${round}`);
      appendFileSync(world.path, `${round}\n`);
      await running.until(world.appendedTo(`logs/app.${round}.log`, 2));
    }
    expect((await running.stop()).isComplete).toBe(true);
    expect(world.notices()).not.toContain('bytesMissed');
    expect(await textOf(world)).toBe('round 0\nlast of 1\n');
    expect(await textOf(world, second)).toBe('1\nlast of 2\n');
    expect(await textOf(world, third)).toBe('2\nlast of 3\n');
  });

  test('is told as missed where there is no copy, and its object has no file any more', async () => {
    const world = await createAppendWorld();
    writeFileSync(world.path, 'one\n');
    writeFileSync(`${world.path}.1`, 'another, which is longer\n');
    await world.run();
    truncateSync(world.path);
    appendFileSync(world.path, 'new\n');
    const { objects } = await world.run();
    expect(world.notices()).toEqual(['bytesMissed']);
    expect(objects).toMatchObject([
      { key, path: null },
      { key: second, path: world.path },
    ]);
  });
});

describe('a file that was cut, with others in its folder that begin like it', () => {
  const header = '# time level message\n';

  /** A log of one line, which is appended; then it is cut and written to. */
  async function cutLog(others: (world: AppendWorld) => void) {
    const world = await createAppendWorld();
    writeFileSync(world.path, header);
    await world.run();
    others(world);
    truncateSync(world.path);
    appendFileSync(world.path, 'new\n');
    await world.run();
    return world;
  }

  test.each(['other.log', 'application.log', 'apple.log.1'])(
    'takes nothing from %s, the log of another program',
    async name => {
      const world = await cutLog(({ dir }) => writeFileSync(join(dir, name), `${header}of another\n`));
      expect(world.notices()).toEqual(['bytesMissed']);
      expect(await textOf(world)).toBe(header);
      expect(await textOf(world, second)).toBe('new\n');
    },
  );

  test('takes nothing from the copy of an earlier cut', async () => {
    const world = await cutLog(({ path }) => {
      writeFileSync(`${path}.1`, `${header}of yesterday\n`);
      const { mtimeMs } = statSync(path);
      utimesSync(`${path}.1`, new Date(mtimeMs), new Date(mtimeMs - 60_000));
    });
    expect(world.notices()).toEqual(['bytesMissed']);
    expect(await textOf(world)).toBe(header);
  });

  test('reads the rest from the newest copy, however long others are', async () => {
    const world = await cutLog(({ path }) => {
      writeFileSync(`${path}.2`, `${header}of a moment before, and longer\n`);
      const { mtimeMs } = statSync(path);
      utimesSync(`${path}.2`, new Date(mtimeMs), new Date(mtimeMs - 1_000));
      appendFileSync(path, 'last\n');
      copyFileSync(path, `${path}.1`);
    });
    expect(world.notices()).toEqual(['oldFileFound']);
    expect(await textOf(world)).toBe(`${header}last\n`);
    expect(await textOf(world, second)).toBe('new\n');
  });

  test('takes a copy that kept the time of the log', async () => {
    const world = await cutLog(({ path }) => {
      appendFileSync(path, 'last\n');
      copyFileSync(path, `${path}.1`);
      const { atime, mtime } = statSync(path);
      utimesSync(`${path}.1`, atime, mtime);
    });
    expect(await textOf(world)).toBe(`${header}last\n`);
  });
});

test('without rolling, a renamed file is read to its end, and its successor ends the run', async () => {
  const world = await createAppendWorld();
  writeFileSync(world.path, 'one\n');
  await world.run();
  appendFileSync(world.path, 'two\n');
  rotate(world, 'three\n');
  await expect(world.run({ roll: null })).rejects.toMatchObject({ code: 'append.diverged' });
  expect(await textOf(world)).toBe('one\ntwo\n');
  const engine = await world.engine();
  expect(await engine.open(world.access).head(second, never)).toBeNull();
});

/** Files that this process has open. */
function openNames(): string[] {
  const folder = '/proc/self/fd';
  return readdirSync(folder).flatMap(name => {
    try {
      return [readlinkSync(join(folder, name))];
    } catch {
      return [];
    }
  });
}

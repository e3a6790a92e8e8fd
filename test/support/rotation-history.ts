import { appendFileSync, copyFileSync, existsSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { keyVariables, startCommand, targetIn } from './command.ts';
import { openFollower } from './follower.ts';
import { createRandom } from './random.ts';
import { createWorld } from './world.ts';

export interface RotationHistoryPlan {
  /** By rename, or by copy and cut. */
  readonly rotations: number;
  /** Small writes for each of them, to the log or to a file that was it before. */
  readonly writes: number;
  /** Of the program, by kill -9. */
  readonly kills: number;
}

/** One file of the log's history. */
interface LogText {
  text: string;
  /** Null once it was cut: nobody writes to a copy. */
  path: string | null;
}

/** Rotated files that still have writers. */
const writtenTo = 4;

/**
 * A log that is rotated, by rename or by copy and cut, and written to under its old names, too, while the real program
 * follows it, is ended by kill -9 at random moments and started again. Checks that each file of the history is one object,
 * byte for byte, and that the program says so by its exit code.
 */
export async function playRotationHistory(seed: number, plan: RotationHistoryPlan): Promise<void> {
  const random = createRandom(seed);
  const world = await createWorld('oss');
  const path = join(world.dir, 'app.log');
  const args = ['append', path, ...targetIn(world.bucket, 'logs/app.log'), '--json', '--follow'];
  const start = () =>
    startCommand([...args, '--interval', '0.02s'], { folder: world.dir, environment: keyVariables });
  const killsAfter = new Set<number>();
  const steps = plan.rotations * plan.writes;
  while (killsAfter.size < plan.kills) killsAfter.add(random.between(1, steps));

  const history: LogText[] = [{ text: 'file 0\n', path }];
  writeFileSync(path, 'file 0\n');
  const keys = new Set<string>();
  const follower = openFollower(start, ({ event, key, position }) => {
    if ((event === 'started' || event === 'appended') && Number(position) > 0) keys.add(String(key));
  });

  function write(file: LogText, text: string): void {
    if (file.path === null) return;
    appendFileSync(file.path, text);
    file.text += text;
  }

  /** As logrotate does with `rotate 99`: each old name gets the next number. */
  function rotate(isByCopy: boolean): void {
    for (let number = 99; number > 0; number -= 1) {
      const from = `${path}.${number}`;
      if (!existsSync(from)) continue;
      renameSync(from, `${path}.${number + 1}`);
      for (const file of history) if (file.path === from) file.path = `${path}.${number + 1}`;
    }
    const old = history.at(-1);
    const text = `file ${history.length}\n`;
    if (isByCopy) {
      copyFileSync(path, `${path}.1`);
      truncateSync(path);
      appendFileSync(path, text);
      if (old) old.path = null;
    } else {
      renameSync(path, `${path}.1`);
      writeFileSync(path, text);
      if (old) old.path = `${path}.1`;
    }
    history.push({ text, path });
  }

  for (let step = 1; step <= steps; step += 1) {
    const late = history.slice(-1 - random.between(0, writtenTo)).at(0) ?? history[0];
    const file = random.between(0, 1) === 0 ? history.at(-1) : late;
    if (file) write(file, `step ${step} ${'x'.repeat(random.between(0, 100))}\n`);
    if (killsAfter.has(step)) await follower.kill();
    if (step % plan.writes !== 0) continue;
    // What comes and goes while nobody looks is not promised to be found.
    await follower.until(() => keys.size === history.length);
    rotate(random.between(0, 2) === 0);
  }
  await follower.until(() => keys.size === history.length);
  const texts = async () =>
    (await Promise.all([...keys].map(world.read))).map(bytes => bytes?.toString() ?? '').toSorted();
  const wanted = history.map(({ text }) => text).toSorted();
  await expect.poll(texts, { timeout: 30_000 }).toEqual(wanted);
  const end = await follower.stop();
  expect(end.code, `${end.stdout.slice(-2000)}${end.stderr}`).toBe(0);
  expect(await texts()).toEqual(wanted);
}

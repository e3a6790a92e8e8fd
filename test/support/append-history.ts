import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { keyVariables, startCommand, targetIn } from './command.ts';
import { openFollower } from './follower.ts';
import { createRandom } from './random.ts';
import { createWorld } from './world.ts';

export interface AppendHistory {
  readonly appends: number;
  readonly kills: number;
  readonly objects: number;
  readonly sizeBytes: number;
  /** Bytes of appends that the server received beyond the size of the file. */
  readonly sentTwiceBytes: number;
}

export interface AppendHistoryPlan {
  /** Small writes; each is appended before the next one is written. */
  readonly writes: number;
  /** Of the program, by kill -9. */
  readonly kills: number;
  /** Answers that the server carries out and never sends. */
  readonly lostAnswers: number;
  /** Bytes of one object at most, so that a history goes through some. */
  readonly rollAt: number;
}

const largestWrite = 200;

/**
 * A log that grows by small writes while the real program follows it, is ended by kill -9 at random moments and started
 * again. Checks that the objects, one after the other, are the file byte for byte, and that no more was sent twice than was
 * in flight when the program died or an answer was lost.
 */
export async function playAppendHistory(seed: number, plan: AppendHistoryPlan): Promise<AppendHistory> {
  const random = createRandom(seed);
  const world = await createWorld('oss');
  const path = join(world.dir, 'app.log');
  writeFileSync(path, '');
  const args = [
    ...['append', path, ...targetIn(world.bucket, 'logs/app.log'), '--json'],
    ...['--follow', '--interval', '0.01s', '--roll-at', String(plan.rollAt)],
  ];
  for (let lost = 0; lost < plan.lostAnswers; lost += 1) {
    world.bucket.faults.on('append', { nth: random.between(2, plan.writes) }).dropAnswer();
  }
  const killsAfter = new Set<number>();
  while (killsAfter.size < plan.kills) killsAfter.add(random.between(1, plan.writes - 1));

  /** The objects in order, the bytes in those before the current one, and how far the program says to be in all. */
  const keys: string[] = [];
  let before = 0;
  let reached = -1;
  const follower = openFollower(
    () => startCommand(args, { folder: world.dir, environment: keyVariables }),
    ({ event, key, position }) => {
      if (event !== 'started' && event !== 'appended') return;
      if (keys.at(-1) !== key) {
        before = Math.max(0, reached);
        keys.push(String(key));
      }
      reached = before + Number(position);
    },
  );
  const written: Buffer[] = [];
  let sizeBytes = 0;
  for (let count = 1; count <= plan.writes; count += 1) {
    const bytes = random.bytes(random.between(1, largestWrite));
    written.push(bytes);
    sizeBytes += bytes.length;
    appendFileSync(path, bytes);
    if (killsAfter.has(count)) {
      await sleep(random.between(0, 25));
      await follower.kill();
    }
    const goal = sizeBytes;
    await follower.until(() => reached >= goal);
  }
  const end = await follower.stop();
  expect(end.code, `${end.stdout.slice(-2000)}${end.stderr}`).toBe(0);
  world.bucket.faults.assertAllHit();

  const objects = await Promise.all(keys.map(world.read));
  const stored = Buffer.concat(objects.map(bytes => bytes ?? Buffer.alloc(0)));
  expect(stored.equals(Buffer.concat(written)), 'the objects are the file').toBe(true);
  const { requests, bodyBytes } = world.bucket.server.stats();
  const sentTwiceBytes = bodyBytes.append - sizeBytes;
  expect(requests.append).toBeGreaterThanOrEqual(plan.writes);
  expect(sentTwiceBytes).toBeLessThanOrEqual((plan.kills + plan.lostAnswers) * largestWrite);
  return {
    appends: requests.append,
    kills: plan.kills,
    objects: objects.length,
    sizeBytes,
    sentTwiceBytes,
  };
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { StoreKind } from '../../main/model/target.ts';
import { keyVariables, startCommand, targetIn } from './command.ts';
import { createRandom } from './random.ts';
import { createWorld, partSizes } from './world.ts';

export interface KillHistory {
  readonly kills: number;
  readonly sizeBytes: number;
  /** Bytes of parts that the server received beyond the size of the file. */
  readonly sentTwiceBytes: number;
  /** What may at most be sent twice: all parts in flight at each kill. */
  readonly inFlightBytes: number;
}

const parallel = 3;
const mostKills = 4;

/**
 * One upload by the real program, ended by kill -9 at random moments and started again until it is done. Checks that the
 * object is the file, byte for byte, that it was proven, that nothing is left behind on the server, and that no more was
 * sent twice than was in flight.
 */
export async function playKillHistory(seed: number): Promise<KillHistory> {
  const random = createRandom(seed);
  const kind: StoreKind = random.next() < 0.7 ? 'oss' : 's3';
  const partSize = kind === 'oss' ? 256 * 1024 : partSizes.s3;
  const world = await createWorld(kind);
  const path = join(world.dir, 'file.bin');
  const bytes = random.bytes(random.between(3, 8) * partSize + random.between(0, partSize - 1));
  writeFileSync(path, bytes);
  // The whole upload takes about a second, so that a kill can fall anywhere in it.
  const args = [
    ...['put', path, ...targetIn(world.bucket, 'dir/file.bin', kind), '--json'],
    ...['--threshold', '1KiB', '--part-size', String(partSize), '--parallel', String(parallel)],
    ...['--limit-rate', String(bytes.length)],
  ];
  const start = () => startCommand(args, { folder: world.dir, environment: keyVariables });

  let kills = 0;
  for (; kills < mostKills; kills += 1) {
    const running = start();
    const deadline = sleep(random.between(150, 1300));
    const end = await Promise.race([running.ended, deadline]);
    if (end) {
      expect(end.code, `${end.stdout}${end.stderr}`).toBe(0);
      break;
    }
    running.process.kill('SIGKILL');
    await running.ended;
  }
  if (kills === mostKills) {
    const end = await start().ended;
    expect(end.code, `${end.stdout}${end.stderr}`).toBe(0);
    expect(end.events().some(event => event['event'] === 'proven')).toBe(true);
  }

  const { bodyBytes } = world.bucket.server.stats();
  expect((await world.read('dir/file.bin'))?.equals(bytes), 'the object is the file').toBe(true);
  expect(await world.pending(), 'uploads left on the server').toEqual([]);
  const inFlightBytes = kills * parallel * partSize;
  const sentTwiceBytes = bodyBytes.sendPart - bytes.length;
  expect(sentTwiceBytes).toBeLessThanOrEqual(inFlightBytes);
  return { kills, sizeBytes: bytes.length, sentTwiceBytes, inFlightBytes };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoreKind } from '../../../main/model/target.ts';
import { startBucketProcess } from '../../support/bucket-process.ts';
import { keyVariables, type RunningCommand, startCommand } from '../../support/command.ts';
import { testBucket } from '../../support/local-bucket.ts';
import { type Look, lookAt } from './look.ts';
import { awaitMoment, type Moment } from './moment.ts';
import { openTap, type Tap } from './tap.ts';

/** A bucket process over a folder of its own, and the line to it. Histories are played in it one after the other. */
export interface Arena {
  readonly tap: Tap;
  look(): Look;
  /** The words of a command line that lead to a key here. */
  target(kind: StoreKind, key: string): readonly string[];
  start(args: readonly string[], folder: string): RunningCommand;
  /**
   * Resolves once the moment came and its victims are dead, to the bytes of bodies that were under way at it; to null when the engine ended by
   * itself before.
   */
  strike(moment: Moment, engine: RunningCommand): Promise<number | null>;
  /** Starts the bucket again, if it is dead. */
  revive(): Promise<void>;
  /** A folder for one history. */
  folder(): Promise<string>;
  close(): Promise<void>;
}

export async function openArena(): Promise<Arena> {
  const dir = await mkdtemp(join(tmpdir(), 'longshore-kills-'));
  const tap = await openTap();
  const bucketDir = join(dir, 'bucket');
  type Bucket = Awaited<ReturnType<typeof startBucketProcess>>;
  let bucket: Bucket | null = null;
  let folders = 0;

  async function revive(): Promise<void> {
    if (bucket) return;
    bucket = await startBucketProcess(bucketDir);
    tap.leadTo(bucket.at.port);
  }

  await revive();
  return {
    tap,
    look() {
      if (!bucket) throw new Error('the bucket is dead');
      return lookAt(bucket.at.port);
    },
    target: (kind, key) => [`${kind}://${testBucket}/${key}`, '--endpoint', tap.url],
    start: (args, folder) =>
      startCommand(args, {
        folder,
        environment: { ...keyVariables, NODE_COMPILE_CACHE: join(tmpdir(), 'longshore-kills-cache') },
      }),
    async strike(moment, engine) {
      const dying: Promise<unknown>[] = [];
      const { promise, resolve } = Promise.withResolvers<number | null>();
      const waiting = awaitMoment(moment, tap.listen, () => {
        const openBytes = tap.openBytes();
        if (moment.victim !== 'bucket') {
          engine.process.kill('SIGKILL');
          dying.push(engine.ended);
        }
        if (moment.victim !== 'engine' && bucket) {
          tap.leadTo(null);
          dying.push(bucket.kill());
          bucket = null;
        }
        resolve(openBytes);
      });
      engine.ended.catch(() => {}).finally(() => resolve(null));
      const openBytes = await promise;
      waiting.stop();
      await Promise.all(dying);
      return openBytes;
    },
    revive,
    async folder() {
      folders += 1;
      return mkdtemp(join(dir, `history-${folders}-`));
    },
    async close() {
      await tap.close();
      await bucket?.kill();
      await rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoreKind } from '../../../main/model/target.ts';
import { startBucketProcess } from '../../support/bucket-process.ts';
import { keyVariables, type RunningCommand, startCommand } from '../../support/command.ts';
import { testBucket } from '../../support/local-bucket.ts';
import { type Look, lookAt } from './look.ts';
import { awaitMoment, type Moment } from './moment.ts';
import type { Program } from './program.ts';
import { openTap, type Tap } from './tap.ts';

export interface ArenaSetup {
  /** For the engine. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What else befalls the data of an engine that was killed. */
  readonly onDeath?: (dataDir: string) => void;
  /** What was recorded last may be lost with it, and is sent again. */
  readonly isForgetful?: boolean;
}

/** A bucket process over a folder of its own, and the line to it. Histories are played in it one after the other. */
export interface Arena {
  readonly tap: Tap;
  readonly isForgetful: boolean;
  look(): Look;
  /** The words of a command line that lead to a key here. */
  target(kind: StoreKind, key: string): readonly string[];
  start(args: readonly string[], folder: string): RunningCommand;
  /**
   * Resolves once the moment came and its victims are dead, to true; to false when the engine ended by itself before.
   */
  strike(moment: Moment, engine: RunningCommand): Promise<boolean>;
  /** Ends the engine by kill -9 now. */
  kill(engine: RunningCommand): Promise<void>;
  /** Starts the bucket again, if it is dead. */
  revive(): Promise<void>;
  /** A folder for one history. */
  folder(): Promise<string>;
  close(): Promise<void>;
}

export async function openArena(program: Program, setup: ArenaSetup = {}): Promise<Arena> {
  const dir = await mkdtemp(join(tmpdir(), 'longshore-kills-'));
  const tap = await openTap();
  const bucketDir = join(dir, 'bucket');
  type Bucket = Awaited<ReturnType<typeof startBucketProcess>>;
  let bucket: Bucket | null = null;
  let folders = 0;
  const folderOf = new WeakMap<RunningCommand, string>();

  async function revive(): Promise<void> {
    if (bucket) return;
    bucket = await startBucketProcess(bucketDir, program.bucket);
    tap.leadTo(bucket.at.port);
  }

  await revive();
  return {
    tap,
    isForgetful: setup.isForgetful === true,
    look() {
      if (!bucket) throw new Error('the bucket is dead');
      return lookAt(bucket.at.port);
    },
    target: (kind, key) => [`${kind}://${testBucket}/${key}`, '--endpoint', tap.url],
    start(args, folder) {
      const environment = { ...keyVariables, ...setup.environment };
      tap.begin();
      const engine = startCommand(args, { folder, environment, entry: program.entry });
      folderOf.set(engine, folder);
      return engine;
    },
    async strike(moment, engine) {
      const dying: Promise<unknown>[] = [];
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const waiting = awaitMoment(moment, tap.listen, () => {
        tap.strike(moment.victim !== 'bucket');
        if (moment.victim !== 'bucket') {
          engine.process.kill('SIGKILL');
          dying.push(engine.ended);
        }
        if (moment.victim !== 'engine' && bucket) {
          tap.leadTo(null);
          dying.push(bucket.kill());
          bucket = null;
        }
        resolve(true);
      });
      engine.ended.catch(() => {}).finally(() => resolve(false));
      const isStruck = await promise;
      waiting.stop();
      await Promise.all(dying);
      const folder = folderOf.get(engine);
      const isDead = isStruck && moment.victim !== 'bucket';
      if (isDead && folder !== undefined) setup.onDeath?.(join(folder, 'data'));
      return isStruck;
    },
    async kill(engine) {
      tap.strike(true);
      engine.process.kill('SIGKILL');
      await engine.ended;
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

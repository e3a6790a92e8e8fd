import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCredentialSource } from '../../../main/account/credential-source.ts';
import { silentLog } from '../../../main/base/log.ts';
import { createBucketServer } from '../../../main/bucket/server.ts';
import { createRateClock } from '../../../main/desk/engine-settings.ts';
import { createEngine } from '../../../main/engine.ts';
import { usualSettings } from '../../../main/model/folder.ts';
import { testBucket, testKey, testToken } from '../../support/local-bucket.ts';
import { createRandom } from '../../support/random.ts';
import { lookAt } from '../kills/look.ts';
import { createDailyLife } from './daily-life.ts';
import { type MemorySample, sampleMemory } from './memory.ts';
import { createYearClock } from './year-clock.ts';

export interface YearFigures {
  readonly days: number;
  readonly tokens: number;
  readonly scans: number;
  readonly uploads: number;
  readonly appends: number;
  readonly rotations: number;
  readonly rateChanges: number;
  readonly outages: number;
  /** Alarms while the bucket was away for long, and others. */
  readonly staleAlarms: number;
  readonly falseAlarms: number;
  /** Times that every file was compared with its object. */
  readonly comparisons: number;
  readonly comparedFiles: number;
  /** Files whose object was missing or another. */
  readonly differences: readonly string[];
  readonly databaseBytes: number;
  readonly memory: readonly MemorySample[];
  /** Waits and repeated calls of the engine after the first day, and at the end. */
  readonly timers: { readonly first: number; readonly last: number };
}

const minuteMs = 60_000;
const stepMs = 60 * minuteMs;
/** After each leap some short ones, for waits of a moment are not to take an hour. */
const shortLeaps = 4;
const shortMs = 2_000;
const stepsOfDay = (24 * 60 * minuteMs) / stepMs;
/** Steps from one change of files and line of the log to the next. */
const workEvery = 4;
const tokenMs = 60 * minuteMs;
const prefix = 'home/';
/** Every so many days the bucket is away for so many, which is longer than the alarm waits. */
const outageEvery = 30;
const outageBegins = 9;
export const outageDays = 3;

/**
 * So many days of a folder that is watched, in leaps of an hour: its keys end each hour, its log is rotated each night, files come, change and go,
 * the timetable of the rate follows the wall's clock, and now and then the bucket is away for days. Needs `virtual-time.ts` and --expose-gc.
 */
export async function liveThrough(days: number, seed: number): Promise<YearFigures> {
  const dir = await mkdtemp(join(tmpdir(), 'longshore-year-'));
  const clock = createYearClock();
  const bucketSetup = {
    dir: join(dir, 'bucket'),
    credentials: [testToken, testKey],
    buckets: [testBucket],
    clock,
  };
  let server = await createBucketServer(bucketSetup);
  const { port } = server;
  const count = { tokens: 0, scans: 0, uploads: 0, appends: 0, rateChanges: 0, stale: 0, falseAlarms: 0 };
  let isAway = false;
  const credentials = createCredentialSource(
    async () => {
      count.tokens += 1;
      return { ...testToken, expiresAtMs: clock.now() + tokenMs };
    },
    { clock },
  );
  const engine = await createEngine({
    ...{ dataDir: join(dir, 'data'), clock, log: silentLog, parallel: 4, rateLimit: null },
    ...{ attempts: 3, quietMs: 10 },
    network: {
      ...{ proxy: 'none', caFile: null, connectTimeoutMs: 5_000, progressTimeoutMs: 60_000 },
      connections: 4,
    },
  });
  const rates = createRateClock('08:00-18:00=2M,off', clock, rate => {
    count.rateChanges += 1;
    engine.setRate(rate);
  });
  const life = createDailyLife(join(dir, 'home'), createRandom(seed), clock.now);
  const access = {
    ...({
      address: server.address('oss', testBucket),
      signing: 'v4',
      checksum: 'crc32',
      credentials,
    } as const),
  };
  const settings = { ...usualSettings, mode: 'mirror', appendPatterns: ['app.log'], quietMs: 0 } as const;
  const folder = await engine.openFolder(
    {
      ...{ root: join(dir, 'home'), access, prefix },
      settings: {
        ...settings,
        deletes: { ...settings.deletes, maxFiles: 1_000, maxPercent: 100, trash: null },
      },
    },
    event => {
      if (event.type === 'scanned') count.scans += 1;
      if (event.type === 'ended' && event.what === 'upload') count.uploads += 1;
      if (event.type === 'ended' && event.what === 'append') count.appends += 1;
      if (event.type === 'stale') {
        if (isAway) count.stale += 1;
        else count.falseAlarms += 1;
      }
    },
  );
  const stop = new AbortController();
  const watching = folder.watch(stop.signal);

  const memory: MemorySample[] = [];
  const differences: string[] = [];
  const figures = { rotations: 0, outages: 0, comparisons: 0, comparedFiles: 0, firstTimers: 0 };

  /** Waits that the engine is in when it has nothing to do. */
  let atRest = 1;

  /** Threads and sockets take real time, in which that of the clock must not pass. */
  function isCalm(): boolean {
    if (clock.sleepers < atRest) return false;
    const { waiting, deletes } = folder.state();
    return waiting === deletes.actions;
  }

  async function pass(ms: number): Promise<void> {
    clock.leap(ms - shortLeaps * shortMs);
    for (let count = 0; count <= shortLeaps; count += 1) {
      await settle(isCalm, isAway ? 2 : 5_000);
      if (count < shortLeaps) clock.leap(shortMs);
    }
  }

  /** Until nothing is left to do, as far as the folder knows. */
  async function rest(): Promise<void> {
    for (const until = performance.now() + 60_000; performance.now() < until; ) {
      await pass(stepMs);
      await new Promise(resolve => setTimeout(resolve, 20));
      if (folder.state().isUpToDate) return;
    }
    throw new Error(`the folder does not come to rest: ${JSON.stringify(folder.state())}`);
  }

  async function compare(day: number): Promise<void> {
    await rest();
    await rest();
    const look = lookAt(port);
    const keys = new Set((await look.objects(prefix)).map(({ key }) => key.slice(prefix.length)));
    const log: Buffer[] = [];
    for (let roll = 0, key = 'app.log'; keys.delete(key); roll += 1, key = `app.${roll}.log`)
      log.push((await look.bytes(prefix + key)) ?? Buffer.alloc(0));
    const lines = Buffer.concat(log)
      .toString()
      .split('\n')
      .slice(0, -1)
      .map(line => Number(line.split(' ')[1]));
    // A log that came and went as the log while the bucket was away is there as the rotated file alone.
    const mayMiss = figures.outages * outageDays * (stepsOfDay / workEvery);
    const isInOrder = lines.every((line, at) => line > (lines[at - 1] ?? 0));
    if (!isInOrder || lines.length < life.lines - mayMiss || lines.at(-1) !== life.lines)
      differences.push(`day ${day}: the log has ${lines.length} lines of ${life.lines}, to ${lines.at(-1)}`);
    for (const path of life.files()) {
      if (path === 'app.log') continue;
      const bytes = life.read(path);
      if (!(await look.bytes(prefix + path))?.equals(bytes)) differences.push(`day ${day}: ${path}`);
      keys.delete(path);
      figures.comparedFiles += 1;
    }
    differences.push(...[...keys].map(key => `day ${day}: ${key} is too many`));
    figures.comparisons += 1;
  }

  try {
    await rest();
    await new Promise(resolve => setTimeout(resolve, 500));
    atRest = clock.sleepers;
    for (let day = 0; day < days; day += 1) {
      const ofOutage = day % outageEvery;
      if (ofOutage === outageBegins) {
        await server.close();
        isAway = true;
        figures.outages += 1;
      } else if (isAway && ofOutage === outageBegins + outageDays) {
        server = await createBucketServer({ ...bucketSetup, port });
        // From here on an alarm is one too many, once what waited had its time.
        await rest();
        isAway = false;
      }
      life.rotate();
      figures.rotations += 1;
      for (let step = 0; step < stepsOfDay; step += 1) {
        if (step % workEvery === 1) life.work();
        await pass(stepMs);
      }
      if (day === 0) figures.firstTimers = clock.pending;
      memory.push(sampleMemory(day));
      if (!isAway && day % 28 === 27) await compare(day);
    }
    if (isAway) {
      server = await createBucketServer({ ...bucketSetup, port });
      await rest();
    }
    await compare(days);
    const lastTimers = clock.pending;
    return {
      ...{ days, tokens: count.tokens, scans: count.scans, uploads: count.uploads, appends: count.appends },
      ...{ rateChanges: count.rateChanges, staleAlarms: count.stale, falseAlarms: count.falseAlarms },
      ...{ rotations: figures.rotations, outages: figures.outages, comparisons: figures.comparisons },
      ...{ comparedFiles: figures.comparedFiles, differences, memory },
      databaseBytes: statSync(join(dir, 'data', 'longshore.db')).size,
      timers: { first: figures.firstTimers, last: lastTimers },
    };
  } finally {
    stop.abort();
    await watching.catch(() => {});
    rates.stop();
    await folder.close();
    await engine.close();
    await server.close().catch(() => {});
    await rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** Gives threads, disk and sockets time, until the engine waits for its clock; at most so long, for it may wait for something else. */
async function settle(isWaiting: () => boolean, mostMs: number): Promise<void> {
  const until = performance.now() + mostMs;
  for (let calm = 0; calm < 3 && performance.now() < until; ) {
    await new Promise(resolve => setImmediate(resolve));
    if (isWaiting()) calm += 1;
    else {
      calm = 0;
      await new Promise(resolve => setTimeout(resolve, 1));
    }
  }
}

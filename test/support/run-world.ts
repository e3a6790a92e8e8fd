import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ErrorCode, fromErrorRecord } from '../../main/base/app-error.ts';
import { silentLog } from '../../main/base/log.ts';
import { digestOf } from '../../main/model/digest.ts';
import { type ByteWindow, withWindow } from '../../main/model/source.ts';
import type { ObjectOptions } from '../../main/model/target.ts';
import type { FolderPlace, Transfer } from '../../main/model/transfer.ts';
import { createLedger } from '../../main/progress/ledger.ts';
import type { ObjectStore } from '../../main/remote/object-store.ts';
import type { LooseUpload } from '../../main/store/loose-uploads.ts';
import { openStore, type Store } from '../../main/store/open-store.ts';
import type { TransferLog } from '../../main/store/transfer-log.ts';
import type { SliceTicket } from '../../main/upload/pooled-store.ts';
import type { RunSettings, RunTools } from '../../main/upload/run.ts';
import { readSource, requireUntouched } from '../../main/upload/source.ts';
import { runTransfer } from '../../main/upload/transfer-run.ts';
import { withWish } from '../../main/upload/with-wish.ts';
import { createFakeStore, type FakeStore, readSlice } from './fake-store.ts';
import { createFixedClock } from './fixed-clock.ts';
import { createTempDir } from './temp-dir.ts';

export const key = 'dir/file.bin';

export interface RunWorld {
  readonly dir: string;
  readonly path: string;
  readonly bucket: FakeStore;
  readonly notes: string[];
  /** Writes new contents, by default 5 parts of 1,000 bytes and a rest. */
  write(bytes?: Uint8Array): Uint8Array;
  /** One process from start to end: opens the data directory, claims the transfer, runs it, closes. */
  run(options?: RunOptions): Promise<Transfer>;
  /** What the record holds between two runs. */
  unfinished(): Promise<readonly Transfer[]>;
  loose(): Promise<readonly LooseUpload[]>;
}

export interface RunOptions {
  readonly settings?: Partial<RunSettings>;
  readonly objectOptions?: ObjectOptions;
  readonly window?: ByteWindow;
  readonly place?: FolderPlace;
  readonly signal?: AbortSignal;
  /** What the process sees instead of the bucket and the record. */
  readonly wrapStore?: (store: ObjectStore) => ObjectStore;
  readonly wrapLog?: (log: TransferLog) => TransferLog;
  /** Called by the clock instead of waiting. */
  readonly onSleep?: (ms: number) => void;
}

/** A folder, a bucket in memory, a real database, and a clock that never waits. */
export async function createRunWorld(): Promise<RunWorld> {
  const dir = await createTempDir();
  const path = join(dir, 'file.bin');
  let nowMs = 1_700_000_000_000;
  const now = () => nowMs;
  const bucket = createFakeStore(now);
  const notes: string[] = [];

  async function run(options: RunOptions = {}): Promise<Transfer> {
    const clock = {
      now,
      monotonic: now,
      async sleep(ms: number) {
        nowMs += ms;
        options.onSleep?.(ms);
      },
      every: () => ({ stop() {} }),
      after: () => ({ stop() {}, restart() {} }),
    };
    const data: Store = await openStore(join(dir, 'data'), { clock, log: silentLog });
    try {
      const log = options.wrapLog?.(data.log) ?? data.log;
      const store = asWorker(options.wrapStore?.(bucket) ?? bucket);
      const { transfer, isNew } = log.claim({
        source: withWindow(await readSource(path), options.window),
        target: { address: bucket.address, key },
        options: options.objectOptions ?? {},
        place: options.place ?? null,
      });
      const tools: RunTools = {
        log,
        loose: data.loose,
        store,
        clock,
        ledger: createLedger(() => []),
        wished: options.objectOptions ?? {},
        ...(options.window ? { window: options.window } : {}),
        settings: {
          isRecordRebuilt: data.isRebuilt,
          threshold: 2000,
          partSize: 1000,
          ...{ most: options.settings?.parallel ?? 2, parallel: 2 },
          quietMs: 10,
          attempts: 4,
          ...options.settings,
        },
        lookAt: readSource,
        followsLinks: true,
        glanceAt: readSource,
        digest: async (slice, algorithms) =>
          Promise.all(algorithms.map(algorithm => digestOf(algorithm, readSlice(slice)))),
        onChange: () => {},
        onNote: (_, what) => void notes.push(what),
      };
      const first = isNew ? transfer : withWish(transfer, tools);
      return await runTransfer(first, tools, options.signal ?? new AbortController().signal);
    } finally {
      data.close();
    }
  }

  async function peek<T>(look: (data: Store) => T): Promise<T> {
    const data = await openStore(join(dir, 'data'), { clock: createFixedClock(nowMs), log: silentLog });
    try {
      return look(data);
    } finally {
      data.close();
    }
  }

  const world: RunWorld = {
    dir,
    path,
    bucket,
    notes,
    write(bytes = randomBytes(5_300)) {
      writeFileSync(path, bytes);
      return bytes;
    },
    run,
    unfinished: () => peek(data => data.log.unfinished()),
    loose: () => peek(data => data.loose.all()),
  };
  return world;
}

/** After a PUT, the worker that did it looks whether the file was touched meanwhile. */
function asWorker(inner: ObjectStore): ObjectStore {
  return {
    ...inner,
    async put(key, body, options, signal) {
      const stored = await inner.put(key, body, options, signal);
      if ('slice' in body) requireUntouched((body as SliceTicket).slice.source, true);
      return stored;
    },
  };
}

/** Makes every method of an object go through `gate`, which may throw before or after the real call. */
export function gated<T extends object>(inner: T, gate: (name: string, call: () => unknown) => unknown): T {
  return new Proxy(inner, {
    get(target, name, receiver) {
      const value = Reflect.get(target, name, receiver);
      if (typeof value !== 'function' || typeof name !== 'string') return value;
      return (...args: unknown[]) => gate(name, () => Reflect.apply(value, target, args));
    },
  });
}

/** An error that a test has planned. */
export const fail = (code: ErrorCode) => fromErrorRecord({ code, message: `planned ${code}`, facts: {} });

/** Throws at the n-th call of a method; `after` lets the call happen first, so that only its answer is lost. */
export function failAt(
  method: keyof ObjectStore,
  nth: number,
  code: ErrorCode,
  side: 'before' | 'after' = 'before',
) {
  let calls = 0;
  return (store: ObjectStore) =>
    gated(store, (name, call) => {
      if (name !== method) return call();
      calls += 1;
      if (calls !== nth) return call();
      if (side === 'before') return Promise.reject(fail(code));
      return Promise.resolve(call()).then(() => Promise.reject(fail(code)));
    });
}

/** A run that stops for good when the n-th part is about to be sent. */
export async function stopAtPart(
  world: RunWorld,
  nth: number,
  options: Pick<RunOptions, 'window' | 'objectOptions'> = {},
): Promise<Transfer> {
  const end = await world.run({
    ...options,
    settings: { parallel: 1 },
    wrapStore: failAt('sendPart', nth, 'remote.refused'),
  });
  if (end.state.at !== 'failed') throw new Error(`the run ended ${end.state.at} before part ${nth}`);
  return end;
}

/** The bytes that the bucket holds. */
export const stored = (world: RunWorld): Buffer => Buffer.from(world.bucket.objects.get(key)?.bytes ?? []);

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { createTransferArea } from '../../main/api/transfers.ts';
import { silentLog } from '../../main/base/log.ts';
import { createAccesses } from '../../main/desk/accesses.ts';
import { type ByHand, createByHand } from '../../main/desk/by-hand.ts';
import { createChanges } from '../../main/desk/changes.ts';
import type { Engine, EngineSetup } from '../../main/engine.ts';
import type {
  AddPaths,
  AddWishes,
  TransferFilter,
  TransferQuery,
  TransferRow,
} from '../../preload/contract/transfers.ts';
import { createAccountHome } from './account-home.ts';
import { testBucket, testKey } from './local-bucket.ts';
import { createWorld, hastyClock, type World } from './world.ts';

/** An engine with what is asked of it by hand, and the requests of the page. */
export interface HandDesk {
  readonly engine: Engine;
  readonly byHand: ByHand;
  readonly requests: ReturnType<typeof createTransferArea>['handlers'];
  /** The rows of a window, by default the first 500 of all in the order in which they were added. */
  rows(query?: Partial<TransferQuery>): Promise<readonly TransferRow[]>;
  /** Names of all rows by their states. */
  named(): Promise<Readonly<Record<string, string>>>;
  /** Resolves when the condition holds; it is looked at whenever something of the list changed. */
  until(isMet: () => boolean | Promise<boolean>): Promise<void>;
  /** Resolves when nothing waits and nothing moves. */
  untilQuiet(): Promise<void>;
  /** As at a quit. */
  close(): Promise<void>;
}

export interface HandWorld extends World {
  /** For the world's bucket. */
  wishes(over?: Partial<AddWishes>): AddWishes;
  paths(paths: readonly string[], over?: Partial<AddPaths>): AddPaths;
  /** Writes a file below the world's folder, its directories too. */
  write(name: string, bytes?: Uint8Array | string): string;
  open(over?: Partial<EngineSetup>): Promise<HandDesk>;
  /** Another process that adds a path; killed with SIGKILL when it has told a state so often. */
  addAndDie(path: string, partSize: number | null, state: string, times: number): Promise<void>;
}

export const wholeQuery: TransferQuery = {
  ...{ filter: 'all', search: '', folder: null, sort: 'added', isDescending: false, offset: 0, limit: 500 },
};

/** A world whose desk carries out what is asked by hand, with the account that the environment tells of. */
export async function createHandWorld(setup: Parameters<typeof createWorld>[1] = {}): Promise<HandWorld> {
  const world = await createWorld('oss', setup);
  const variables = {
    OSS_ACCESS_KEY_ID: testKey.accessKeyId,
    OSS_ACCESS_KEY_SECRET: testKey.accessKeySecret,
    OSS_ENDPOINT: world.bucket.server.url,
    OSS_REGION: world.access.address.region,
  };
  const accounts = await createAccountHome({}, variables);
  const wishes = (over: Partial<AddWishes> = {}): AddWishes => ({
    target: { account: null, kind: 'oss', bucket: testBucket, prefix: '' },
    ...{ options: {}, partSize: null, isSimple: false, isAppend: false },
    ...over,
  });

  async function open(over: Partial<EngineSetup> = {}): Promise<HandDesk> {
    const engine = await world.engine(over);
    const changes = createChanges(0);
    const accesses = createAccesses(accounts);
    const rootOf = () => '';
    const byHand = createByHand({
      ...{ engine: () => engine, accounts, changes, clock: hastyClock, log: silentLog, accesses },
      ...{ dataDir: world.dataDir, scanFolder: () => {}, rootOf },
    });
    await byHand.start();
    let isOpen = true;
    const close = async () => {
      if (!isOpen) return;
      isOpen = false;
      await byHand.stop();
      await engine.close();
    };
    onTestFinished(close);
    const { handlers } = createTransferArea({
      ...{ engine: () => engine, byHand, accesses, rootOf, reveal: null, checkPath: async () => {} },
      setAllPaused: byHand.setAllPaused,
      watchAdding: run => run(() => {}, new AbortController().signal),
    });
    const rows = async (query: Partial<TransferQuery> = {}) =>
      (await handlers.listTransfers({ ...wholeQuery, ...query })).rows;
    const until = (isMet: () => boolean | Promise<boolean>) =>
      new Promise<void>((resolve, reject) => {
        let looks = Promise.resolve(false);
        const look = () => {
          looks = looks.then(async isDone => isDone || (await isMet()));
          looks.then(isDone => {
            if (!isDone) return;
            unlisten();
            resolve();
          }, reject);
        };
        const unlisten = changes.listen(look);
        look();
      });
    return {
      ...{ engine, byHand, requests: handlers, rows, until, close },
      async named() {
        return Object.fromEntries((await rows()).map(({ name, state }) => [name, state]));
      },
      untilQuiet: () =>
        until(() => {
          const { waiting, starting, sending, finishing, checking } = engine.list.tally();
          return [waiting, starting, sending, finishing, checking].every(each => each.rows === 0);
        }),
    };
  }

  return {
    ...world,
    wishes,
    paths: (paths, over = {}) => ({ ...wishes(), paths, name: null, ...over }),
    write(name, bytes = randomBytes(1_000)) {
      const path = join(world.dir, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
      return path;
    },
    open,
    async addAndDie(path, partSize, state, times) {
      const script = fileURLToPath(new URL('hand-process-main.ts', import.meta.url));
      const child = spawn(process.execPath, [script, world.dataDir, path, partSize?.toString() ?? ''], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: variables,
      });
      const ended = once(child, 'exit');
      let left = times;
      for await (const line of createInterface({ input: child.stdout })) {
        if (line === state) left -= 1;
        if (left === 0) child.kill('SIGKILL');
      }
      await ended;
      if (left > 0) throw new Error(`the process ended before it had told ${state} ${times} times`);
    },
  };
}

/** Whether every object is its file, byte for byte. */
export async function unequal(world: World, files: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const bad: string[] = [];
  for (const [key, path] of files) {
    if (!(await world.read(key))?.equals(readFileSync(path))) bad.push(key);
  }
  return bad;
}

/** The counts that the page shows, as they are when each row is counted. */
export async function countedRows(desk: HandDesk): Promise<Readonly<Record<TransferFilter, number>>> {
  const count = async (filter: TransferFilter) => (await desk.rows({ filter })).length;
  return {
    all: await count('all'),
    active: await count('active'),
    waiting: await count('waiting'),
    failed: await count('failed'),
    done: await count('done'),
  };
}

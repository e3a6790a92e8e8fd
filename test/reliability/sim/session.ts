import type { AccountContext } from '../../../main/account/account-context.ts';
import { systemClock } from '../../../main/base/clock.ts';
import type { Log } from '../../../main/base/log.ts';
import { type ByHand, createByHand } from '../../../main/desk/by-hand.ts';
import { createChanges } from '../../../main/desk/changes.ts';
import { createEngine, type Engine, type EngineEvent } from '../../../main/engine.ts';
import type { BucketAccess } from '../../../main/model/access.ts';
import { type FolderSettings, usualSettings } from '../../../main/model/folder.ts';
import { mostParallel } from '../../../main/queue/places.ts';
import type { FolderEvent, FolderSync } from '../../../main/sync/folder-sync.ts';
import { Owner } from './owner.ts';
import { stage } from './stage.ts';

/** What a session tells while it lives. */
export interface SessionHooks {
  readonly onEngine: (event: EngineEvent) => void;
  readonly onFolder: (event: FolderEvent) => void;
  readonly onRan: (run: SessionRun) => void;
  /** Just before something is asked for that ends what is under way. */
  readonly onInterrupt: (what: string) => void;
}

/** How a piece of work ended. */
export type SessionRun =
  | { readonly is: 'state'; readonly isUpToDate: boolean; readonly isStopped: boolean }
  | { readonly is: 'failed'; readonly code: string; readonly message: string };

export interface SessionSetup {
  readonly number: number;
  readonly access: BucketAccess;
  readonly root: string;
  readonly settings: Partial<FolderSettings>;
  /** Null for as many as the line is worth. */
  readonly parallel: number | null;
  /** Null for the planner's own. */
  readonly partSize: number | null;
}

const network = {
  proxy: 'none',
  caFile: null,
  connectTimeoutMs: 5_000,
  progressTimeoutMs: 10_000,
  connections: 16,
} as const;

/** Names of what a user does that ends what is under way. */
const interrupting: ReadonlySet<string> = new Set(['pause', 'cancel', 'sendNext', 'stop', 'end']);

export const folderPrefix = 'backup/';
export const handPrefix = 'hand/';

/** One life of the program: the engine, the folder, and what is asked for by hand. */
export class Session {
  readonly process: Owner;
  readonly #setup: SessionSetup;
  readonly #hooks: SessionHooks;
  engine: Engine | null = null;
  folder: FolderSync | null = null;
  byHand: ByHand | null = null;
  #work: Promise<void> | null = null;
  #stop = new AbortController();
  #isEnding = false;
  readonly #asked = new Set<Promise<void>>();
  /** Resolves when engine and desk are there, or rejects with why they are not. */
  readonly opened: Promise<void>;

  constructor(setup: SessionSetup, hooks: SessionHooks) {
    this.#setup = setup;
    this.#hooks = hooks;
    this.process = new Owner(`engine-${setup.number}`);
    this.opened = stage().scheduler.enter(this.process, 'open', () => this.#open());
    this.opened.catch(() => {});
  }

  /** Requests with a body that may be under way at once. */
  get parallel(): number {
    return this.#setup.parallel ?? mostParallel;
  }

  get isWorking(): boolean {
    return this.#work !== null;
  }

  async #open(): Promise<void> {
    const { scheduler } = stage();
    const log = traceLog(line => scheduler.note(line));
    const engine = await createEngine({
      dataDir: '/sim/state',
      network,
      log,
      clock: systemClock,
      parallel: this.#setup.parallel,
      ...(this.#setup.partSize === null ? {} : { usualPartSize: this.#setup.partSize }),
      rateLimit: null,
      attempts: 5,
      quietMs: 100,
    });
    engine.onEvent(event => this.#hooks.onEngine(event));
    this.engine = engine;
    const account = { profile: null, signing: 'v4', checksum: 'crc32' } as const;
    const { access } = this.#setup;
    const byHand = createByHand({
      engine: () => engine,
      // Everything that would need one is given below.
      accounts: {} as AccountContext,
      changes: createChanges(0),
      clock: systemClock,
      log,
      accesses: {
        open: async () => ({ access, prefix: handPrefix, account }),
        reopen: async () => access,
        forget() {},
      },
      dataDir: '/sim/state',
      scanFolder() {},
      rootOf: () => this.#setup.root,
    });
    await byHand.start();
    this.byHand = byHand;
  }

  /** Does something with the program as its user, once it is there; what it throws is told as a failure. */
  do(label: string, task: () => Promise<void> | void): Promise<void> {
    const { scheduler } = stage();
    const done = scheduler.enter(this.process, label, async () => {
      try {
        await this.opened;
        if (interrupting.has(label)) this.#hooks.onInterrupt(label);
        await task();
      } catch (thrown) {
        scheduler.note(`${label} failed: ${String(thrown)}`);
      }
    });
    this.#asked.add(done);
    void done.then(() => this.#asked.delete(done));
    return done;
  }

  /** Resolves when everything that its user has asked for so far has been answered. */
  async answered(): Promise<void> {
    await Promise.all(this.#asked);
  }

  /** Begins to work on the folder unless that goes on already. */
  start(mode: 'run' | 'watch'): Promise<void> {
    if (this.#work) return this.#work;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const { scheduler } = stage();
    this.#work = scheduler.enter(this.process, mode, async () => {
      try {
        await this.opened;
        this.folder ??= await this.#openFolder();
        const { state, isStopped } = await this.folder[mode](signal);
        this.#hooks.onRan({ is: 'state', isUpToDate: state.isUpToDate, isStopped });
      } catch (thrown) {
        const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
        this.#hooks.onRan({ is: 'failed', code, message: String(thrown) });
      } finally {
        this.#work = null;
      }
    });
    return this.#work;
  }

  async #openFolder(): Promise<FolderSync> {
    const { access, root, settings } = this.#setup;
    const wish = { root, access, prefix: folderPrefix, settings: { ...usualSettings, ...settings } };
    return await (this.engine as Engine).openFolder(wish, event => this.#hooks.onFolder(event));
  }

  /** Ends the work on the folder. */
  async stopWork(): Promise<void> {
    this.#stop.abort();
    await this.#work;
  }

  /** Leaves in order, as a program that is quit. */
  end(): Promise<void> {
    if (this.#isEnding) return Promise.resolve();
    this.#isEnding = true;
    return this.do('end', async () => {
      await this.stopWork();
      await this.byHand?.stop();
      await this.folder?.close();
      await this.engine?.close();
    });
  }
}

/** What the engine logs is part of the trace. */
function traceLog(write: (line: string) => void): Log {
  const at = (level: string) => (event: string, facts?: Record<string, unknown>) =>
    write(`log ${level} ${event}${facts?.['error'] ? ` ${String(facts['error'])}` : ''}`);
  return { debug: () => {}, info: at('info'), warn: at('warn'), error: at('error') };
}

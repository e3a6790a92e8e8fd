import type { BucketAccess } from '../../../main/model/access.ts';
import { createRandom } from '../../support/random.ts';
import { BucketView } from './checker/bucket-view.ts';
import { Losses } from './checker/losses.ts';
import type { Removals } from './checker/removals.ts';
import { Resent } from './checker/resent.ts';
import { type Sending, wasHarmed } from './checker/sendings.ts';
import { Violation } from './checker/violation.ts';
import { Watchman } from './checker/watchman.ts';
import { bucketPath, clearDatabases, databaseAt, recordPath } from './databases.ts';
import { Disk } from './disk/disk.ts';
import { forgetOpenFiles } from './disk/open-files.ts';
import { drive, patience } from './drive.ts';
import { Faults } from './faults.ts';
import { hearEngine, hearFolder } from './hear.ts';
import { Ledger } from './ledger.ts';
import { Network } from './network.ts';
import { Others } from './others.ts';
import { isOutsider, Owner } from './owner.ts';
import { Presence } from './presence.ts';
import { HangError, Scheduler } from './scheduler.ts';
import { bucketName, keys, openServer, type ServerClock } from './server.ts';
import { folderPrefix, Session, type SessionRun } from './session.ts';
import { type Stage, setStage, stage } from './stage.ts';
import { replaceTimers } from './stand-ins/globals.ts';
import type { History } from './steps.ts';
import { forgetThreads, livingThreads } from './threads.ts';
import { Tree } from './tree.ts';
import { watchRemovals } from './watch-removals.ts';

replaceTimers();

/** 2026-03-01. */
const startMs = 1_772_323_200_000;

/** Places in which a fault ends what is under way; one on a request is told when it ends. */
const interrupting: ReadonlySet<string> = new Set(['database', 'file', 'worker', 'process']);

/** Everything around the engine in one run, and what is known of it. */
export class Play {
  readonly history: History;
  readonly scheduler: Scheduler;
  readonly disk: Disk;
  readonly faults: Faults;
  readonly tree: Tree;
  readonly watchman: Watchman;
  readonly presence: Presence;
  readonly removals: Removals;
  readonly bucket: BucketView;
  readonly losses: Losses;
  readonly resent: Resent;
  readonly ledger = new Ledger();
  readonly access: BucketAccess;
  readonly others: Others;
  readonly world: Owner;
  readonly serverClock: ServerClock;
  /** What was asked for by hand so far: ids of transfers. */
  readonly added: { readonly id: string; readonly key: string }[] = [];
  /** Of these, those that the user wanted no longer. */
  readonly cancelled = new Set<string>();
  /** Of the next life of the program. */
  settings: { readonly parallel: number | null; readonly partSize: number | null };
  session: Session | null = null;
  sessions = 0;
  /** Of each key, the file that is sent to it, as the program has told last. */
  readonly sources = new Map<string, string>();
  #failure: Error | null = null;
  /** Of the last work on the folder that ended. */
  lastRun: SessionRun | null = null;

  private constructor(history: History, made: Stage, world: Owner, clock: ServerClock, url: string) {
    this.history = history;
    this.scheduler = made.scheduler;
    this.disk = made.disk;
    this.faults = made.faults;
    this.world = world;
    this.serverClock = clock;
    this.settings = { parallel: history.parallel, partSize: null };
    this.bucket = new BucketView(databaseAt(bucketPath).connection, id => {
      return this.disk.find(`/sim/bucket/blobs/${id.slice(0, 2)}/${id}`, 'open').bytes;
    });
    this.watchman = new Watchman(this.bucket);
    this.tree = new Tree(this.disk, this.scheduler, (_, bytes) => this.watchman.sawContent(bytes));
    const followsLinks = history.settings.symlinks === 'follow';
    this.presence = new Presence(this.disk, this.tree, followsLinks, () => this.scheduler.monotonic());
    this.disk.onLook = path => this.presence.seen(path);
    this.removals = watchRemovals(this);
    this.disk.makeDirectories('/sim/home/hand');
    this.access = {
      address: {
        kind: history.kind,
        endpoint: url,
        bucket: bucketName,
        region: history.kind === 'oss' ? 'cn-hangzhou' : 'us-east-1',
        addressing: 'path',
      },
      signing: 'v4',
      checksum: 'crc32',
      credentials: { current: async () => keys, invalidate() {} },
    };
    this.others = new Others(this.access);
    const now = () => this.scheduler.monotonic();
    this.losses = new Losses(now);
    this.resent = new Resent({
      now,
      sourceOf: key => this.sources.get(key) ?? '',
      fail: violation => this.fail(violation),
      parallel: () => this.session?.parallel ?? 0,
      isRecorded: sending => this.#isRecorded(sending),
      lossSince: sending => this.losses.since(sending) ?? this.#changeSince(sending),
    });
    made.network.onBegin = record => {
      if (!isOutsider(record.owner)) this.resent.began(record);
    };
    made.network.onEnd = record => {
      this.losses.answered(record);
      this.resent.ended(record);
      // Until the other side hears of it, it begins further parts; what it hears may make it let go of them.
      if (wasHarmed(record)) this.interrupted(`another request met ${record.faults.join(', ')}`);
    };
    this.faults.onHit = (place, does) => {
      this.scheduler.note(`fault ${place} ${does}`);
      if (interrupting.has(place) || does === 'suspend') this.interrupted(`${place}: ${does}`);
    };
    this.scheduler.afterEvent = () => this.#afterEvent();
    this.scheduler.onUncaught = thrown => {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      this.fail(new Violation('uncaught', (error.stack ?? error.message).slice(0, 1_500)));
    };
  }

  /** Makes the world of a history; it ends with `close`. */
  static async open(history: History): Promise<Play> {
    clearDatabases();
    const world = new Owner('world');
    const server = new Owner('server');
    const random = createRandom(history.seed);
    const scheduler = new Scheduler(createRandom(history.seed ^ 0x5eed), startMs, world);
    let ticks = 0n;
    const disk = new Disk(() => {
      ticks += 1n;
      return BigInt(scheduler.now()) * 1_000_000n + (ticks % 1_000_000n);
    });
    forgetOpenFiles();
    forgetThreads();
    const made = {
      random,
      scheduler,
      disk,
      faults: new Faults(history.kind),
      network: new Network(),
      server,
    };
    setStage(made);
    Math.random = random.next;
    const clock = { skewMs: 0 };
    disk.makeDirectories('/sim/home');
    const opening = scheduler.enter(server, 'open', () => openServer(clock));
    await drive(scheduler, opening);
    const { url } = await opening;
    return new Play(history, made, world, clock, url);
  }

  close(): void {
    this.session?.process.die();
    stage().server.die();
    setStage(null);
  }

  interrupted(why: string): void {
    this.resent.interrupted(why);
  }

  #isRecorded({ place, request }: Sending): boolean {
    if (place.part === null) return false;
    const receipt = databaseAt(recordPath)
      .connection.prepare(
        `SELECT 1 FROM receipt JOIN transfer ON id = transfer_id
         WHERE object_key = ? AND number = ? AND lower(receipt.etag) = ?`,
      )
      .get(place.key, place.part, request.bodyHash);
    return receipt !== undefined;
  }

  #changeSince({ place, beganAtMs }: Sending): string | null {
    if (!place.key.startsWith(folderPrefix)) return null;
    const path = place.key.slice(folderPrefix.length);
    return this.tree.isUnchangedSince(path, beganAtMs) ? null : 'its file was changed';
  }

  fail(error: Error): void {
    this.#failure ??= error;
  }

  throwIfFailed(): void {
    if (this.#failure) throw this.#failure;
  }

  #afterEvent(): void {
    const { process } = this.session ?? {};
    if (!process) return;
    if (!process.isDead && this.faults.take('process', 'death')) process.die();
    const threads = livingThreads();
    if (threads.length > 0 && this.faults.take('worker', 'death')) {
      const thread = threads[stage().random.between(0, threads.length - 1)];
      thread?.end(1, new Error('a planned death'));
    }
    if (!process.isDead) return;
    this.interrupted('the process died');
    this.removals.allGivenUp();
    this.session = null;
  }

  /** The program as it runs, started when it does not. */
  living(): Session {
    if (this.session) return this.session;
    this.sessions += 1;
    this.#countSettings();
    const session: Session = new Session(
      {
        number: this.sessions,
        access: this.access,
        root: this.tree.root,
        settings: this.history.settings,
        ...this.settings,
      },
      {
        onEngine: event => this.#guard(session, () => hearEngine(this, event)),
        onFolder: event => this.#guard(session, () => hearFolder(this, event)),
        onInterrupt: what => this.interrupted(`the user: ${what}`),
        onRan: run => {
          if (session.process.isDead) return;
          this.scheduler.note(`ran ${JSON.stringify(run)}`);
          this.lastRun = run;
          this.removals.allGivenUp();
          if (run.is === 'failed' && run.code === 'bug') this.fail(new Violation('bug', run.message));
        },
      },
    );
    this.session = session;
    session.opened.then(
      () => {
        if (session.engine?.setAside != null) this.losses.ofRecord();
      },
      () => {},
    );
    session.opened.catch(thrown => {
      if (session.process.isDead) return;
      this.scheduler.note(`not opened: ${String(thrown)}`);
      if (this.session === session) {
        session.process.die();
        this.session = null;
      }
    });
    return session;
  }

  #countSettings(): void {
    const { parallel, partSize } = this.settings;
    if (parallel === null) this.faults.did('user', 'automaticParallel');
    else if (parallel !== this.history.parallel) this.faults.did('user', 'parallel');
    if (partSize !== null) this.faults.did('user', 'partSize');
  }

  /** A listener must not throw into the engine; what a dead one says is heard by nobody. */
  #guard(session: Session, task: () => void): void {
    if (session.process.isDead) return;
    try {
      task();
    } catch (thrown) {
      this.fail(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  }

  /** Waits for what the program does, as long as something happens. */
  async await(promise: Promise<unknown>, what: string): Promise<void> {
    await drive(this.scheduler, promise, what, () => this.throwIfFailed());
    this.throwIfFailed();
  }

  async go(events: number): Promise<void> {
    for (let left = events; left > 0; left -= 1) {
      if (!(await this.scheduler.step())) break;
      this.throwIfFailed();
    }
  }

  async pass(ms: number): Promise<void> {
    const untilMs = this.scheduler.monotonic() + ms;
    for (let left = patience; this.scheduler.monotonic() < untilMs; left -= 1) {
      if (left === 0) throw new HangError(`busy for ${patience} events in ${ms} ms`);
      if (!(await this.scheduler.step(untilMs))) break;
      this.throwIfFailed();
    }
    if (this.scheduler.monotonic() < untilMs) this.scheduler.suspend(untilMs - this.scheduler.monotonic());
  }

  /** The program is quit, and has let go of everything. */
  async stop(): Promise<void> {
    const { session } = this;
    if (!session) return;
    this.faults.count('world', 'stop');
    await this.await(Promise.race([session.end(), dead(session)]), 'the end of the program');
    if (this.session !== session) return;
    session.process.die();
    this.session = null;
  }

  /** All is well from now on. */
  mend(): void {
    this.faults.clear();
    this.scheduler.setRight();
    this.serverClock.skewMs = 0;
    this.scheduler.owner = this.world;
    this.tree.perform({ do: 'mount' });
    // Their contents are compared, and stay; what is being read of them is given up.
    if (this.history.seed % 5 > 0 && this.tree.open()) this.interrupted('the files were touched');
  }
}

/** Resolves when the session's process dies, for whoever waits for what it will never do. */
export function dead(session: Session): Promise<void> {
  if (session.process.isDead) return Promise.resolve();
  return new Promise(resolve => void session.process.atDeath.add(resolve));
}

import type { AccountContext } from '../account/account-context.ts';
import { AppError, type ErrorRecord, toErrorRecord } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { type AppSettings, type AppSettingsFile, usualAppSettings } from '../config/app-settings.ts';
import { openSavedTargets } from '../config/saved-targets.ts';
import { createEngine, type Engine } from '../engine.ts';
import { type Accesses, createAccesses } from './accesses.ts';
import { type AccountBook, createAccountBook } from './account-book.ts';
import { type ByHand, createByHand } from './by-hand.ts';
import { type Changes, createChanges } from './changes.ts';
import { createRateClock, engineSettings, needsNewEngine, type RateClock } from './engine-settings.ts';
import { createKeptFolders, type KeptFolders } from './kept-folders.ts';
import { createRenewal } from './renewal.ts';
import { createTasks, type Tasks } from './tasks.ts';
import { createTrial, type OpenTrial, type Trial, trialAccount, usualTrialFolder } from './trial.ts';

export interface DeskSetup {
  readonly dataDir: string;
  readonly accounts: AccountContext;
  readonly settingsFile: AppSettingsFile;
  readonly clock: Clock;
  readonly log: Log;
  readonly openTrial: OpenTrial;
}

/** Everything that works for as long as a window, or a server for pages, is open: one engine, and what keeps it busy. */
export interface Desk {
  readonly dataDir: string;
  readonly accounts: AccountContext;
  readonly clock: Clock;
  readonly log: Log;
  engine(): Engine;
  settings(): AppSettings;
  /** Saves those given and puts them into force; a new engine takes the place of the old one where it must. Throws `settings.invalid`. */
  saveSettings(changed: Partial<AppSettings>): Promise<void>;
  /** The usual ones again; the data directory and the trial stay. */
  resetSettings(): Promise<void>;
  /** What of the settings makes no sense, so that the usual values hold, and what keeps the trial from running. */
  problems(): readonly ErrorRecord[];
  /** Bytes per second at this time of the day; null for no limit. */
  rate(): number | null;
  readonly changes: Changes;
  readonly accesses: Accesses;
  readonly byHand: ByHand;
  readonly folders: KeptFolders;
  readonly tasks: Tasks;
  readonly book: AccountBook;
  readonly trial: Trial;
  setAllPaused(isPaused: boolean): void;
  /** Connections of before are given up, and everything looks again: after a sleep, or when the network is another. */
  renew(): Promise<void>;
  /** The last renewal has failed: there is no engine until one goes well, which is tried again and again. */
  isBroken(): boolean;
  /** Resolves when no renewal is under way: what is asked meanwhile is a matter of the new engine. */
  ready(): Promise<void>;
  /** Everything under way pauses, and the record says so. */
  close(): Promise<void>;
}

export async function openDesk(setup: DeskSetup): Promise<Desk> {
  const { dataDir, accounts, settingsFile, clock, log } = setup;
  const changes = createChanges(clock.now());
  const accesses = createAccesses(accounts);
  let settings = await settingsFile.read();
  for (const error of settingsFile.problems()) {
    log.error('a setting can not be read; the usual one holds', { error });
  }

  let current: Engine | null = null;
  /** False until everything runs for the first time. */
  let isOpen = false;
  let saving: Promise<unknown> = Promise.resolve();
  const engine = (): Engine => {
    if (current) return current;
    throw new AppError('request.stopped', 'the engine is being renewed or was closed');
  };
  const rates: RateClock = createRateClock(settings.rateLimit, clock, rate => current?.setRate(rate));
  const open = async () => {
    current = await createEngine({
      ...engineSettings(settings),
      rateLimit: rates.now(),
      dataDir,
      clock,
      log,
    });
  };

  const tools = { engine, accounts, changes, clock, log };
  const folders = createKeptFolders({ ...tools, accesses, isAllPaused: () => engine().hand.isAllPaused() });
  const byHand = createByHand({
    ...tools,
    accesses,
    dataDir,
    scanFolder: id => folders.rescan(id),
    rootOf: id => folders.rootOf(id),
  });
  const parts = [byHand, folders];
  const tasks = createTasks(clock);
  const book = createAccountBook({
    accounts,
    targets: openSavedTargets(accounts.profiles.file),
    accesses,
    changes,
    folderAccounts: () =>
      engine()
        .folders()
        .map(({ folder }) => ({ account: folder.settings.account.profile, root: folder.root })),
    onChange: folders.reopenAll,
    onRemoved: async name => {
      if (name === trialAccount) await trial.forget();
    },
  });
  /** One after the other, so that the file and what is in force are the same, whoever saves. Resolves with what was before. */
  const save = (change: Partial<AppSettings>, isReset = false): Promise<AppSettings> => {
    const saved = saving.then(async () => {
      const before = settings;
      const { dataDir: dir, trial: kept } = before;
      const next = isReset ? { ...usualAppSettings, dataDir: dir, trial: kept } : { ...before, ...change };
      await (isReset ? settingsFile.reset(next) : settingsFile.save(next));
      settings = next;
      changes.bump('settings');
      return before;
    });
    saving = saved.catch(() => {});
    return saved;
  };
  const inForce = async (before: AppSettings) => {
    if (before.rateLimit !== settings.rateLimit) rates.change(settings.rateLimit);
    if (needsNewEngine(before, settings)) await renewal.now();
  };
  const trial = createTrial({
    open: setup.openTrial,
    profiles: accounts.profiles,
    settings: () => settings,
    remember: async next => void (await save({ trial: next })),
    usualFolder: usualTrialFolder(dataDir),
    onMove: (from, to) => engine().moveEndpoint(from, to),
    onAccount() {
      accesses.forget();
      changes.bump('accounts');
      if (isOpen) folders.reopenAll();
    },
    log,
  });

  async function start(): Promise<void> {
    try {
      await open();
      if (!isOpen) await trial.start();
      for (const part of parts) await part.start();
    } catch (thrown) {
      await stop();
      throw thrown;
    }
  }

  /** One part that can't be stopped must not keep the others from it. */
  async function stop(): Promise<void> {
    await Promise.all(
      parts.map(part =>
        part.stop().catch(thrown => log.error('a part of the desk could not be stopped', { error: thrown })),
      ),
    );
    const closing = current;
    current = null;
    await closing?.close().catch(thrown => log.error('the engine could not be closed', { error: thrown }));
  }

  const renewal = createRenewal({
    async restart() {
      await stop();
      accesses.forget();
      await start();
    },
    onChange: () => changes.bump('folders'),
    ...{ clock, log },
  });

  try {
    await start();
    isOpen = true;
  } catch (thrown) {
    rates.stop();
    await trial.close();
    throw thrown;
  }

  return {
    ...{ dataDir, accounts, clock, log, engine, changes, accesses, byHand, folders, tasks, book, trial },
    settings: () => settings,
    saveSettings: async changed => await inForce(await save(changed)),
    resetSettings: async () => await inForce(await save({}, true)),
    problems: () =>
      [...settingsFile.problems(), trial.problem()].flatMap(each => (each ? toErrorRecord(each) : [])),
    rate: rates.now,
    setAllPaused(isPaused) {
      byHand.setAllPaused(isPaused);
      folders.lookAgain();
    },
    renew: renewal.now,
    isBroken: renewal.hasFailed,
    ready: renewal.ready,
    async close() {
      rates.stop();
      await renewal.close();
      await tasks.close();
      await stop();
      await trial.close();
    },
  };
}

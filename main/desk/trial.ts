import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Profiles } from '../account/profiles.ts';
import { AppError, toAppError } from '../base/app-error.ts';
import type { Log } from '../base/log.ts';
import type { AppSettings } from '../config/app-settings.ts';
import type { Credentials } from '../model/credentials.ts';

/** A local bucket that was started for trying out. */
export interface TrialServer {
  readonly url: string;
  readonly port: number;
  readonly credentials: Credentials;
  close(): Promise<void>;
}

/** Starts the local bucket over a folder, with one bucket in it; another port where the wished one is taken. */
export type OpenTrial = (folder: string, bucket: string, port: number) => Promise<TrialServer>;

export interface TrialSetup {
  readonly open: OpenTrial;
  readonly profiles: Profiles;
  readonly settings: () => AppSettings;
  readonly remember: (trial: AppSettings['trial']) => Promise<void>;
  /** Where the trial's objects lie unless a folder is named. */
  readonly usualFolder: string;
  /** The local bucket is at another address than when the program ended; told before the account follows. */
  readonly onMove: (from: string, to: string) => void;
  readonly onAccount: () => void;
  readonly log: Log;
}

/** "Try without an account": a store of one's own in a folder, with an account that leads there. */
export interface Trial {
  /** Starts the one that is remembered, if any, before anything works on what leads there. What stands in its way is logged, and told by `problem`. */
  start(): Promise<void>;
  /** Throws `account.exists` where the account's name is somebody's, and what the local bucket throws. */
  begin(folder: string | null): Promise<{ readonly account: string; readonly bucket: string }>;
  current(): { readonly folder: string; readonly endpoint: string } | null;
  /** Why the one that is remembered does not run; null when it does, or when there is none. */
  problem(): AppError | null;
  /** Stops it for good. Its objects stay where they are. */
  forget(): Promise<void>;
  /** Until the next start. */
  close(): Promise<void>;
}

export const trialAccount = 'trial';
const trialBucket = 'trial';

export function createTrial(setup: TrialSetup): Trial {
  const { profiles, settings, remember, log } = setup;
  let server: { readonly folder: string; readonly running: TrialServer } | null = null;
  let obstacle: AppError | null = null;
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other: two servers over one folder stand in each other's way. */
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = last.then(task);
    last = turn.catch(() => {});
    return turn;
  }

  async function stop(): Promise<void> {
    const stopped = server;
    server = null;
    await stopped?.running.close();
  }

  async function open(folder: string, port: number, isAgain: boolean): Promise<void> {
    await stop();
    const running = await setup.open(folder, trialBucket, port);
    server = { folder, running };
    const { accessKeyId, accessKeySecret } = running.credentials;
    const known = await profiles.find(trialAccount);
    const before = known?.settings.endpoint;
    if (isAgain && before !== undefined && before !== running.url) setup.onMove(before, running.url);
    const isSame =
      known?.settings.endpoint === running.url && known.settings['access-key-id'] === accessKeyId;
    if (!isSame) {
      const account = {
        kind: 'oss',
        endpoint: running.url,
        region: 'cn-hangzhou',
        addressing: 'path',
      } as const;
      await profiles.save(
        trialAccount,
        { ...account, 'access-key-id': accessKeyId },
        { 'access-key-secret': accessKeySecret },
      );
      setup.onAccount();
    }
    await remember({ folder, port: running.port });
    obstacle = null;
  }

  async function startRemembered({ folder, port }: NonNullable<AppSettings['trial']>): Promise<void> {
    try {
      // An empty one is where a drive was: to begin anew in it would look as if everything was lost.
      if (await isGone(folder)) throw new AppError('folder.missing', `${folder} is gone`, { path: folder });
      await open(folder, port, true);
    } catch (thrown) {
      obstacle = toAppError(thrown);
      log.error('the local bucket for trying out could not be started', { error: thrown });
    }
  }

  async function begin(folder: string | null) {
    const known = await profiles.find(trialAccount);
    const { trial } = settings();
    if (known !== null && trial === null) {
      throw new AppError('account.exists', 'the name is taken', { profile: trialAccount });
    }
    const wanted = folder ?? trial?.folder ?? setup.usualFolder;
    if (server?.folder !== wanted) await open(wanted, trial?.port ?? 0, false);
    return { account: trialAccount, bucket: trialBucket };
  }

  return {
    start: () =>
      inTurn(async () => {
        const { trial } = settings();
        if (trial !== null) await startRemembered(trial);
      }),
    begin: folder => inTurn(() => begin(folder)),
    current: () => server && { folder: server.folder, endpoint: server.running.url },
    problem: () => obstacle,
    forget: () =>
      inTurn(async () => {
        await stop();
        obstacle = null;
        if (settings().trial !== null) await remember(null);
      }),
    close: () => inTurn(stop),
  };
}

async function isGone(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.length === 0;
}

export function usualTrialFolder(dataDir: string): string {
  return join(dataDir, 'trial');
}

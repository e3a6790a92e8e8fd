import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import type { AppUpdater } from 'electron-updater';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Texts } from '../text/texts.ts';
import type { StateFile } from './state-file.ts';

/** What is used of electron-updater. */
export type Updater = Pick<
  AppUpdater,
  | 'allowDowngrade'
  | 'allowPrerelease'
  | 'autoDownload'
  | 'autoInstallOnAppQuit'
  | 'checkForUpdates'
  | 'downloadUpdate'
  | 'logger'
  | 'on'
  | 'quitAndInstall'
>;

export interface UpdatesSetup {
  readonly texts: () => Texts;
  readonly state: Pick<StateFile, 'get'>;
  /** Ends everything in order and then calls back; the process is left to whoever is called. */
  readonly handOver: (last: () => void) => void;
  readonly clock: Pick<Clock, 'after' | 'every'>;
  readonly log: Log;
}

export interface Updates {
  /** Looks now, and says so when there is none. */
  check(): void;
  close(): void;
}

const firstLookMs = 60_000;
const lookMs = 24 * 3_600_000;

/** False in builds that were made without a feed, where nothing ever asks for updates. */
export function hasFeed(): boolean {
  return app.isPackaged && existsSync(join(process.resourcesPath, 'app-update.yml'));
}

/** Loaded where there is a feed, and nowhere else: it looks for one as soon as it is there. */
export async function loadUpdater(): Promise<Updater> {
  const { default: updater } = await import('electron-updater');
  return updater.autoUpdater;
}

/**
 * Nothing is downloaded before the user has said so. What was downloaded is put in place when they say so, or else when the app ends,
 * which they are told.
 */
export function watchUpdates(
  { texts, state, handOver, clock, log }: UpdatesSetup,
  updater: Updater,
): Updates {
  updater.logger = null;
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = true;
  updater.allowDowngrade = false;
  updater.allowPrerelease = false;
  /** Somebody waits for what the look finds. */
  let isAsked = false;
  /** One question at a time; who has not answered yesterday's is not asked again today. */
  let isAsking = false;
  let ready: string | null = null;

  const tell = (message: string) => void dialog.showMessageBox({ type: 'warning', message });
  const report = (thrown: unknown) => {
    log.warn('updates could not be looked for', { error: thrown });
    if (isAsked) tell(texts().sayApp('update.failed'));
    isAsked = false;
  };
  const look = (isWanted: boolean) => {
    isAsked ||= isWanted;
    // What the promise tells comes by the event as well.
    updater.checkForUpdates().catch(() => {});
  };

  async function ask(message: string, detail: string, agree: string): Promise<boolean> {
    if (isAsking) return false;
    isAsking = true;
    try {
      const buttons = [texts().sayApp('update.later'), agree];
      const options = { message, detail, buttons, defaultId: 1, cancelId: 0 };
      return (await dialog.showMessageBox(options)).response === 1;
    } finally {
      isAsking = false;
    }
  }

  async function offer(version: string): Promise<void> {
    const isWanted = isAsked;
    isAsked = false;
    if (version === ready && !isWanted) return;
    if (version === ready) return offerRestart(version);
    const { sayApp } = texts();
    const text = sayApp('update.text', { version });
    if (!(await ask(sayApp('update.title'), text, sayApp('update.download')))) return;
    try {
      await updater.downloadUpdate();
    } catch (thrown) {
      log.warn('an update could not be downloaded', { version, error: thrown });
      tell(texts().sayApp('update.notDownloaded', { version }));
    }
  }

  async function offerRestart(version: string): Promise<void> {
    const { sayApp } = texts();
    const text = sayApp('update.readyText', { version });
    if (!(await ask(sayApp('update.ready'), text, sayApp('update.restart')))) return;
    // The new one starts before the old one has ended, and must not take it for the first instance.
    handOver(() => {
      app.releaseSingleInstanceLock();
      updater.quitAndInstall();
    });
  }

  const careful = (task: Promise<void>) =>
    task.catch(thrown => log.error('the user could not be asked', { error: thrown }));
  updater.on('error', report);
  updater.on('update-not-available', () => {
    if (isAsked) void dialog.showMessageBox({ message: texts().sayApp('update.none') });
    isAsked = false;
  });
  updater.on('update-available', ({ version }) => void careful(offer(version)));
  updater.on('update-downloaded', ({ version }) => {
    ready = version;
    void careful(offerRestart(version));
  });

  const lookByItself = () => {
    if (state.get().settings.checksForUpdates) look(false);
  };
  const first = clock.after(firstLookMs, lookByItself);
  const daily = clock.every(lookMs, lookByItself);
  return {
    check: () => look(true),
    close() {
      first.stop();
      daily.stop();
    },
  };
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Texts } from '../text/texts.ts';
import type { StateFile } from './state-file.ts';

export interface UpdatesSetup {
  readonly texts: () => Texts;
  readonly state: StateFile;
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

/** Nothing is downloaded and nothing is put in place before the user has said so. */
export async function watchUpdates({ texts, state, clock, log }: UpdatesSetup): Promise<Updates> {
  const { default: updater } = await import('electron-updater');
  const { autoUpdater } = updater;
  autoUpdater.logger = null;
  autoUpdater.autoDownload = false;
  autoUpdater.autoInstallOnAppQuit = true;
  autoUpdater.allowDowngrade = false;
  autoUpdater.allowPrerelease = false;
  let isAsked = false;

  const ask = async (message: string, detail: string, agree: string): Promise<boolean> => {
    const buttons = [texts().sayApp('update.later'), agree];
    const { response } = await dialog.showMessageBox({ message, detail, buttons, defaultId: 1, cancelId: 0 });
    return response === 1;
  };
  const report = (thrown: unknown) => {
    log.warn('updates could not be looked for', { error: thrown });
    if (isAsked) void dialog.showMessageBox({ type: 'warning', message: texts().sayApp('update.failed') });
    isAsked = false;
  };
  const look = (isWanted: boolean) => {
    isAsked = isWanted;
    autoUpdater.checkForUpdates().catch(report);
  };

  autoUpdater.on('error', report);
  autoUpdater.on('update-not-available', () => {
    if (isAsked) void dialog.showMessageBox({ message: texts().sayApp('update.none') });
    isAsked = false;
  });
  autoUpdater.on('update-available', async ({ version }) => {
    isAsked = false;
    const { sayApp } = texts();
    const isWanted = await ask(
      sayApp('update.title'),
      sayApp('update.text', { version }),
      sayApp('update.download'),
    );
    if (isWanted) autoUpdater.downloadUpdate().catch(report);
  });
  autoUpdater.on('update-downloaded', async ({ version }) => {
    const { sayApp } = texts();
    const text = sayApp('update.readyText', { version });
    if (await ask(sayApp('update.ready'), text, sayApp('update.restart'))) autoUpdater.quitAndInstall();
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

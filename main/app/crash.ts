import { app, type BrowserWindow, crashReporter, dialog } from 'electron';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Texts } from '../text/texts.ts';

const mostReloads = 3;
const withinMs = 60_000;

/** Reports of crashes stay on this machine. */
export function keepCrashReports(): void {
  crashReporter.start({ uploadToServer: false });
}

/** A page that ended is loaded again; one that ends again and again is left to the user. */
export function createCrashCare(
  clock: Pick<Clock, 'monotonic'>,
  texts: () => Texts,
  log: Log,
): (window: BrowserWindow) => void {
  let crashes: number[] = [];
  return window => {
    const nowMs = clock.monotonic();
    crashes = [...crashes.filter(atMs => nowMs - atMs < withinMs), nowMs];
    if (crashes.length <= mostReloads) {
      // Not within the event: Electron tells of it while it still takes the old process down, and a load then can end the whole app.
      setImmediate(() => {
        if (!window.isDestroyed()) window.webContents.reload();
      });
      return;
    }
    crashes = [];
    const { sayApp } = texts();
    dialog
      .showMessageBox({
        type: 'error',
        message: sayApp('crash.title'),
        detail: sayApp('crash.text'),
        buttons: [sayApp('crash.reload'), sayApp('crash.quit')],
        defaultId: 0,
        cancelId: 1,
      })
      .then(({ response }) => {
        if (response !== 0) app.quit();
        else if (!window.isDestroyed()) window.webContents.reload();
      })
      .catch(thrown => log.error('the user could not be asked', { error: thrown }));
  };
}

/** What nobody foresaw ends the app, as it would end any program; with a line in the log first. */
export function logLastWords(log: Log): void {
  process.on('uncaughtException', thrown => {
    log.error('the app ends by an error', { error: thrown, stack: thrown.stack });
    dialog.showErrorBox('Longshore', String(thrown));
    app.exit(1);
  });
  process.on('unhandledRejection', thrown => log.error('nobody waited for a failure', { error: thrown }));
  app.on('child-process-gone', (_, { type, reason, exitCode }) => {
    log.warn('a helper process has ended', { type, reason, exitCode });
  });
}

import { app, type BrowserWindow, crashReporter, dialog } from 'electron';
import type { Clock } from '../base/clock.ts';
import { type Log, maskThrown } from '../base/log.ts';
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

export interface LastWordsSetup {
  readonly texts: () => Texts;
  /** Ends what works: nothing may go on in a state that nobody knows. */
  readonly stop: () => Promise<void>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly log: Log;
}

const stopMs = 2_000;
/** Where nobody sits, a box that waits for an answer would keep the app from being started again. */
const readMs = 60_000;

/** What nobody foresaw ends the app, as it would end any program; with a line in the log and a word to the user first. */
export function keepLastWords(setup: LastWordsSetup): void {
  const { log } = setup;
  let isEnding = false;
  process.on('uncaughtException', thrown => {
    log.error('the app ends by an error', { error: thrown, stack: stackOf(thrown) });
    if (isEnding) return;
    isEnding = true;
    void endByError(thrown, setup);
  });
  process.on('unhandledRejection', thrown => log.error('nobody waited for a failure', { error: thrown }));
  app.on('child-process-gone', (_, { type, reason, exitCode }) => {
    log.warn('a helper process has ended', { type, reason, exitCode });
  });
}

/** Anything at all can be thrown. */
const stackOf = (thrown: unknown) => (thrown instanceof Error ? thrown.stack : undefined);

/** Ends what works, tells the user, and ends the program once they have read it, or after a minute. */
export async function endByError(
  thrown: unknown,
  { texts, stop, clock, log }: LastWordsSetup,
): Promise<void> {
  const within = (ms: number, task: Promise<unknown>) => Promise.race([task, clock.sleep(ms)]);
  try {
    await within(stopMs, stop());
  } catch (failure) {
    log.error('something could not be stopped', { error: failure });
  }
  try {
    const { sayApp } = texts();
    const message = sayApp('ended.title');
    const detail = sayApp('ended.text', { error: maskThrown(thrown) });
    // Before Electron is ready there is this box alone; nothing works then that it could hold up.
    if (app.isReady()) await within(readMs, dialog.showMessageBox({ type: 'error', message, detail }));
    else dialog.showErrorBox(message, detail);
  } catch (failure) {
    log.error('the user could not be told', { error: failure });
  }
  app.exit(1);
}

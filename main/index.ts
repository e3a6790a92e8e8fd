import { fileURLToPath } from 'node:url';
import { app, dialog } from 'electron';
import { keepLastWords } from './app/crash.ts';
import { openInbox } from './app/inbox.ts';
import { systemLanguage } from './app/language.ts';
import { openLogFiles } from './app/log-files.ts';
import { servePage } from './app/page-scheme.ts';
import { placesOf } from './app/places.ts';
import { claimLinks, prepare } from './app/prepare.ts';
import { createQuitting } from './app/quit.ts';
import { secureContents, secureSession } from './app/security.ts';
import { readAppEnvironment } from './app/settings.ts';
import { type RunningApp, startApp } from './app/start.ts';
import { toErrorRecord } from './base/app-error.ts';
import { systemClock as clock } from './base/clock.ts';
import { describeError } from './text/error-text.ts';
import { textsIn } from './text/texts.ts';

/** The desktop app: prepares Electron, starts everything, and stops it in reverse order. */
const entry = fileURLToPath(import.meta.url);
const environment = readAppEnvironment();

prepare();
const inbox = openInbox(entry);
if (inbox === null) app.quit();
else {
  const places = placesOf();
  const log = openLogFiles(places.logs, clock);
  let running: RunningApp | null = null;
  const ownTexts = () => textsIn(systemLanguage(environment.language), 'page');
  keepLastWords({
    texts: () => running?.texts() ?? ownTexts(),
    stop: async () => await running?.stop(),
    ...{ clock, log },
  });
  claimLinks();
  const quitting = createQuitting({ clock, log });
  secureContents(log);
  // Not awaited: with modules, Electron is ready only when the entry point has run to its end.
  app
    .whenReady()
    .then(async () => {
      secureSession(log);
      servePage(places.pageDir);
      const started = await startApp({ environment, places, quitting, clock, log });
      running = started;
      quitting.bind(started);
      // The app lives on without a window.
      app.on('window-all-closed', () => {});
      app.on('activate', started.show);
      inbox.take(started.onArguments);
      log.info('the app has started', { version: app.getVersion() });
    })
    .catch(thrown => {
      log.error('the app could not start', { error: thrown });
      const { language, sayApp } = ownTexts();
      const { cause, remedy } = describeError(toErrorRecord(thrown), {}, language, 'page');
      dialog.showErrorBox(sayApp('start.failed'), `${cause}\n\n${remedy}`);
      app.exit(1);
    });
}

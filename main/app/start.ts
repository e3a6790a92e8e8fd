import { app, Menu, nativeTheme, shell } from 'electron';
import type { TransferRow } from '../../preload/contract/transfers.ts';
import { createAllAreas } from '../api/all-areas.ts';
import { createApi } from '../api/connect.ts';
import { createPicker } from '../api/picker.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Texts } from '../text/texts.ts';
import { createLinkTaker } from './add-target.ts';
import type { Arguments } from './arguments.ts';
import { createClosing } from './closing.ts';
import { createCrashCare } from './crash.ts';
import { createDesktop } from './desktop.ts';
import { pickPaths, revealFile, showAbout } from './dialogs.ts';
import { bindIpc } from './ipc.ts';
import { systemLanguage } from './language.ts';
import { renewLogin, wasOpenedAtLogin } from './login.ts';
import { appMenu } from './menu.ts';
import { createNotifications } from './notifications.ts';
import { openAppDesk } from './open-desk.ts';
import { createPauses } from './pauses.ts';
import type { Places } from './places.ts';
import { watchPower } from './power.ts';
import type { Ending, Quitting } from './quit.ts';
import { openExternally } from './security.ts';
import type { AppEnvironment } from './settings.ts';
import { openStateFile } from './state-file.ts';
import { watchStatus } from './status.ts';
import { showInTaskBar } from './task-bar.ts';
import { createTray } from './tray.ts';
import { openTrayHost } from './tray-host.ts';
import { hasFeed, loadUpdater, watchUpdates } from './updates.ts';
import { createMainWindow } from './window.ts';

export interface StartSetup {
  readonly environment: AppEnvironment;
  readonly places: Places;
  readonly quitting: Quitting;
  readonly clock: Clock;
  readonly log: Log;
}

/** The app at work. */
export interface RunningApp extends Ending {
  onArguments(said: Arguments): void;
  show(): void;
  /** In the language that the user has chosen. */
  texts(): Texts;
}

const hourMs = 3_600_000;
const recentCount = 5;

/** Starts every part of the app, and stops them in reverse order. */
export async function startApp(setup: StartSetup): Promise<RunningApp> {
  const { environment, places, quitting, clock } = setup;
  const stops: (() => unknown)[] = [];
  const opens = <T extends { close(): unknown }>(part: T): T => {
    stops.unshift(() => part.close());
    return part;
  };
  let isQuitting = false;
  const own = systemLanguage(environment.language);
  const trayHost = opens(await openTrayHost(clock));
  const hasTray = trayHost.has;

  const { desk, log, logMemory, texts } = await openAppDesk(environment, places, own, clock, setup.log);
  opens(desk);
  const state = openStateFile(places.stateFile, thrown =>
    log.warn('the state was not kept', { error: thrown }),
  );
  const program = app.isPackaged ? (environment.appImage ?? app.getPath('exe')) : null;
  try {
    if (program !== null) renewLogin(state.get().settings, program);
  } catch (thrown) {
    log.warn('the start at login could not be renewed', { error: thrown });
  }
  const pauses = opens(createPauses({ desk, state, clock, log }));
  const status = opens(watchStatus(desk, clock, log));
  const { handOver } = quitting;
  const updates = hasFeed()
    ? opens(watchUpdates({ texts, state, handOver, clock, log }, await loadUpdater()))
    : null;

  const areas = createAllAreas(desk, {
    name: 'desktop',
    version: app.getVersion(),
    systemLanguage: own,
    proxies: environment.proxies,
    logMemory,
    picker: createPicker(() => null),
    pick: wants => pickPaths(wants, window.current(), texts()),
    reveal: revealFile,
    desktop: createDesktop({
      state,
      hasTray,
      canUpdate: updates !== null,
      program,
      onSettings: () => power.onSettings(),
    }),
  });
  const api = opens(createApi(desk, areas));

  const notifications = opens(
    createNotifications(
      {
        texts,
        wishes: () => desk.settings().notifications,
        isLookedAt: () => window.current()?.isFocused() ?? false,
        open: view => window.show(view),
        clock,
      },
      status.current(),
    ),
  );
  const window = createMainWindow({
    ...{ preload: places.preload, icon: places.appIcon, isPackaged: app.isPackaged, state, log },
    onClose: createClosing({
      ...{ state, hasTray, texts, tell: notifications.tell },
      isQuitting: () => isQuitting,
      quit: () => app.quit(),
    }),
    onSeen: () => ipc.look(),
    onPageGone: () => ipc.reset(),
    onCrash: createCrashCare(clock, texts, log),
    onSessionEnd: quitting.bySystem,
  });
  stops.unshift(() => window.destroy());
  const ipc = opens(
    bindIpc({
      ...{ api, log, names: Object.keys(areas.handlers) },
      contents: window.contents,
      isSeen: window.isSeen,
    }),
  );

  const send = (paths: readonly string[]) => {
    if (paths.length === 0) return;
    window.show();
    ipc.wish({ type: 'add', paths });
  };
  const choose = (wants: 'files' | 'folder') => {
    pickPaths(wants, window.current(), texts()).then(send, thrown => {
      log.error('no files could be chosen', { error: thrown });
    });
  };
  const quit = () => app.quit();
  const tray = opens(
    createTray(
      {
        ...{ icons: places.icons, texts, pauses, onDrop: send },
        recent: async () => {
          const query = { filter: 'done', search: '', folder: null, sort: 'changed', isDescending: true };
          const found = await api.request('listTransfers', { ...query, offset: 0, limit: recentCount });
          return (found as { readonly rows: readonly TransferRow[] }).rows;
        },
        actions: {
          open: window.show,
          send: () => choose('files'),
          pauseHour: () => pauses.pauseFor(hourMs),
          pauseUntilTomorrow: pauses.pauseUntilTomorrow,
          pauseAll: pauses.pauseAll,
          resume: pauses.resume,
          reveal: id => void api.request('revealFile', { id }).catch(() => window.show('transfers')),
          quit,
        },
      },
      status.current(),
    ),
  );
  /** Nobody has asked for the window: it is there, minimised, because there was no tray. */
  let isInPlaceOfTray = false;
  trayHost.watch(() => {
    log.info('the desktop shows a tray by now');
    tray.renew();
    if (isInPlaceOfTray && window.current()?.isMinimized()) window.current()?.hide();
  });
  const power = opens(
    watchPower({ ...{ state, pauses, clock, log }, renew: desk.renew, onShutdown: quitting.bySystem }),
  );
  status.listen(now => {
    tray.show(now);
    power.onStatus(now);
    notifications.onStatus(now);
    showInTaskBar(window.current(), now);
  });

  const dress = () => {
    nativeTheme.themeSource = desk.settings().appearance;
    const menu = appMenu({ platform: process.platform, isPackaged: app.isPackaged }, texts(), {
      send: () => choose('files'),
      sendFolder: () => choose('folder'),
      open: window.show,
      pauseAll: pauses.pauseAll,
      resume: pauses.resume,
      openLink: address => void openExternally(address, log),
      showLogs: () => void shell.openPath(places.logs),
      checkForUpdates: updates?.check ?? null,
      about: showAbout,
      quit,
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(menu));
  };
  let dressed = desk.changes.revisions().settings;
  stops.unshift(
    desk.changes.listen(() => {
      const { settings } = desk.changes.revisions();
      if (settings === dressed) return;
      dressed = settings;
      dress();
    }),
  );
  dress();
  const takeLink = createLinkTaker({ api, texts, showAccounts: () => window.show('accounts'), log });
  let isFirst = true;

  return {
    onArguments({ paths, link, isHidden: isSaidHidden }) {
      const isHidden = isSaidHidden || (isFirst && wasOpenedAtLogin() && state.get().settings.startsHidden);
      isFirst = false;
      if (isHidden && paths.length === 0 && link === null) {
        if (hasTray() !== true) {
          isInPlaceOfTray = window.current() === null;
          window.prepare(true);
        }
        // Windows tells the end of a session to windows alone, also to those that nobody has seen.
        else if (process.platform === 'win32') window.prepare(false);
        return;
      }
      isInPlaceOfTray = false;
      window.show();
      send(paths);
      if (link !== null) takeLink(link);
    },
    show: () => window.show(),
    texts,
    finishing: () => desk.engine().list.tally().finishing.rows,
    leave() {
      isQuitting = true;
    },
    async stop() {
      for (const stop of stops) {
        try {
          await stop();
        } catch (thrown) {
          log.error('a part of the app could not be stopped', { error: thrown });
        }
      }
    },
  };
}

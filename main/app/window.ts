import { BrowserWindow, type BrowserWindowConstructorOptions, screen, type WebContents } from 'electron';
import type { Log } from '../base/log.ts';
import { pageAddress } from './page-scheme.ts';
import type { StateFile } from './state-file.ts';
import { placeWindow, smallest, type WindowPlace } from './window-place.ts';

export interface WindowSetup {
  readonly preload: string;
  readonly icon: string;
  readonly isPackaged: boolean;
  readonly state: StateFile;
  readonly log: Log;
  /** True lets the window go; false keeps it, hidden or minimised. */
  readonly onClose: (window: BrowserWindow) => boolean;
  /** It is seen, or no longer. */
  readonly onSeen: () => void;
  /** A page that was there is gone, or about to load anew. */
  readonly onPageGone: () => void;
  readonly onCrash: (window: BrowserWindow) => void;
  /**
   * Windows shuts down or its user logs out, and may end the program at any moment from now on; other systems tell it elsewhere. The session
   * is not held up by `query-session-end`: the record is safe at every moment, and who leaves is not kept waiting.
   */
  readonly onSessionEnd: () => void;
}

/** The one window of the app. */
export interface MainWindow {
  /** Opens or shows it, at a view (`folders/ID`) where one is named. */
  show(view?: string): void;
  /** Opens it without showing it; minimised where nothing else would lead to it. */
  prepare(isMinimised: boolean): void;
  contents(): WebContents | null;
  current(): BrowserWindow | null;
  /** Seen by somebody, as far as that can be told. */
  isSeen(): boolean;
  destroy(): void;
}

/** Every switch that keeps a page apart from the machine, written down even where it is the usual one. Pure. */
export function windowOptions(
  place: WindowPlace,
  { preload, icon, isPackaged }: Pick<WindowSetup, 'preload' | 'icon' | 'isPackaged'>,
): BrowserWindowConstructorOptions {
  const { isMaximized: _, ...bounds } = place;
  return {
    ...bounds,
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'Longshore',
    show: false,
    icon,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      devTools: !isPackaged,
    },
  };
}

const addressOf = (view: string | undefined) => (view === undefined ? pageAddress : `${pageAddress}#${view}`);

export function createMainWindow(setup: WindowSetup): MainWindow {
  const { state, log } = setup;
  let window: BrowserWindow | null = null;

  function remember(of: BrowserWindow): void {
    if (of.isDestroyed() || of.isMinimized()) return;
    state.change({ window: { ...of.getNormalBounds(), isMaximized: of.isMaximized() } });
  }

  function open(): BrowserWindow {
    const place = placeWindow(state.get().window, displays());
    const made = new BrowserWindow(windowOptions(place, setup));
    window = made;
    if (place.isMaximized) made.maximize();
    made.on('close', event => {
      remember(made);
      if (!setup.onClose(made)) event.preventDefault();
    });
    made.on('hide', () => remember(made));
    for (const change of ['show', 'hide', 'minimize', 'restore'] as const)
      listenTo(made, change, setup.onSeen);
    made.on('session-end', setup.onSessionEnd);
    made.on('closed', () => {
      window = null;
      setup.onPageGone();
    });
    const { webContents } = made;
    webContents.on('did-start-navigation', details => {
      if (details.isMainFrame && !details.isSameDocument) setup.onPageGone();
    });
    webContents.on('render-process-gone', (_, { reason, exitCode }) => {
      log.error('the page has ended', { reason, exitCode });
      setup.onPageGone();
      if (reason !== 'clean-exit') setup.onCrash(made);
    });
    webContents.on('unresponsive', () => log.warn('the page does not answer'));
    return made;
  }

  function load(of: BrowserWindow, view: string | undefined): void {
    of.loadURL(addressOf(view)).catch(thrown => log.error('the page could not be loaded', { error: thrown }));
  }

  return {
    show(view) {
      if (window !== null) {
        // Loading what is there already would throw away what is being written in it.
        if (view !== undefined && window.webContents.getURL() !== addressOf(view)) load(window, view);
        if (window.isMinimized()) window.restore();
        window.show();
        window.focus();
        return;
      }
      const made = open();
      made.once('ready-to-show', () => made.show());
      load(made, view);
    },
    prepare(isMinimised) {
      if (window !== null) return;
      const made = open();
      if (isMinimised) made.minimize();
      load(made, undefined);
    },
    contents: () => (window === null || window.isDestroyed() ? null : window.webContents),
    current: () => window,
    isSeen: () => window?.isVisible() === true && !window.isMinimized(),
    destroy() {
      if (window !== null) remember(window);
      window?.destroy();
    },
  };
}

/** Electron's types have one overload for each event, which no list of names fits. */
function listenTo(window: NodeJS.EventEmitter, event: string, listener: () => void): void {
  window.on(event, listener);
}

/** The main one first: a window without a place of its own opens there. */
function displays() {
  const main = screen.getPrimaryDisplay();
  return [main, ...screen.getAllDisplays().filter(each => each.id !== main.id)];
}

import { EventEmitter } from 'node:events';
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle, WebPreferences } from 'electron';
import { app } from './app.ts';
import { ask, StandInEvent } from './events.ts';
import { sessionRules } from './session.ts';
import { strict } from './strict.ts';
import { StandInWebContents } from './web-contents.ts';
import { addWindow, dropWindow } from './window-list.ts';

type Used = Pick<
  BrowserWindow,
  | 'close'
  | 'destroy'
  | 'focus'
  | 'getBounds'
  | 'getNormalBounds'
  | 'hide'
  | 'isDestroyed'
  | 'isFocused'
  | 'isMaximized'
  | 'isMinimized'
  | 'isVisible'
  | 'loadURL'
  | 'maximize'
  | 'minimize'
  | 'restore'
  | 'setBounds'
  | 'setProgressBar'
  | 'setTitle'
  | 'show'
>;

const all: StandInBrowserWindow[] = [];

/** The stand-in keeps every page apart from the machine; a window that does not ask for it would be no such page on Electron. */
const apart = {
  ...{ contextIsolation: true, sandbox: true, webSecurity: true, nodeIntegration: false },
  ...{ nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false, webviewTag: false },
  ...{ allowRunningInsecureContent: false, navigateOnDragDrop: false },
} as const;

/** What has to be said before there is any page. */
function refuseUnguarded(): void {
  const missing = Object.entries(sessionRules).flatMap(([name, rule]) => (rule === null ? [name] : []));
  if (!app.told.isSandboxed) missing.push('enableSandbox');
  if (app.listenerCount('web-contents-created') === 0) missing.push('web-contents-created');
  if (missing.length > 0) throw new Error(`the stand-in has no windows without ${missing.join(', ')}`);
}

function refuseWeak(preferences: WebPreferences): void {
  for (const name of Object.keys(apart) as (keyof typeof apart)[]) {
    if (preferences[name] !== apart[name])
      throw new Error(`the stand-in has no windows whose ${name} is not ${apart[name]}`);
  }
}

/** A window whose place and state are kept in mind, over a real page. */
export class StandInBrowserWindow extends EventEmitter implements Used {
  readonly id = all.length + 1;
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents: BrowserWindow['webContents'];
  #bounds: Rectangle;
  #isVisible: boolean;
  #isFocused = false;
  #isMaximized = false;
  #isMinimized = false;
  #isDestroyed = false;
  readonly #contents: StandInWebContents;
  readonly #self: StandInBrowserWindow;

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    refuseUnguarded();
    refuseWeak(options.webPreferences ?? {});
    this.options = options;
    const { x = 0, y = 0, width = 800, height = 600, show = true } = options;
    this.#bounds = { x, y, width, height };
    this.#isVisible = show;
    this.#contents = new StandInWebContents(options.webPreferences ?? {});
    this.webContents = this.#contents.self as unknown as BrowserWindow['webContents'];
    this.#contents.once('did-finish-load', () => this.emit('ready-to-show'));
    this.#self = strict('BrowserWindow', this as StandInBrowserWindow);
    all.push(this.#self);
    addWindow(this);
    app.emit('web-contents-created', new StandInEvent(), this.webContents);
    app.emit('browser-window-created', new StandInEvent(), this.#self);
    // biome-ignore lint/correctness/noConstructorReturn: whoever makes a window gets the one that is strict
    return this.#self;
  }

  static getAllWindows(): StandInBrowserWindow[] {
    return [...all];
  }

  loadURL(url: string): Promise<void> {
    return this.#contents.loadURL(url);
  }

  show(): void {
    this.#isVisible = true;
    this.#isMinimized = false;
    this.#isFocused = true;
    this.emit('show');
    this.emit('focus');
  }

  hide(): void {
    this.#isVisible = false;
    this.#isFocused = false;
    this.emit('hide');
  }

  focus(): void {
    this.#isFocused = true;
    this.emit('focus');
  }

  close(): void {
    if (this.#isDestroyed || !ask(this, 'close')) return;
    this.destroy();
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#contents.destroy();
    all.splice(all.indexOf(this.#self), 1);
    dropWindow(this);
    this.emit('closed');
    if (all.length === 0) app.windowAllClosed();
  }

  maximize(): void {
    this.#isMaximized = true;
    this.emit('maximize');
    this.emit('resize');
  }

  minimize(): void {
    this.#isMinimized = true;
    this.#isFocused = false;
    this.emit('minimize');
  }

  restore(): void {
    this.#isMinimized = false;
    this.emit('restore');
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
    this.emit('move');
    this.emit('resize');
  }

  getBounds = (): Rectangle => ({ ...this.#bounds });
  getNormalBounds = (): Rectangle => ({ ...this.#bounds });
  isVisible = (): boolean => this.#isVisible;
  isFocused = (): boolean => this.#isFocused;
  isMaximized = (): boolean => this.#isMaximized;
  isMinimized = (): boolean => this.#isMinimized;
  isDestroyed = (): boolean => this.#isDestroyed;
  setProgressBar(): void {}
  setTitle(): void {}
}

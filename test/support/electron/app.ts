import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { App, LoginItemSettings, Settings } from 'electron';
import { closeChromium, startChromium } from './chromium.ts';
import { ask, StandInEvent } from './events.ts';
import { settings } from './settings.ts';
import { createSingleInstance, type SingleInstance } from './single-instance.ts';
import { windows } from './window-list.ts';

type Used = Pick<
  App,
  | 'commandLine'
  | 'enableSandbox'
  | 'exit'
  | 'focus'
  | 'getAppPath'
  | 'getLocale'
  | 'getLoginItemSettings'
  | 'getName'
  | 'getPath'
  | 'getPreferredSystemLanguages'
  | 'getVersion'
  | 'isPackaged'
  | 'isReady'
  | 'quit'
  | 'relaunch'
  | 'releaseSingleInstanceLock'
  | 'requestSingleInstanceLock'
  | 'setAboutPanelOptions'
  | 'setAppUserModelId'
  | 'setAsDefaultProtocolClient'
  | 'setBadgeCount'
  | 'setLoginItemSettings'
  | 'setName'
  | 'setPath'
  | 'showAboutPanel'
  | 'whenReady'
>;

/** The life of an app, in the order in which Electron tells of it. */
export class StandInApp extends EventEmitter implements Used {
  readonly isPackaged = settings.resources !== null;
  readonly dock = undefined;
  /** What the app has told the system, for specs. */
  readonly told = {
    login: null as Settings | null,
    protocols: [] as string[],
    switches: process.argv.flatMap(word => /^--(?<name>[^=]+)/.exec(word)?.groups?.['name'] ?? []),
    isSandboxed: false,
  };
  readonly commandLine = {
    appendSwitch: (name: string) => void this.told.switches.push(name),
    hasSwitch: (name: string) => this.told.switches.includes(name),
    removeSwitch: (name: string) => {
      this.told.switches = this.told.switches.filter(each => each !== name);
    },
  } as App['commandLine'];
  #name = 'longshore';
  #isReady = false;
  #exitCode = 0;
  #isQuitting = false;
  #instance: SingleInstance | null = null;
  readonly #paths = new Map<string, string>();
  #ready: Promise<void> | null = null;

  constructor() {
    super();
    if (settings.resources !== null) Object.assign(process, { resourcesPath: settings.resources });
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => this.quit());
  }

  async #start(): Promise<void> {
    await new Promise(resolve => setImmediate(resolve));
    if (this.#isQuitting) return new Promise(() => {});
    await startChromium(this.getPath('userData'));
    this.#isReady = true;
    this.emit('ready', new StandInEvent(), {});
  }

  /** Electron is ready some time after the entry point has run; here, after somebody has asked for it. */
  whenReady(): Promise<void> {
    this.#ready ??= this.#start();
    return this.#ready;
  }

  isReady(): boolean {
    return this.#isReady;
  }

  quit(): void {
    setImmediate(() => this.#tryToQuit());
  }

  #tryToQuit(): void {
    if (!ask(this, 'before-quit')) return;
    for (const window of windows()) window.close();
    if (windows().length > 0) return;
    if (!ask(this, 'will-quit')) return;
    this.exit(this.#exitCode);
  }

  exit(code = 0): void {
    if (this.#isQuitting) return;
    this.#isQuitting = true;
    this.emit('quit', new StandInEvent(), code);
    void (async () => {
      await this.#instance?.delivered();
      this.#instance?.release();
      await closeChromium();
      process.exit(code);
    })();
  }

  windowAllClosed(): void {
    if (!this.#isQuitting && this.listenerCount('window-all-closed') === 0) this.quit();
    else this.emit('window-all-closed');
  }

  relaunch(): void {
    throw new Error('the stand-in starts nothing again');
  }

  requestSingleInstanceLock(additionalData: Record<string, unknown> = {}): boolean {
    mkdirSync(this.getPath('userData'), { recursive: true });
    this.#instance = createSingleInstance(this.getPath('userData'), additionalData, (argv, cwd, data) =>
      this.emit('second-instance', new StandInEvent(), argv, cwd, data),
    );
    return this.#instance.isFirst;
  }

  releaseSingleInstanceLock(): void {
    this.#instance?.release();
  }

  getPath(name: Parameters<App['getPath']>[0]): string {
    const set = this.#paths.get(name);
    if (set !== undefined) return set;
    const home = homedir();
    const appData = process.env['XDG_CONFIG_HOME'] ?? join(home, '.config');
    switch (name) {
      case 'home':
        return home;
      case 'appData':
        return appData;
      case 'userData':
      case 'sessionData':
        return join(appData, this.#name);
      case 'logs':
        return join(this.getPath('userData'), 'logs');
      case 'crashDumps':
        return join(this.getPath('userData'), 'Crashpad');
      case 'temp':
        return tmpdir();
      case 'exe':
        return process.execPath;
      default:
        throw new Error(`the stand-in for electron has no path ${name}`);
    }
  }

  setPath(name: string, path: string): void {
    mkdirSync(dirname(path), { recursive: true });
    this.#paths.set(name, path);
  }

  getAppPath = () => settings.appPath;
  getVersion = () => settings.version;
  getName = () => this.#name;
  getLocale = () => settings.locale;
  getPreferredSystemLanguages = () => [settings.locale];
  setName(name: string): void {
    this.#name = name;
  }
  focus(): void {}
  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
    this.told.isSandboxed = true;
  }
  setAppUserModelId(): void {}
  setAsDefaultProtocolClient(protocol: string): boolean {
    this.told.protocols.push(protocol);
    return true;
  }
  setBadgeCount = (): boolean => true;
  setLoginItemSettings(login: Settings): void {
    this.told.login = login;
  }
  getLoginItemSettings(): LoginItemSettings {
    const isOn = this.told.login?.openAtLogin ?? false;
    return { openAtLogin: isOn, executableWillLaunchAtLogin: isOn } as LoginItemSettings;
  }
  setAboutPanelOptions(): void {}
  showAboutPanel(): void {}
}

export const app = new StandInApp();

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  CrashReporter,
  Dialog,
  Display,
  NativeImage,
  NativeTheme,
  PowerMonitor,
  PowerSaveBlocker,
  SafeStorage,
  Screen,
  Shell,
} from 'electron';
import { app } from './app.ts';
import { settings } from './settings.ts';
import { strict } from './strict.ts';

/** Nobody sits here; specs put their answers in its place. */
export const dialog = strict('dialog', {
  async showOpenDialog(): Promise<Electron.OpenDialogReturnValue> {
    return { canceled: true, filePaths: [] };
  },
  async showMessageBox(): Promise<Electron.MessageBoxReturnValue> {
    return { response: 0, checkboxChecked: false };
  },
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`${title}: ${content}\n`);
  },
} satisfies Partial<Dialog>);

export const shell = strict('shell', {
  async openExternal(): Promise<void> {},
  async openPath(): Promise<string> {
    return '';
  },
  showItemInFolder(): void {},
} satisfies Partial<Shell>);

class StandInTheme extends EventEmitter implements Pick<NativeTheme, 'shouldUseDarkColors' | 'themeSource'> {
  themeSource: NativeTheme['themeSource'] = 'system';
  get shouldUseDarkColors(): boolean {
    return this.themeSource === 'dark';
  }
}
export const nativeTheme = strict('nativeTheme', new StandInTheme());

class StandInImage implements Pick<NativeImage, 'isEmpty' | 'setTemplateImage'> {
  readonly path: string;
  isTemplate = false;
  readonly #isEmpty: boolean;

  constructor(path: string) {
    this.path = path;
    this.#isEmpty = readFileSync(path).length === 0;
  }

  isEmpty(): boolean {
    return this.#isEmpty;
  }

  setTemplateImage(isTemplate: boolean): void {
    this.isTemplate = isTemplate;
  }
}
export const nativeImage = strict('nativeImage', {
  createFromPath: (path: string) => strict('NativeImage', new StandInImage(path)),
});

class StandInPower extends EventEmitter implements Pick<PowerMonitor, 'isOnBatteryPower' | 'onBatteryPower'> {
  onBatteryPower = settings.isOnBattery;
  isOnBatteryPower = (): boolean => this.onBatteryPower;
}
export const powerMonitor = strict('powerMonitor', new StandInPower());

const blockers = new Set<number>();
let lastBlocker = 0;
export const powerSaveBlocker = strict('powerSaveBlocker', {
  start() {
    lastBlocker += 1;
    blockers.add(lastBlocker);
    return lastBlocker;
  },
  stop: id => blockers.delete(id),
  isStarted: id => blockers.has(id),
} satisfies PowerSaveBlocker);

class StandInScreen extends EventEmitter implements Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay'> {
  displays = settings.displays.map((bounds, id) => ({ id, bounds, workArea: bounds }) as unknown as Display);

  getAllDisplays(): Display[] {
    return this.displays;
  }

  getPrimaryDisplay(): Display {
    const [first] = this.displays;
    if (!first) throw new Error('there is no display');
    return first;
  }
}
export const screen = strict('screen', new StandInScreen());

/** The same key after each start, as a keychain has it. */
function keychainKey(): Buffer {
  const file = join(app.getPath('userData'), 'keychain');
  try {
    return readFileSync(file);
  } catch {
    const key = randomBytes(32);
    mkdirSync(app.getPath('userData'), { recursive: true });
    writeFileSync(file, key, { mode: 0o600 });
    return key;
  }
}

export const safeStorage = strict('safeStorage', {
  isEncryptionAvailable: () => settings.hasKeyring,
  getSelectedStorageBackend: () => (settings.hasKeyring ? 'gnome_libsecret' : 'basic_text'),
  encryptString(text) {
    if (!settings.hasKeyring) throw new Error('Encryption is not available.');
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', keychainKey(), iv);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
  },
  decryptString(sealed) {
    if (!settings.hasKeyring) throw new Error('Decryption is not available.');
    const decipher = createDecipheriv('aes-256-gcm', keychainKey(), sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(12, 28));
    return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
  },
} satisfies Pick<
  SafeStorage,
  'decryptString' | 'encryptString' | 'getSelectedStorageBackend' | 'isEncryptionAvailable'
>);

let uploadsReports: boolean | null = null;
export const crashReporter = strict('crashReporter', {
  start({ uploadToServer = true }) {
    uploadsReports = uploadToServer;
  },
  getUploadToServer() {
    if (uploadsReports === null) throw new Error('no crash reporter was started');
    return uploadsReports;
  },
} satisfies Pick<CrashReporter, 'start' | 'getUploadToServer'>);

/** Of macOS, whose own way to update starts from here; elsewhere electron-updater only says when it is about to begin. */
export const autoUpdater = strict('autoUpdater', new EventEmitter());

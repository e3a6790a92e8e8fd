/**
 * Stands in for the module `electron` where its runtime is not at hand: the same names, a real Chromium page behind each window, and an
 * error by name for whatever is used and not there. `register.ts` puts it in the module's place.
 */
import { app as appItself } from './app.ts';
import { StandInBrowserWindow } from './browser-window.ts';
import { ipcMain as ipcMainItself } from './ipc.ts';
import { StandInMenu, StandInTray } from './menu.ts';
import { StandInNotification } from './notification.ts';
import { strict, strictClass } from './strict.ts';

export { net } from './net.ts';

export { protocol, session } from './session.ts';
export {
  autoUpdater,
  crashReporter,
  dialog,
  nativeImage,
  nativeTheme,
  powerMonitor,
  powerSaveBlocker,
  safeStorage,
  screen,
  shell,
} from './system.ts';

export const app = strict('app', appItself);
export const ipcMain = strict('ipcMain', ipcMainItself);
export const BrowserWindow = strictClass('BrowserWindow', StandInBrowserWindow);
export const Menu = strictClass('Menu', StandInMenu);
export const Tray = strictClass('Tray', StandInTray);
export const Notification = strictClass('Notification', StandInNotification);

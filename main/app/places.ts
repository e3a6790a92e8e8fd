import { join } from 'node:path';
import { app } from 'electron';

/** Where the app's own files are. */
export interface Places {
  /** The built page. */
  readonly pageDir: string;
  readonly preload: string;
  readonly icons: string;
  readonly appIcon: string;
  readonly logs: string;
  /** What the app remembers of itself: its window, its settings. */
  readonly stateFile: string;
  /** Secrets, encrypted by the system's keyring. */
  readonly secretsFile: string;
}

/** Known before anything is ready. The record of transfers lies elsewhere, with that of the command line. */
export function placesOf(): Places {
  const root = app.getAppPath();
  const userData = app.getPath('userData');
  return {
    pageDir: join(root, 'dist', 'page'),
    preload: join(root, 'dist', 'preload', 'preload.cjs'),
    icons: join(root, 'assets', 'icons'),
    appIcon: join(root, 'assets', 'icons', 'app', process.platform === 'win32' ? 'icon.ico' : '512x512.png'),
    logs: join(userData, 'logs'),
    stateFile: join(userData, 'desktop.json'),
    secretsFile: join(userData, 'secrets.json'),
  };
}

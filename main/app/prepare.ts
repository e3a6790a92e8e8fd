import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import { keepCrashReports } from './crash.ts';
import { registerPageScheme } from './page-scheme.ts';

const appId = 'io.github.longshore';

/** All that has to be said to Electron before it is ready. */
export function prepare(): void {
  // A folder of its own: on systems whose names don't tell cases apart, the usual one would be that of the record.
  const userData = join(app.getPath('appData'), 'longshore-desktop');
  mkdirSync(userData, { recursive: true, mode: 0o700 });
  app.setPath('userData', userData);
  app.setPath('sessionData', join(userData, 'session'));
  app.setName('Longshore');
  app.setAppUserModelId(appId);
  app.enableSandbox();
  if (app.isPackaged) dropDebugging();
  registerPageScheme();
  keepCrashReports();
}

/** There is no fuse for these: they would open the page to every program of this machine. */
const debuggingSwitches = ['remote-debugging-port', 'remote-debugging-pipe'] as const;

function dropDebugging(): void {
  for (const name of debuggingSwitches) app.commandLine.removeSwitch(name);
}

/**
 * Links `longshore://…` lead here. In development the program is Electron itself, which then needs to know what to start: the folder, not the
 * entry point, for it takes the folder of what it is given for the app's.
 */
export function claimLinks(): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient('longshore');
  else app.setAsDefaultProtocolClient('longshore', process.execPath, [app.getAppPath()]);
}

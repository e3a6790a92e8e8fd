import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { app } from 'electron';
import type { DesktopSettings } from '../../preload/contract/desktop.ts';
import { hiddenSwitch } from './arguments.ts';

/** Linux has no call for it; a file in this folder is what all desktops there look at. */
const autostartFile = () => join(app.getPath('appData'), 'autostart', 'longshore.desktop');

/** Puts Longshore on the system's list of what starts at login, or takes it off. */
export function setLogin({ startsAtLogin, startsHidden }: DesktopSettings, program: string): void {
  const args = startsHidden ? [hiddenSwitch] : [];
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: startsAtLogin, args });
    return;
  }
  const file = autostartFile();
  if (!startsAtLogin) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, autostartEntry(program, args));
}

/** macOS hands no words to what it starts at login, but tells afterwards that it did. */
export function wasOpenedAtLogin(platform: NodeJS.Platform = process.platform): boolean {
  return platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}

/** Pure. By the desktop entry specification: the program in quotes, with what it would expand masked. */
export function autostartEntry(program: string, args: readonly string[]): string {
  const quoted = `"${program.replace(/(["`$\\])/g, '\\$1').replaceAll('%', '%%')}"`;
  return `[Desktop Entry]\nType=Application\nName=Longshore\nExec=${[quoted, ...args].join(' ')}\nX-GNOME-Autostart-enabled=true\n`;
}

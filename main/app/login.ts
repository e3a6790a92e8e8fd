import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** An AppImage bears its version in its name, and an update another name: what starts at login follows it. All else stays as it is there. */
export function renewLogin({ startsAtLogin, startsHidden }: DesktopSettings, program: string): void {
  const file = autostartFile();
  if (process.platform !== 'linux' || !startsAtLogin || !existsSync(file)) return;
  const before = readFileSync(file, 'utf8');
  const line = execLine(program, startsHidden ? [hiddenSwitch] : []);
  const after = before.replace(/^Exec=.*$/m, () => line);
  if (after !== before) writeFileSync(file, after);
}

/** macOS hands no words to what it starts at login, but tells afterwards that it did. */
export function wasOpenedAtLogin(platform: NodeJS.Platform = process.platform): boolean {
  return platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}

/** Pure. */
export function autostartEntry(program: string, args: readonly string[]): string {
  return `[Desktop Entry]\nType=Application\nName=Longshore\n${execLine(program, args)}\nX-GNOME-Autostart-enabled=true\n`;
}

/** By the desktop entry specification: the program in quotes, with what it would expand masked. */
function execLine(program: string, args: readonly string[]): string {
  const quoted = `"${program.replace(/(["`$\\])/g, '\\$1').replaceAll('%', '%%')}"`;
  return `Exec=${[quoted, ...args].join(' ')}`;
}

import { join } from 'node:path';
import { Menu, nativeImage, nativeTheme, Tray } from 'electron';
import type { Texts } from '../text/texts.ts';
import type { Pauses } from './pauses.ts';
import type { Standing, Status } from './status.ts';
import { type Recent, type TrayActions, trayMenu, trayTip } from './tray-menu.ts';

export interface TraySetup {
  readonly icons: string;
  readonly texts: () => Texts;
  readonly pauses: Pick<Pauses, 'untilMs' | 'isByBattery'>;
  readonly actions: TrayActions;
  /** Files were dropped onto the icon, which macOS alone allows. */
  readonly onDrop: (paths: readonly string[]) => void;
  /** The last files that were proven, newest first. */
  readonly recent: () => Promise<readonly Recent[]>;
}

export interface AppTray {
  show(status: Status): void;
  /** Makes the icon anew: one that was made before there was a tray to show it is not taken in by a later one. */
  renew(): void;
  close(): void;
}

/** The icon of a standing for a system's bar: a template that macOS colours itself, else one for light and one for dark bars. Pure. */
export function trayIcon(standing: Standing, platform: NodeJS.Platform, isDark: boolean): string {
  if (platform === 'darwin') return `${standing}Template.png`;
  const ending = platform === 'win32' ? 'ico' : 'png';
  return `${standing}-${isDark ? 'on-dark' : 'on-light'}.${ending}`;
}

export function createTray(setup: TraySetup, first: Status): AppTray {
  const { icons, texts, pauses, actions, recent } = setup;
  let status = first;
  let shown = '';
  let doneShown = -1;
  let files: readonly Recent[] = [];

  const image = () => {
    const isDark = nativeTheme.shouldUseDarkColors;
    const name = trayIcon(status.standing, process.platform, isDark);
    const made = nativeImage.createFromPath(join(icons, 'tray', name));
    if (process.platform === 'darwin') made.setTemplateImage(true);
    return made;
  };
  let tray = make();
  const setMenu = () =>
    tray.setContextMenu(Menu.buildFromTemplate(trayMenu(status, files, texts(), actions)));

  function draw(): void {
    if (tray.isDestroyed()) return;
    tray.setToolTip(
      trayTip(status, { untilMs: pauses.untilMs(), isByBattery: pauses.isByBattery() }, texts()),
    );
    const look = `${status.standing} ${status.isAllPaused} ${texts().language} ${nativeTheme.shouldUseDarkColors}`;
    if (look === shown) return;
    shown = look;
    tray.setImage(image());
    setMenu();
  }

  async function refreshRecent(): Promise<void> {
    if (status.done === doneShown) return;
    doneShown = status.done;
    files = await recent().catch(() => files);
    if (!tray.isDestroyed()) setMenu();
  }

  function make(): Tray {
    const made = new Tray(image());
    // On macOS a click opens the menu by itself.
    if (process.platform !== 'darwin') made.on('click', () => actions.open());
    made.on('drop-files', (_, paths) => setup.onDrop(paths));
    return made;
  }

  const onTheme = () => draw();
  nativeTheme.on('updated', onTheme);
  draw();
  void refreshRecent();

  return {
    show(next) {
      status = next;
      draw();
      // While files arrive by the hundred, their names would change faster than anybody reads.
      if (!status.isSending) void refreshRecent();
    },
    renew() {
      tray.destroy();
      tray = make();
      shown = '';
      draw();
    },
    close() {
      nativeTheme.off('updated', onTheme);
      tray.destroy();
    },
  };
}

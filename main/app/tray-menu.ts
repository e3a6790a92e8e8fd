import type { MenuItemConstructorOptions } from 'electron';
import type { Texts } from '../text/texts.ts';
import type { Status } from './status.ts';

export interface TrayActions {
  readonly open: (view?: string) => void;
  readonly send: () => void;
  readonly pauseHour: () => void;
  readonly pauseUntilTomorrow: () => void;
  readonly pauseAll: () => void;
  readonly resume: () => void;
  readonly reveal: (id: string) => void;
  readonly quit: () => void;
}

/** A transfer that is done. */
export interface Recent {
  readonly id: string;
  readonly name: string;
}

/** Pure. */
export function trayMenu(
  { isAllPaused }: Pick<Status, 'isAllPaused'>,
  recent: readonly Recent[],
  { sayApp }: Texts,
  actions: TrayActions,
): MenuItemConstructorOptions[] {
  const pauses: MenuItemConstructorOptions[] = [
    { id: 'pauseHour', label: sayApp('tray.pauseHour'), click: actions.pauseHour },
    { id: 'pauseTomorrow', label: sayApp('tray.pauseTomorrow'), click: actions.pauseUntilTomorrow },
    { id: 'pauseAll', label: sayApp('tray.pauseAll'), click: actions.pauseAll },
  ];
  const resume = { id: 'resume', label: sayApp('tray.resume'), click: actions.resume };
  const files: MenuItemConstructorOptions[] = recent.map(({ id, name }) => ({
    label: forMenu(name),
    click: () => actions.reveal(id),
  }));
  const none = { label: sayApp('tray.noRecent'), enabled: false };
  return [
    { id: 'open', label: sayApp('tray.open'), click: () => actions.open() },
    { id: 'send', label: sayApp('tray.send'), click: actions.send },
    { type: 'separator' },
    ...(isAllPaused ? [resume] : pauses),
    { type: 'separator' },
    { id: 'recent', label: sayApp('tray.recent'), submenu: files.length > 0 ? files : [none] },
    { type: 'separator' },
    { id: 'quit', label: sayApp('tray.quit'), click: actions.quit },
  ];
}

const longestName = 48;

/** `&` marks a key on Windows and Linux; a name longer than a menu is wide loses its middle. */
function forMenu(name: string): string {
  const half = Math.floor(longestName / 2);
  const short = name.length > longestName ? `${name.slice(0, half)}…${name.slice(-half)}` : name;
  return process.platform === 'darwin' ? short : short.replaceAll('&', '&&');
}

/** What the icon says when pointed at. Pure. */
export function trayTip(
  { standing, isBroken, percent, bytesPerSecond, needsUser }: Status,
  pause: { readonly untilMs: number | null; readonly isByBattery: boolean },
  { sayApp }: Texts,
): string {
  if (isBroken) return sayApp('tray.broken');
  switch (standing) {
    case 'paused':
      if (pause.isByBattery) return sayApp('tray.pausedOnBattery');
      return pause.untilMs === null
        ? sayApp('tray.paused')
        : sayApp('tray.pausedUntil', { untilMs: pause.untilMs });
    case 'attention':
      return sayApp('tray.attention', { count: needsUser });
    case 'sending':
      return percent === null
        ? sayApp('tray.sendingUnknown', { bytesPerSecond })
        : sayApp('tray.sending', { percent, bytesPerSecond });
    case 'stale':
      return sayApp('tray.stale');
    case 'idle':
      return sayApp('tray.idle');
  }
}

import type { MenuItemConstructorOptions } from 'electron';
import type { Texts } from '../text/texts.ts';

export interface MenuActions {
  readonly send: () => void;
  readonly sendFolder: () => void;
  readonly open: (view: string) => void;
  readonly pauseAll: () => void;
  readonly resume: () => void;
  readonly openLink: (address: string) => void;
  readonly showLogs: () => void;
  /** Null in builds without a feed of updates. */
  readonly checkForUpdates: (() => void) | null;
  readonly about: () => void;
  readonly quit: () => void;
}

export interface MenuFacts {
  readonly platform: NodeJS.Platform;
  readonly isPackaged: boolean;
}

const views = ['transfers', 'folders', 'accounts', 'unfinished', 'history'] as const;
const separator: MenuItemConstructorOptions = { type: 'separator' };

/** The menu of the app, in the order and with the keys of its platform. Pure. */
export function appMenu({ platform, isPackaged }: MenuFacts, texts: Texts, actions: MenuActions) {
  const { sayApp } = texts;
  const isMac = platform === 'darwin';
  const settings: MenuItemConstructorOptions = {
    id: 'settings',
    label: sayApp('menu.settings'),
    accelerator: 'CmdOrCtrl+,',
    click: () => actions.open('settings'),
  };
  const quit: MenuItemConstructorOptions = {
    id: 'quit',
    label: isMac ? sayApp('tray.quit') : sayApp('menu.quit'),
    // Alt+F4 closes the window, as everywhere, and the window's close button is not the end of the app.
    accelerator: 'CmdOrCtrl+Q',
    click: actions.quit,
  };
  const about: MenuItemConstructorOptions = {
    id: 'about',
    label: sayApp('menu.about'),
    click: actions.about,
  };
  const { checkForUpdates } = actions;
  const updates: MenuItemConstructorOptions[] =
    checkForUpdates === null
      ? []
      : [{ id: 'updates', label: sayApp('menu.updates'), click: checkForUpdates }];

  const macMenu: MenuItemConstructorOptions = {
    label: 'Longshore',
    submenu: [
      about,
      ...updates,
      separator,
      settings,
      separator,
      { role: 'services', label: sayApp('menu.services') },
      separator,
      { role: 'hide', label: sayApp('menu.hide') },
      { role: 'hideOthers', label: sayApp('menu.hideOthers') },
      { role: 'unhide', label: sayApp('menu.showAll') },
      separator,
      quit,
    ],
  };
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [macMenu] : []),
    {
      label: sayApp('menu.file'),
      submenu: [
        { id: 'send', label: sayApp('menu.send'), accelerator: 'CmdOrCtrl+O', click: actions.send },
        {
          id: 'sendFolder',
          label: sayApp('menu.sendFolder'),
          accelerator: 'CmdOrCtrl+Shift+O',
          click: actions.sendFolder,
        },
        separator,
        ...(isMac ? [] : [settings, separator]),
        { role: 'close', label: sayApp('menu.close'), accelerator: 'CmdOrCtrl+W' },
        ...(isMac ? [] : [quit]),
      ],
    },
    editMenu(texts),
    {
      label: sayApp('menu.view'),
      submenu: [
        ...views.map((view, at) => ({
          id: `view.${view}`,
          label: sayApp(`menu.${view}`),
          accelerator: `CmdOrCtrl+${at + 1}`,
          click: () => actions.open(view),
        })),
        separator,
        { role: 'resetZoom', label: sayApp('menu.actualSize') },
        { role: 'zoomIn', label: sayApp('menu.zoomIn') },
        { role: 'zoomOut', label: sayApp('menu.zoomOut') },
        { role: 'togglefullscreen', label: sayApp('menu.fullScreen') },
        ...devTools(isPackaged, texts),
      ],
    },
    {
      label: sayApp('menu.transfer'),
      submenu: [
        { id: 'pauseAll', label: sayApp('menu.pauseAll'), click: actions.pauseAll },
        { id: 'resume', label: sayApp('menu.resume'), click: actions.resume },
      ],
    },
    {
      label: sayApp('menu.window'),
      role: 'window',
      submenu: [
        { role: 'minimize', label: sayApp('menu.minimize') },
        ...(isMac ? [separator, { role: 'front' as const, label: sayApp('menu.bringToFront') }] : []),
      ],
    },
    {
      label: sayApp('menu.help'),
      role: 'help',
      submenu: [
        link('menu.helpOss', 'https://help.aliyun.com/zh/oss/'),
        link('menu.helpS3', 'https://docs.aws.amazon.com/s3/'),
        { id: 'logs', label: sayApp('menu.logs'), click: actions.showLogs },
        ...(isMac ? [] : [...updates, separator, about]),
      ],
    },
  ];
  return template;

  function link(key: 'menu.helpOss' | 'menu.helpS3', address: string): MenuItemConstructorOptions {
    return { id: key, label: sayApp(key), click: () => actions.openLink(address) };
  }
}

function editMenu({ sayApp }: Texts): MenuItemConstructorOptions {
  return {
    label: sayApp('menu.edit'),
    submenu: [
      { role: 'undo', label: sayApp('menu.undo') },
      { role: 'redo', label: sayApp('menu.redo') },
      separator,
      { role: 'cut', label: sayApp('menu.cut') },
      { role: 'copy', label: sayApp('menu.copy') },
      { role: 'paste', label: sayApp('menu.paste') },
      { role: 'selectAll', label: sayApp('menu.selectAll') },
    ],
  };
}

/** Packages have none. */
function devTools(isPackaged: boolean, { sayApp }: Texts): MenuItemConstructorOptions[] {
  return isPackaged ? [] : [separator, { role: 'toggleDevTools', label: sayApp('menu.devTools') }];
}

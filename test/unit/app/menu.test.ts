import type { MenuItemConstructorOptions } from 'electron';
import { expect, test } from 'vitest';
import { appMenu } from '../../../main/app/menu.ts';
import { textsIn } from '../../../main/text/texts.ts';

const nothing = () => {};
const actions = {
  ...{ send: nothing, sendFolder: nothing, open: nothing, pauseAll: nothing, resume: nothing },
  ...{ openLink: nothing, showLogs: nothing, checkForUpdates: nothing, about: nothing, quit: nothing },
};
const platforms = ['darwin', 'win32', 'linux'] as const;

function itemsOf(items: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] {
  return items.flatMap(item => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);
}

const menuOf = (platform: NodeJS.Platform, isPackaged = true, language: 'en' | 'zh-CN' = 'en') =>
  itemsOf(appMenu({ platform, isPackaged }, textsIn(language), actions));
const rolesOf = (platform: NodeJS.Platform, isPackaged = true) =>
  menuOf(platform, isPackaged).flatMap(({ role }) => role ?? []);
const keysOf = (platform: NodeJS.Platform) =>
  menuOf(platform).flatMap(({ accelerator }) => (accelerator === undefined ? [] : String(accelerator)));

test.each(platforms)('on %s the menu has what an edited text, a window and a page need', platform => {
  const roles = rolesOf(platform);
  for (const role of ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'close', 'minimize', 'zoomIn']) {
    expect(roles).toContain(role);
  }
  expect(keysOf(platform)).toEqual([...new Set(keysOf(platform))]);
  expect(keysOf(platform)).toEqual(expect.arrayContaining(['CmdOrCtrl+Q', 'CmdOrCtrl+O', 'CmdOrCtrl+,']));
});

test('macOS has its own menu for the app, and others do not', () => {
  expect(rolesOf('darwin')).toEqual(
    expect.arrayContaining(['services', 'hide', 'hideOthers', 'unhide', 'front']),
  );
  expect(rolesOf('win32')).not.toContain('hide');
});

test.each(platforms)('on %s no key that closes a window ends the app', platform => {
  expect(keysOf(platform)).not.toContain('Alt+F4');
});

test('only outside of packages is there a way to the developer tools', () => {
  expect(rolesOf('linux', true)).not.toContain('toggleDevTools');
  expect(rolesOf('linux', false)).toContain('toggleDevTools');
});

test.each(platforms)('on %s every entry has words of its language', platform => {
  for (const item of menuOf(platform, false, 'zh-CN')) {
    if (item.type === 'separator' || item.label === 'Longshore') continue;
    expect(item.label, JSON.stringify(item)).toMatch(/[\u4e00-\u9fff]/);
  }
});

import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Inside } from '../support/app/app-run.ts';
import { ask, clickTray, createAppWorld, dialogs, trayTip, until } from '../support/app/app-world.ts';
import { describeDrivers } from '../support/app/drivers.ts';
import { standInDriver } from '../support/app/stand-in-driver.ts';
import { testKey } from '../support/local-bucket.ts';

/** The text of every file below a folder. */
function textsBelow(dir: string): string {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

describeDrivers(driver => {
  test('the window shows the page, whose requests reach the engine, and quitting ends the program', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    expect((await ask(page, 'getSession', {})).face).toBe('desktop');
    await page.getByText('Your first proven upload').waitFor();
    expect(await trayTip(run)).toBe('Longshore: up to date');
    expect(await run.quit()).toBe(0);
  });

  test('an account is saved, its secret lies nowhere in clear, and the next start can use it', async () => {
    const world = await createAppWorld(driver);
    const first = await world.start();
    const saved = await ask(await first.page(), 'saveAccount', { draft: world.account, replaces: null });
    expect(saved).toMatchObject({ name: 'work', secretPlace: 'app' });
    await first.quit();
    expect(textsBelow(join(world.home, 'config', 'longshore'))).toContain(testKey.accessKeyId);
    expect(textsBelow(join(world.home, 'config', 'longshore'))).not.toContain(testKey.accessKeySecret);
    expect(textsBelow(join(world.home, 'config', 'longshore-desktop'))).not.toContain(
      testKey.accessKeySecret,
    );

    const second = await world.start();
    const page = await second.page();
    const target = world.paths([]).target;
    const { taskId } = await ask(page, 'startDoctor', { target });
    await until(
      'the doctor is done',
      async () => (await ask(page, 'getTask', { id: taskId })).task.isOver,
      second,
    );
    const { rows } = await ask(page, 'listTaskRows', { id: taskId, offset: 0, limit: 100 });
    const bad = rows.filter(row => row.kind === 'doctor' && row.became === 'failed');
    expect(bad).toEqual([]);
  });

  test('without a keyring nothing is saved unless the user agrees to a file, and is told what that means', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start({ hasKeyring: false });
    const page = await run.page();
    const save = () => ask(page, 'saveAccount', { draft: world.account, replaces: null });
    await expect(save()).rejects.toThrow('keyring.missing');
    expect(await ask(page, 'listAccounts', {})).toEqual([]);
    const detail = await run.evaluate(({ seen }: Inside) => seen.dialogs.at(-1)?.options.detail ?? '');
    expect(detail).toContain('secrets.toml');

    const { settings } = await ask(page, 'getSession', {});
    await ask(page, 'saveSettings', { ...settings, language: 'zh-CN' });
    await expect(save()).rejects.toThrow('keyring.missing');
    expect((await dialogs(run)).at(-1)).toBe('这台电脑没有可以安全保管密钥的钥匙串。');

    await run.evaluate(({ seen }: Inside) => {
      seen.answers.showMessageBox = { response: 1, checkboxChecked: false };
    });
    expect(await save()).toMatchObject({ secretPlace: 'file' });
  });

  test('a start at login opens no window where there is a tray, else a minimised one', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start({ args: ['--hidden'] });
    await until('the app has started', async () => (await trayTip(run)) !== '', run);
    const shown = await run.evaluate(({ electron }: Inside) =>
      electron.BrowserWindow.getAllWindows().map(each => each.isVisible() && !each.isMinimized()),
    );
    expect(shown).not.toContain(true);
    await clickTray(run, 'open');
    const page = await run.page();
    expect((await ask(page, 'getSession', {})).face).toBe('desktop');
  });

  test('a window that was left on a display that is gone opens where it can be seen', async () => {
    const world = await createAppWorld(driver);
    const state = { window: { x: 5000, y: 4000, width: 1000, height: 700, isMaximized: false } };
    world.write('config/longshore-desktop/desktop.json', Buffer.from(JSON.stringify(state)));
    const run = await world.start();
    await run.page();
    const { window, displays } = await run.evaluate(({ electron }: Inside) => ({
      window: electron.BrowserWindow.getAllWindows()[0]?.getBounds(),
      displays: electron.screen.getAllDisplays().map(({ workArea }) => workArea),
    }));
    if (window === undefined) throw new Error('no window');
    const holds = displays.some(
      area =>
        window.x >= area.x &&
        window.y >= area.y &&
        window.x < area.x + area.width &&
        window.y < area.y + area.height,
    );
    expect(holds).toBe(true);
    expect(window).toMatchObject({ width: 1000, height: 700 });
  });

  test('where the window was is where the next one opens', async () => {
    const world = await createAppWorld(driver);
    const first = await world.start();
    await first.page();
    const wanted = { x: 40, y: 60, width: 900, height: 650 };
    await first.evaluate(({ electron }: Inside, bounds: Electron.Rectangle) => {
      electron.BrowserWindow.getAllWindows()[0]?.setBounds(bounds);
    }, wanted);
    await first.quit();
    const second = await world.start();
    await second.page();
    const bounds = await second.evaluate(({ electron }: Inside) =>
      electron.BrowserWindow.getAllWindows()[0]?.getBounds(),
    );
    expect(bounds).toEqual(wanted);
  });

  test('closing the window keeps the app running, and says so once', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    await run.page();
    const close = () =>
      run.evaluate(({ electron, seen }: Inside) => {
        const [window] = electron.BrowserWindow.getAllWindows();
        window?.close();
        return {
          isThere: window?.isDestroyed() === false,
          isSeen: window?.isVisible() === true && !window.isMinimized(),
          told: seen.notifications.map(({ title }) => title),
        };
      });
    expect(await close()).toEqual({ isThere: true, isSeen: false, told: ['Longshore keeps running'] });
    await clickTray(run, 'open');
    expect((await close()).told).toEqual(['Longshore keeps running']);
  });
});

test.skipIf(process.platform !== 'linux')(
  'what starts at login follows an AppImage that an update has given another name',
  async () => {
    const world = await createAppWorld(standInDriver);
    const settings = { startsAtLogin: true, startsHidden: true, closesToTray: true, keepsAwake: true };
    const state = { settings: { ...settings, pausesOnBattery: false, checksForUpdates: true } };
    world.write('config/longshore-desktop/desktop.json', Buffer.from(JSON.stringify(state)));
    const entry = (version: string) =>
      `[Desktop Entry]\nExec="${world.home}/Longshore-${version}.AppImage" --hidden\nHidden=true\n`;
    const file = world.write('config/autostart/longshore.desktop', Buffer.from(entry('1.0.0')));
    const resources = join(world.home, 'resources');
    mkdirSync(resources);
    const variables = { APPIMAGE: `${world.home}/Longshore-1.1.0.AppImage` };
    const run = await world.start({ resources, variables });
    await run.page();
    expect(readFileSync(file, 'utf8')).toBe(entry('1.1.0'));
  },
);

test.skipIf(process.platform !== 'linux')(
  'a package starts at login when that is wanted, and no longer when not',
  async () => {
    const world = await createAppWorld(standInDriver);
    const resources = join(world.home, 'resources');
    mkdirSync(resources);
    const program = `${world.home}/Longshore 1.0.0.AppImage`;
    const run = await world.start({ resources, variables: { APPIMAGE: program } });
    const page = await run.page();
    const { settings, canStartAtLogin } = await ask(page, 'getDesktop', {});
    expect(canStartAtLogin).toBe(true);
    const file = join(world.home, 'config', 'autostart', 'longshore.desktop');
    const save = (startsAtLogin: boolean, startsHidden: boolean) =>
      ask(page, 'saveDesktop', { ...settings, startsAtLogin, startsHidden });
    await save(true, true);
    expect(readFileSync(file, 'utf8')).toContain(`Exec="${program}" --hidden\n`);
    await save(true, false);
    expect(readFileSync(file, 'utf8')).toContain(`Exec="${program}"\n`);
    await save(false, false);
    expect(existsSync(file)).toBe(false);
  },
);

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AppRun, Inside } from '../support/app/app-run.ts';
import {
  type AppWorld,
  ask,
  clickTray,
  createAppWorld,
  transferStates,
  trayTip,
  until,
} from '../support/app/app-world.ts';
import { describeDrivers } from '../support/app/drivers.ts';

/** A desktop that answers so when it is asked for its tray: `gdbus` lies before the system's own. */
function withDesktop(world: AppWorld, hasTray: boolean): Readonly<Record<string, string>> {
  const path = world.write('bin/gdbus', Buffer.from(`#!/bin/sh\necho '(${hasTray},)'\n`), 0o755);
  return { PATH: `${join(path, '..')}:${process.env['PATH'] ?? ''}` };
}

const closeWindow = (run: AppRun) =>
  run.evaluate(({ electron, seen }: Inside) => {
    const [window] = electron.BrowserWindow.getAllWindows();
    window?.close();
    return {
      isVisible: window?.isVisible(),
      isMinimized: window?.isMinimized(),
      told: seen.notifications.map(({ title, body }) => `${title}: ${body}`),
    };
  });

const windows = (run: AppRun) =>
  run.evaluate(({ electron }: Inside) =>
    electron.BrowserWindow.getAllWindows().map(each => ({
      isVisible: each.isVisible(),
      isMinimized: each.isMinimized(),
    })),
  );

describeDrivers(driver => {
  describe.skipIf(process.platform !== 'linux')('on a Linux desktop', () => {
    test('with a tray the window is closed to it, which is explained once, and a start at login shows none', async () => {
      const world = await createAppWorld(driver);
      const variables = withDesktop(world, true);
      const run = await world.start({ variables });
      const page = await run.page();
      expect((await ask(page, 'getDesktop', {})).hasTray).toBe(true);
      const closed = await closeWindow(run);
      expect(closed).toMatchObject({ isVisible: false, isMinimized: false });
      expect(closed.told).toHaveLength(1);
      expect(closed.told[0]).toContain('from its icon in the tray');
      await clickTray(run, 'open');
      expect((await closeWindow(run)).told).toHaveLength(1);
      await run.quit();

      const next = await world.start({ variables, args: ['--hidden'] });
      await until('the app has started', async () => (await trayTip(next)) !== '', next);
      expect(await windows(next)).toEqual([]);
    });

    test('without a tray the window is minimised, which is explained, and a start at login opens a minimised one', async () => {
      const world = await createAppWorld(driver);
      const variables = withDesktop(world, false);
      const run = await world.start({ variables });
      const page = await run.page();
      expect((await ask(page, 'getDesktop', {})).hasTray).toBe(false);
      const closed = await closeWindow(run);
      expect(closed.isMinimized).toBe(true);
      expect(closed.told[0]).toContain('shows no tray');
      await run.quit();

      const next = await world.start({ variables, args: ['--hidden'] });
      await next.page();
      expect((await windows(next)).map(({ isMinimized }) => isMinimized)).toEqual([true]);
    });
  });

  test.skipIf(process.platform !== 'linux')(
    'a tray that comes up after the login takes the icon, and the place of the minimised window',
    async () => {
      const world = await createAppWorld(driver);
      const variables = withDesktop(world, false);
      const run = await world.start({ variables, args: ['--hidden'] });
      const page = await run.page();
      expect((await windows(run)).map(({ isMinimized }) => isMinimized)).toEqual([true]);
      withDesktop(world, true);
      const hasTray = async () => (await ask(page, 'getDesktop', {})).hasTray === true;
      await until('it is found', hasTray, run);
      const isHidden = async () => (await windows(run)).every(({ isVisible }) => !isVisible);
      await until('the window has gone to it', isHidden, run);
      const icons = await run.evaluate(({ seen }: Inside) =>
        [...seen.trays.keys()].map(each => each.isDestroyed()),
      );
      expect(icons).toEqual([true, false]);
      await clickTray(run, 'open');
      await until('it is shown', async () => (await windows(run))[0]?.isVisible === true, run);
    },
  );

  test('closing the window ends the app for whoever wants it so', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    const { settings } = await ask(page, 'getDesktop', {});
    await ask(page, 'saveDesktop', { ...settings, closesToTray: false });
    await run.evaluate(({ electron }: Inside) => electron.BrowserWindow.getAllWindows()[0]?.close());
    expect(await run.exited).toBe(0);
  });

  test('the tray lists the last files that arrived, and shows one where it lies', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    await ask(page, 'saveAccount', { draft: world.account, replaces: null });
    const path = world.write('letter.txt', 10);
    await ask(page, 'addPaths', world.paths([path]));
    await until('it is sent', async () => (await transferStates(page))['letter.txt'] === 'done', run);
    const recent = () =>
      run.evaluate(({ seen }: Inside) => {
        const menu = [...seen.trays.values()].at(-1)?.setContextMenu;
        return menu?.getMenuItemById('recent')?.submenu?.items.map(({ label }) => label) ?? [];
      });
    await until('it is listed', async () => (await recent()).includes('letter.txt'), run);
    await run.evaluate(({ seen }: Inside) => {
      const menu = [...seen.trays.values()].at(-1)?.setContextMenu;
      menu?.getMenuItemById('recent')?.submenu?.items[0]?.click();
    });
    const shown = () => run.evaluate(({ seen }: Inside) => [...seen.shown]);
    await until('it is shown', async () => (await shown()).length > 0, run);
    expect(await shown()).toEqual([path]);
  });

  test('the icon in the dock counts what waits for the user', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    await ask(page, 'saveAccount', { draft: world.account, replaces: null });
    const wish = world.paths([world.write('letter.txt', 10)]);
    await ask(page, 'addPaths', { ...wish, target: { ...wish.target, bucket: 'no-such-bucket' } });
    const badge = () => run.evaluate(({ seen }: Inside) => seen.badge);
    await until('it is counted', async () => (await badge()) === 1, run);
    expect(await trayTip(run)).toBe('Longshore: 1 thing needs you');
    const query = { filter: 'all', search: '', folder: null, sort: 'added', isDescending: false } as const;
    const { rows } = await ask(page, 'listTransfers', { ...query, offset: 0, limit: 10 });
    await ask(page, 'commandTransfers', { command: 'cancel', which: { ids: rows.map(({ id }) => id) } });
    await until('it is settled', async () => (await badge()) === 0, run);
  });

  test('files that are dropped onto the icon open the dialog that adds them', async () => {
    const world = await createAppWorld(driver);
    const path = world.write('dropped.txt', 10);
    const run = await world.start();
    const page = await run.page();
    await run.evaluate(({ seen }: Inside, dropped: string) => {
      [...seen.trays.keys()].at(-1)?.emit('drop-files', {}, [dropped]);
    }, path);
    await page.getByRole('dialog').getByText('dropped.txt').waitFor();
  });
});

import { expect, test } from 'vitest';
import type { Inside } from '../support/app/app-run.ts';
import {
  answerDialogs,
  ask,
  createAppWorld,
  dialogs,
  transferStates,
  trayTip,
  until,
} from '../support/app/app-world.ts';
import { describeDrivers } from '../support/app/drivers.ts';

describeDrivers(driver => {
  test('files on the command line open the dialog that adds them', async () => {
    const world = await createAppWorld(driver);
    const path = world.write('letter.txt', 10);
    const run = await world.start({ args: [path] });
    const page = await run.page();
    await page.getByRole('dialog').getByText('letter.txt').waitFor();
  });

  test('a second start hands its files over to the first one and ends', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    world.write('second.txt', 10);
    const second = await world.start({ args: ['second.txt'] });
    expect(await second.exited).toBe(0);
    await page.getByRole('dialog').getByText('second.txt').waitFor();
  });

  test('a second start without files shows the window', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    await run.page();
    await run.evaluate(({ electron }: Inside) => electron.BrowserWindow.getAllWindows()[0]?.hide());
    const second = await world.start();
    await second.exited;
    const isVisible = () =>
      run.evaluate(({ electron }: Inside) => electron.BrowserWindow.getAllWindows()[0]?.isVisible() ?? false);
    await until('the window is shown', isVisible, run);
  });

  test('a file that is dropped into the window is named by its path', async () => {
    const world = await createAppWorld(driver);
    const path = world.write('dropped.txt', 10);
    const run = await world.start();
    const page = await run.page();
    await page.getByText('Your first proven upload').waitFor();
    const cdp = await page.context().newCDPSession(page);
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await cdp.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
    }
    await page.getByRole('dialog').getByText('dropped.txt').waitFor();
    const shown = await page.getByRole('dialog').innerText();
    expect(shown).toContain(path);
  });

  test('a click on a notification opens the window at what it is about', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    await ask(page, 'saveAccount', { draft: world.account, replaces: null });
    const paths = [world.write('a.txt', 100), world.write('b.txt', 100), world.write('c.txt', 100)];
    await run.evaluate(({ electron }: Inside) => electron.BrowserWindow.getAllWindows()[0]?.hide());
    await page.evaluate("location.hash = '#settings'");
    await ask(page, 'addPaths', world.paths(paths));
    const told = () => run.evaluate(({ seen }: Inside) => seen.notifications.map(({ title }) => title));
    await until('one notification for all three', async () => (await told()).length > 0, run);
    expect(await told()).toEqual(['3 files have arrived']);
    await run.evaluate(({ seen }: Inside) => seen.notifications.at(-1)?.emit('click'));
    await page.waitForURL(/#transfers$/);
    expect(
      await run.evaluate(({ electron }: Inside) => electron.BrowserWindow.getAllWindows()[0]?.isVisible()),
    ).toBe(true);
  });

  test('a link adds a target only when the user agrees', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    await ask(page, 'saveAccount', { draft: world.account, replaces: null });
    const link = 'longshore://add-target?name=team&kind=oss&bucket=team-files&prefix=in&account=work';
    await (await world.start({ args: [link] })).exited;
    await until('the user was asked', async () => (await dialogs(run)).length === 1, run);
    expect(await dialogs(run)).toEqual(['A link asks to add the target “team”.']);
    expect(await ask(page, 'listTargets', {})).toEqual([]);

    await answerDialogs(run, 1);
    await (await world.start({ args: [link] })).exited;
    await until('the target is there', async () => (await ask(page, 'listTargets', {})).length === 1, run);
    expect((await ask(page, 'listTargets', {}))[0]).toMatchObject({ bucket: 'team-files', prefix: 'in/' });
  });

  test('files chosen from the tray open the dialog that adds them', async () => {
    const world = await createAppWorld(driver);
    const path = world.write('chosen.txt', 10);
    const run = await world.start();
    const page = await run.page();
    await run.evaluate(({ seen }: Inside, chosen: string) => {
      seen.answers.showOpenDialog = { canceled: false, filePaths: [chosen] };
      const menu = [...seen.trays.values()].at(-1)?.setContextMenu;
      menu?.getMenuItemById('send')?.click();
    }, path);
    await page.getByRole('dialog').getByText('chosen.txt').waitFor();
    expect(await trayTip(run)).toBe('Longshore: up to date');
    expect(await transferStates(page)).toEqual({});
  });
});

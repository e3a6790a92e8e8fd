import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual as isEqual } from 'node:util';
import { expect, test } from 'vitest';
import type { Inside } from '../support/app/app-run.ts';
import { ask, createAppWorld, dialogs, transferStates, trayTip, until } from '../support/app/app-world.ts';
import { describeDrivers } from '../support/app/drivers.ts';

const mebibyte = 1024 ** 2;

describeDrivers(driver => {
  test('a page that crashes is loaded again, and transfers go on meanwhile', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    await ask(page, 'saveAccount', { draft: world.account, replaces: null });
    world.bucket.faults.on('sendPart', { nth: 3 }).throttle(300_000).times(2);
    const path = world.write('big.bin', 12 * mebibyte);
    await ask(page, 'addPaths', { ...world.paths([path]), partSize: mebibyte });
    await until('parts move', async () => world.bucket.server.stats().requests.sendPart >= 3, run);
    await run.evaluate(({ electron }: Inside) =>
      electron.BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    );
    await page.waitForEvent('close').catch(() => {});
    const again = await run.page();
    expect((await ask(again, 'listAccounts', {})).map(({ name }) => name)).toEqual(['work']);
    await ask(again, 'addPaths', world.paths([world.write('after.txt', 100)]));
    const all = { 'big.bin': 'done', 'after.txt': 'done' };
    await until('both are sent', async () => isEqual(await transferStates(again), all), run);
    expect(world.bucket.server.stats().requests.sendPart).toBe(12);
  });

  test('a page that crashes again and again is left to the user', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    for (let crash = 1; crash <= 4; crash += 1) {
      const page = await run.page();
      await run.evaluate(({ electron }: Inside) =>
        electron.BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
      );
      await page.waitForEvent('close').catch(() => {});
    }
    await until('the user is asked', async () => (await dialogs(run)).length > 0, run);
    expect(await dialogs(run)).toEqual(['The window has stopped working']);
  });

  test('a worker that dies costs the parts in its hands and nothing else', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    await ask(page, 'saveAccount', { draft: world.account, replaces: null });
    world.bucket.faults.on('sendPart', { nth: 5 }).throttle(200_000).times(4);
    const path = world.write('big.bin', 16 * mebibyte);
    await ask(page, 'addPaths', { ...world.paths([path]), partSize: mebibyte });
    await until('parts move', async () => world.bucket.server.stats().requests.sendPart >= 6, run);
    const ended = await run.evaluate(async ({ seen }: Inside) => {
      const workers = [...seen.workers];
      await Promise.all(workers.map(each => each.terminate()));
      return workers.length;
    });
    expect(ended).toBeGreaterThan(0);
    await until('it is sent', async () => (await transferStates(page))['big.bin'] === 'done', run);
  });

  test('an engine that can not be started after a sleep is told of, and tried again until it can', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    await ask(page, 'saveAccount', { draft: world.account, replaces: null });
    await ask(page, 'addPaths', world.paths([world.write('before.txt', 100)]));
    await until('it is sent', async () => (await transferStates(page))['before.txt'] === 'done', run);
    await run.evaluate(({ electron }: Inside) => electron.BrowserWindow.getAllWindows()[0]?.hide());
    const { dataDirectory } = await ask(page, 'getSession', {});
    const away = join(world.home, 'away');
    renameSync(dataDirectory, away);
    writeFileSync(dataDirectory, 'no directory');
    await run.evaluate(({ electron }: Inside) => void electron.powerMonitor.emit('resume'));
    const broken = "Longshore: can't go on for now, tries again by itself";
    await until('the tray tells of it', async () => (await trayTip(run)) === broken, run);
    const told = () => run.evaluate(({ seen }: Inside) => seen.notifications.map(({ title }) => title));
    await until('it is told', async () => (await told()).includes("Longshore can't go on for now"), run);
    rmSync(dataDirectory);
    renameSync(away, dataDirectory);
    await until('it works again', async () => (await trayTip(run)) === 'Longshore: up to date', run);
    await ask(page, 'addPaths', world.paths([world.write('after.txt', 100)]));
    await until('the next is sent', async () => (await transferStates(page))['after.txt'] === 'done', run);
  });

  test('what nobody foresaw ends the app with a line in its log, and reports of crashes stay here', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    await run.page();
    expect(await run.evaluate(({ electron }: Inside) => electron.crashReporter.getUploadToServer())).toBe(
      false,
    );
    await run.evaluate(() => {
      setImmediate(() => {
        throw new Error('unforeseen');
      });
    });
    expect(await run.exited).toBe(1);
    const log = readFileSync(`${world.home}/config/longshore-desktop/logs/main.log`, 'utf8');
    expect(log).toContain('the app ends by an error');
    expect(log).toContain('unforeseen');
    const next = await world.start();
    expect((await ask(await next.page(), 'getSession', {})).face).toBe('desktop');
  });
});

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Inside } from '../support/app/app-run.ts';
import { ask, clickTray, createAppWorld, transferStates, trayTip, until } from '../support/app/app-world.ts';
import { describeDrivers } from '../support/app/drivers.ts';

const mebibyte = 1024 ** 2;

/** As the next snapshot tells the page. */
const isAllPaused = (page: Page) =>
  page.evaluate(
    'new Promise(resolve => { longshore.onSnapshot(({ isAllPaused }) => resolve(isAllPaused)); })',
  );

describeDrivers(driver => {
  test('after a sleep everything is looked at again, and what was under way goes on', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    await ask(page, 'saveAccount', { draft: world.account, replaces: null });
    world.bucket.faults.on('sendPart', { nth: 4 }).hang().times(Number.POSITIVE_INFINITY);
    const path = world.write('big.bin', 12 * mebibyte);
    await ask(page, 'addPaths', { ...world.paths([path]), partSize: mebibyte });
    const sent = () => world.bucket.server.stats().requests.sendPart;
    await until('parts hang', async () => sent() >= 6, run);
    world.bucket.faults.clear();
    await run.evaluate(({ electron }: Inside) => {
      electron.powerMonitor.emit('suspend');
      electron.powerMonitor.emit('resume');
    });
    await until('it is sent', async () => (await transferStates(page))['big.bin'] === 'done', run);
  });

  test('the machine is kept awake while bytes move, and only then, and only when that is wanted', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    await run.evaluate(({ electron, seen }: Inside) => {
      const { start, stop } = electron.powerSaveBlocker;
      electron.powerSaveBlocker.start = type => {
        seen.awake += 1;
        return start(type);
      };
      electron.powerSaveBlocker.stop = id => {
        seen.awake -= 1;
        return stop(id);
      };
    });
    const awake = () => run.evaluate(({ seen }: Inside) => seen.awake);
    await ask(page, 'saveAccount', { draft: world.account, replaces: null });
    world.bucket.faults.on('sendPart').throttle(20_000).times(Number.POSITIVE_INFINITY);
    const path = world.write('big.bin', 8 * mebibyte);
    await ask(page, 'addPaths', { ...world.paths([path]), partSize: mebibyte });
    await until('it is awake', async () => (await awake()) === 1, run);

    const { settings } = await ask(page, 'getDesktop', {});
    await ask(page, 'saveDesktop', { ...settings, keepsAwake: false });
    expect(await awake()).toBe(0);
    await ask(page, 'saveDesktop', { ...settings, keepsAwake: true });
    expect(await awake()).toBe(1);
    await ask(page, 'setAllPaused', { isPaused: true });
    await until('it may sleep', async () => (await awake()) === 0, run);
  });

  test('on battery everything pauses where that is wanted, and goes on with the mains', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    const { settings } = await ask(page, 'getDesktop', {});
    await ask(page, 'saveDesktop', { ...settings, pausesOnBattery: true });
    const setBattery = (isOn: boolean) =>
      run.evaluate(({ electron }: Inside, on: boolean) => {
        electron.powerMonitor.isOnBatteryPower = () => on;
        electron.powerMonitor.emit(on ? 'on-battery' : 'on-ac');
      }, isOn);
    await setBattery(true);
    await until(
      'it is paused',
      async () => (await trayTip(run)) === 'Longshore: paused while on battery',
      run,
    );
    await setBattery(false);
    await until('it goes on', async () => (await trayTip(run)) === 'Longshore: up to date', run);
  });

  test('a log-out of the system ends the app in order', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    await run.page();
    await run.evaluate(({ electron }: Inside) => {
      electron.powerMonitor.emit('shutdown', { preventDefault() {} });
    });
    expect(await run.exited).toBe(0);
  });

  test('the end of a session of Windows, which its windows are told of, ends the app in order', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    await run.page();
    await run.evaluate(({ electron }: Inside) => {
      electron.BrowserWindow.getAllWindows()[0]?.emit('session-end', { reasons: ['logoff'] });
    });
    expect(await run.exited).toBe(0);
    const log = readFileSync(`${world.home}/config/longshore-desktop/logs/main.log`, 'utf8');
    expect(log).toContain('the app has stopped');
  });

  test('whoever goes on while on battery is not paused again', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    const { settings } = await ask(page, 'getDesktop', {});
    await run.evaluate(({ electron }: Inside) => {
      electron.powerMonitor.isOnBatteryPower = () => true;
    });
    await ask(page, 'saveDesktop', { ...settings, pausesOnBattery: true });
    const tipIs = (tip: string) => async () => (await trayTip(run)) === tip;
    await until('it is paused', tipIs('Longshore: paused while on battery'), run);
    await clickTray(run, 'resume');
    await until('it goes on', tipIs('Longshore: up to date'), run);
    await run.evaluate(({ electron }: Inside) => void electron.powerMonitor.emit('on-battery'));
    await ask(page, 'saveDesktop', { ...settings, pausesOnBattery: true, keepsAwake: false });
    expect(await isAllPaused(page)).toBe(false);
  });
});

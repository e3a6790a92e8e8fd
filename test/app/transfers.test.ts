import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
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

const mebibyte = 1024 ** 2;
const partCount = 16;

/** An app with an account, that sends a file of 16 parts of which so many arrive; the others hang. */
async function sending(world: AppWorld, arriving: number): Promise<{ run: AppRun; page: Page }> {
  const run = await world.start();
  const page = await run.page();
  await ask(page, 'saveAccount', { draft: world.account, replaces: null });
  world.bucket.faults
    .on('sendPart', { nth: arriving + 1 })
    .hang()
    .times(Number.POSITIVE_INFINITY);
  const path = world.write('big.bin', partCount * mebibyte);
  await ask(page, 'addPaths', { ...world.paths([path]), partSize: mebibyte });
  await until('some parts have arrived', async () => (await confirmed(page)) >= arriving * mebibyte, run);
  return { run, page };
}

async function confirmed(page: Page): Promise<number> {
  const query = { filter: 'all', search: '', folder: null, sort: 'added', isDescending: false } as const;
  const { rows } = await ask(page, 'listTransfers', { ...query, offset: 0, limit: 1 });
  return rows[0]?.progress.confirmedBytes ?? 0;
}

const sentParts = (world: AppWorld) => world.bucket.server.stats().requests.sendPart;
const isDone = async (page: Page) => (await transferStates(page))['big.bin'] === 'done';

describeDrivers(driver => {
  test('progress is told by the tray, the task bar and the page', async () => {
    const world = await createAppWorld(driver);
    const { run, page } = await sending(world, 8);
    await until(
      'the tray tells half',
      async () => (await trayTip(run)).startsWith('Longshore: 50% sent'),
      run,
    );
    const bar = await run.evaluate(({ seen }: Inside) => seen.progress);
    expect(bar).toBe(0.5);
    await page.evaluate("location.hash = '#transfers'");
    await page.getByText('big.bin').first().waitFor();
    world.bucket.faults.clear();
    await run.quit();
  });

  test('the tray pauses and resumes everything', async () => {
    const world = await createAppWorld(driver);
    const { run, page } = await sending(world, 4);
    await clickTray(run, 'pauseAll');
    const isHeld = async () => ['waiting', 'paused'].includes((await transferStates(page))['big.bin'] ?? '');
    await until('the transfer is held', isHeld, run);
    await until('the tray says so', async () => (await trayTip(run)) === 'Longshore: paused', run);
    world.bucket.faults.clear();
    await clickTray(run, 'resume');
    await until('the transfer is done', () => isDone(page), run);
    await until('the tray is quiet', async () => (await trayTip(run)) === 'Longshore: up to date', run);
  });

  test('a pause for an hour says until when, and is there after a restart', async () => {
    const world = await createAppWorld(driver);
    const first = await world.start();
    await first.page();
    await clickTray(first, 'pauseHour');
    const isTold = (run: AppRun) => async () => (await trayTip(run)).startsWith('Longshore: paused until ');
    await until('the tray says until when', isTold(first), first);
    await first.quit();
    const second = await world.start();
    await until('it still says so', isTold(second), second);
  });

  test('quitting during an upload pauses it, and the next start goes on where it was', async () => {
    const world = await createAppWorld(driver);
    const { run, page } = await sending(world, 6);
    const before = await confirmed(page);
    expect(await run.quit()).toBe(0);
    world.bucket.faults.clear();
    world.bucket.server.resetStats();

    const next = await world.start();
    const nextPage = await next.page();
    await until('the upload is done', () => isDone(nextPage), next);
    expect(sentParts(world)).toBe(partCount - before / mebibyte);
  });

  test('after a hard kill only what was in flight is sent again', async () => {
    const world = await createAppWorld(driver);
    const { run, page } = await sending(world, 5);
    const before = await confirmed(page);
    await run.kill();
    world.bucket.faults.clear();
    world.bucket.server.resetStats();

    const next = await world.start();
    const nextPage = await next.page();
    await until('the upload is done', () => isDone(nextPage), next);
    expect(sentParts(world)).toBe(partCount - before / mebibyte);
  });

  test('quitting while the store puts an upload together waits for its answer', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    await ask(page, 'saveAccount', { draft: world.account, replaces: null });
    world.bucket.faults.on('complete').delay(1_500);
    const path = world.write('big.bin', partCount * mebibyte);
    await ask(page, 'addPaths', { ...world.paths([path]), partSize: mebibyte });
    await until(
      'it is put together',
      async () => (await transferStates(page))['big.bin'] === 'finishing',
      run,
    );
    expect(await run.quit()).toBe(0);
    world.bucket.server.resetStats();

    const next = await world.start();
    expect(await transferStates(await next.page())).toEqual({ 'big.bin': 'done' });
    expect(world.bucket.server.stats().requests.complete).toBe(0);
  });

  test('a store that never answers the last request does not keep the app from ending, and is asked at the next start', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    await ask(page, 'saveAccount', { draft: world.account, replaces: null });
    world.bucket.faults.on('complete').hang().times(Number.POSITIVE_INFINITY);
    const path = world.write('big.bin', partCount * mebibyte);
    await ask(page, 'addPaths', { ...world.paths([path]), partSize: mebibyte });
    const isFinishing = async () => (await transferStates(page))['big.bin'] === 'finishing';
    await until('it is put together', isFinishing, run);
    expect(await run.quit()).toBe(0);
    world.bucket.faults.clear();
    world.bucket.server.resetStats();

    const next = await world.start();
    const nextPage = await next.page();
    await until('the upload is done', () => isDone(nextPage), next);
    expect(sentParts(world)).toBe(0);
  });

  test('a folder is kept up from the moment it is added, also while the window is closed', async () => {
    const world = await createAppWorld(driver);
    world.write('photos/one.txt', 100);
    const run = await world.start();
    const page = await run.page();
    await ask(page, 'saveAccount', { draft: world.account, replaces: null });
    const settings = await ask(page, 'getUsualFolderSettings', {});
    const { target } = world.paths([]);
    await ask(page, 'addFolder', {
      root: `${world.home}/photos`,
      target: { ...target, prefix: 'photos/' },
      settings: { ...settings, quietMs: 200, patienceMs: 1_000 },
    });
    const folder = async () => (await ask(page, 'listFolders', {}))[0];
    await until('the first file is proven', async () => (await folder())?.provenFiles === 1, run);
    await run.evaluate(({ electron }: Inside) => electron.BrowserWindow.getAllWindows()[0]?.close());
    world.write('photos/two.txt', 100);
    await until('the second file is proven', async () => (await folder())?.provenFiles === 2, run);
  });
});

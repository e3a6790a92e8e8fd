import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { AppRun } from '../support/app/app-run.ts';
import { ask, clickTray, createAppWorld, trayTip, until } from '../support/app/app-world.ts';
import { describeDrivers } from '../support/app/drivers.ts';

const mebibyte = 1024 ** 2;
const partSize = 16 * mebibyte;
const partCount = 4;
const arriving = 2;

const folderOf = async (page: Page) => (await ask(page, 'listFolders', {}))[0];
const isProven = (page: Page, files: number) => async () => (await folderOf(page))?.provenFiles === files;
const tipHas = (run: AppRun, words: string) => async () => (await trayTip(run)).includes(words);

describeDrivers(driver => {
  test('start, add an account, add a folder, see progress, pause from the tray, resume, quit during an upload, start again, continue', async () => {
    const world = await createAppWorld(driver);
    const { requests } = world.bucket.server.stats();
    const root = join(world.home, 'photos');
    mkdirSync(root);
    const run = await world.start();
    const page = await run.page();
    await ask(page, 'saveAccount', { draft: world.account, replaces: null });
    const settings = await ask(page, 'getUsualFolderSettings', {});
    const target = { ...world.paths([]).target, prefix: 'photos/' };
    const quick = { ...settings, quietMs: 200, patienceMs: 1_000 };
    await ask(page, 'addFolder', { root, target, settings: quick });
    world.write('photos/small.txt', 100);
    await until('the small file is proven', isProven(page, 1), run);

    world.bucket.faults
      .on('sendPart', { nth: requests.sendPart + arriving + 1 })
      .hang()
      .times(Number.POSITIVE_INFINITY);
    world.write('photos/large.bin', partCount * partSize);
    await until('half of it is told', tipHas(run, '50% sent'), run);
    await page.evaluate("location.hash = '#folders'");
    await page.getByText('photos').first().waitFor();
    await clickTray(run, 'pauseAll');
    await until('it is paused', tipHas(run, 'paused'), run);
    await clickTray(run, 'resume');
    await until('it goes on', tipHas(run, 'sent'), run);
    expect(await run.quit()).toBe(0);

    world.bucket.faults.clear();
    world.bucket.server.resetStats();
    const next = await world.start();
    const nextPage = await next.page();
    await until('both files are proven', isProven(nextPage, 2), next);
    expect(world.bucket.server.stats().requests.sendPart).toBe(partCount - arriving);
    await until('the tray is quiet', tipHas(next, 'up to date'), next);
  });
});

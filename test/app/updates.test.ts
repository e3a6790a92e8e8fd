import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AppRun, Inside } from '../support/app/app-run.ts';
import {
  type AppWorld,
  answerDialogs,
  ask,
  createAppWorld,
  dialogs,
  until,
} from '../support/app/app-world.ts';
import { describeDrivers } from '../support/app/drivers.ts';
import { type Feed, type FeedSetup, startFeed } from '../support/app/feed.ts';
import { standInDriver } from '../support/app/stand-in-driver.ts';

const offer = 'An update is there';

/** The updater itself, electron-updater, is the true one; what it downloads is a script. */
async function startWithFeed(world: AppWorld, over: Partial<FeedSetup> = {}) {
  const marker = join(world.home, 'started');
  const program = `#!/bin/sh\n[ -z "$APPIMAGE_EXIT_AFTER_INSTALL" ] && echo new > '${marker}'\nexit 0\n`;
  const feed = await startFeed(world.home, { version: '99.0.0', program, ...over });
  const { resources, appImage } = feed;
  const variables = { APPIMAGE: appImage, XDG_CACHE_HOME: join(world.home, 'cache') };
  const run = await world.start({ resources, variables });
  await run.page();
  return { run, feed, program, marker };
}

const look = (run: AppRun) =>
  run.evaluate(({ electron }: Inside) => {
    electron.Menu.getApplicationMenu()?.getMenuItemById('updates')?.click();
  });
const hasFetched = ({ asked }: Feed) => asked.some(path => path.endsWith('.AppImage'));
const untilTold = (run: AppRun, messages: readonly string[]) =>
  until(`told: ${messages.join(', ')}`, async () => (await dialogs(run)).length >= messages.length, run);

// AppImages are the one kind of package whose update is a plain file.
describe.skipIf(process.platform !== 'linux')('with a feed', () => {
  test('nothing is downloaded while the user says “later”', async () => {
    const world = await createAppWorld(standInDriver);
    const { run, feed } = await startWithFeed(world);
    expect((await ask(await run.page(), 'getDesktop', {})).canUpdate).toBe(true);
    await look(run);
    await untilTold(run, [offer]);
    await look(run);
    await untilTold(run, [offer, offer]);
    expect(await dialogs(run)).toEqual([offer, offer]);
    expect(hasFetched(feed)).toBe(false);
    await run.quit();
    expect(hasFetched(feed)).toBe(false);
  });

  test('an update that the user wants takes the place of the program, which ends in order first', async () => {
    const world = await createAppWorld(standInDriver);
    const { run, feed, program, marker } = await startWithFeed(world);
    await answerDialogs(run, 1);
    await look(run);
    expect(await run.exited).toBe(0);
    expect(readFileSync(feed.appImage, 'utf8')).toBe(program);
    await expect.poll(() => existsSync(marker)).toBe(true);
    const log = readFileSync(join(world.home, 'config/longshore-desktop/logs/main.log'), 'utf8');
    expect(log).toContain('the app has stopped');
  });

  test('an update that was downloaded, and is to wait, is put in place when the app ends', async () => {
    const world = await createAppWorld(standInDriver);
    const { run, feed, program, marker } = await startWithFeed(world);
    await run.evaluate(({ electron, seen }: Inside) => {
      const answers = [1, 0];
      electron.dialog.showMessageBox = (async (...given: unknown[]) => {
        const options = given.at(-1) as Electron.MessageBoxOptions;
        seen.dialogs.push({ name: 'showMessageBox', options });
        return { response: answers.shift() ?? 0, checkboxChecked: false };
      }) as typeof electron.dialog.showMessageBox;
    });
    await look(run);
    await until('it is downloaded', async () => hasFetched(feed), run);
    const cached = join(world.home, 'cache', 'longshore-updater', 'pending', 'update-info.json');
    await until('it is written down', async () => existsSync(cached), run);
    // The offer, and that it is there to be put in place.
    await until('both questions are answered', async () => (await dialogs(run)).length === 2, run);
    expect(await run.quit()).toBe(0);
    expect(readFileSync(feed.appImage, 'utf8')).toBe(program);
    expect(existsSync(marker)).toBe(false);
  });

  test('an update that is not what the feed says is thrown away, and the user is told', async () => {
    const world = await createAppWorld(standInDriver);
    const { run, feed, program } = await startWithFeed(world, { sha512: 'A'.repeat(86).concat('==') });
    await answerDialogs(run, 1);
    await look(run);
    const failure = 'Longshore 99.0.0 could not be downloaded';
    await untilTold(run, [offer, failure]);
    expect(await dialogs(run)).toEqual([offer, failure]);
    await run.quit();
    expect(readFileSync(feed.appImage, 'utf8')).not.toBe(program);
  });

  test('an update that goes to some first is offered to those alone', async () => {
    const world = await createAppWorld(standInDriver);
    const { run, feed } = await startWithFeed(world, { stagingPercentage: 0 });
    await look(run);
    await untilTold(run, ['Longshore is up to date']);
    expect(await dialogs(run)).toEqual(['Longshore is up to date']);
    expect(hasFetched(feed)).toBe(false);
  });

  test('a look that finds nothing newer says so, to whoever has asked', async () => {
    const world = await createAppWorld(standInDriver);
    const { run } = await startWithFeed(world, { version: '0.0.1' });
    await look(run);
    await untilTold(run, ['Longshore is up to date']);
    expect(await dialogs(run)).toEqual(['Longshore is up to date']);
  });
});

describeDrivers(driver => {
  test('a build without a feed offers no updates', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    expect((await ask(await run.page(), 'getDesktop', {})).canUpdate).toBe(false);
    const item = await run.evaluate(
      ({ electron }: Inside) => electron.Menu.getApplicationMenu()?.getMenuItemById('updates')?.id ?? null,
    );
    expect(item).toBeNull();
  });
});

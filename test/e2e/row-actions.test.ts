import { expect, test } from 'vitest';
import { allDone, inTrial } from '../support/page/ask.ts';
import { keepChromium, type ServedPage, servePage } from '../support/page/served-page.ts';

const browser = keepChromium();
const all = { ...allDone, filter: 'all', limit: 20 } as const;

async function limitRate({ ask }: ServedPage, rateLimit: string | null): Promise<void> {
  await ask('saveSettings', { ...(await ask('getSession', {})).settings, rateLimit });
}

/** Adds a file of the browser by the dialog, and leaves it to the background. */
async function sendFromBrowser(served: ServedPage, name: string, bytes: number): Promise<void> {
  const { page } = served;
  await page.getByRole('button', { name: 'Add files' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add uploads' });
  await dialog.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  const choosing = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Files of this browser' }).click();
  await (await choosing).setFiles(served.file(name, bytes));
  await dialog.getByRole('button', { name: 'Add 1' }).click();
  await dialog.getByRole('button', { name: 'Go on in the background' }).click();
}

async function choose({ page }: ServedPage, row: RegExp, action: string | RegExp): Promise<void> {
  await page
    .getByRole('row', { name: row })
    .getByRole('button', { name: /^Actions for/ })
    .click();
  await page.getByRole('menuitem', { name: action }).click();
}

test("a folder's file pauses its folder, and is left out of it by one line of its rules", async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask, home, file } = served;
  await limitRate(served, '1M');
  file('Photos/odd [1]*.bin', 60_000_000);
  file('Photos/small.txt', 'small');
  const settings = { ...(await ask('getUsualFolderSettings', {})), quietMs: 200 };
  const { target } = inTrial('photos/');
  const { id } = await ask('addFolder', { root: `${home}/Photos`, target, settings });
  const row = page.getByRole('row', { name: /odd/ });
  await row.getByText('Sending').waitFor();
  await choose(served, /odd/, 'Pause the folder Photos');
  await row.getByText('Paused').waitFor();
  await choose(served, /odd/, 'Go on with the folder Photos');
  await row.getByText('Sending').waitFor();

  await choose(served, /odd/, 'Leave out of the folder…');
  await page.getByRole('dialog').getByText('/odd \\[1\\]\\*.bin').waitFor();
  // Another one changes the rules meanwhile.
  await ask('changeFolder', { id, settings: { ...settings, ignore: ['*.tmp'] } });
  await page.getByRole('button', { name: 'Leave it out' }).click();
  await page.getByText('Photos leaves it out').waitFor();
  expect((await ask('listFolders', {})).find(each => each.id === id)?.settings.ignore).toEqual([
    '*.tmp',
    '/odd \\[1\\]\\*.bin',
  ]);
  await expect
    .poll(async () => (await ask('listFolders', {})).find(each => each.id === id)?.standing, {
      timeout: 30_000,
    })
    .toBe('upToDate');
  const states = async () =>
    Object.fromEntries((await ask('listTransfers', all)).rows.map(({ name, state }) => [name, state]));
  await expect.poll(states).toEqual({ 'small.txt': 'done', 'odd [1]*.bin': 'cancelled' });
  expect(served.complaints).toEqual([]);
});

test('a file of the browser goes on in the background, is paused and resumed in its row, and waits with everything', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page } = served;
  await limitRate(served, '2M');
  await sendFromBrowser(served, 'film.bin', 40_000_000);
  await page.getByText('Sending from this page: 0 of 1 sent').waitFor();
  const row = page.getByRole('row', { name: /film\.bin/ });
  await row.getByText('Sending').waitFor();
  await choose(served, /film/, 'Pause');
  await row.getByText('Paused').waitFor();
  await choose(served, /film/, 'Resume');
  await row.getByText('Sending').waitFor();
  await page.getByRole('button', { name: 'Pause all' }).click();
  await row.getByText('Paused').waitFor();
  await choose(served, /film/, 'Resume');
  await page.getByText(/everything is paused; it goes on when all is resumed/).waitFor();
  await page.getByRole('button', { name: 'Resume all' }).click();
  await row.getByText('Proven').waitFor({ timeout: 60_000 });
  await page.getByText('Sending from this page').waitFor({ state: 'detached' });
  expect(served.complaints).toEqual([]);
});

test('what comes and goes beside the list moves no row of it', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  await ask('addPaths', { ...inTrial(), paths: [served.file('still.txt', 'still')], name: null });
  const row = page.getByRole('row', { name: /still/ });
  await row.getByText('Proven').waitFor();
  await ask('setAllPaused', { isPaused: true });
  await sendFromBrowser(served, 'film.bin', 1_000_000);
  await page.getByText('Sending from this page').waitFor();
  await page.getByRole('row', { name: /film/ }).waitFor();
  const before = await row.boundingBox();
  await ask('setAllPaused', { isPaused: false });
  await page.getByText('Sending from this page').waitFor({ state: 'detached' });
  expect(await row.boundingBox()).toEqual(before);
});

test('a file of the browser that is cancelled in its row is no failure', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page } = served;
  await limitRate(served, '1M');
  await sendFromBrowser(served, 'film.bin', 40_000_000);
  await page
    .getByRole('row', { name: /film\.bin/ })
    .getByText('Sending')
    .waitFor();
  await choose(served, /film/, 'Cancel');
  await page.getByRole('button', { name: 'Cancel transfer' }).click();
  await page
    .getByRole('row', { name: /film\.bin/ })
    .getByText('Cancelled')
    .waitFor();
  await page.getByText('Sending from this page').waitFor({ state: 'detached' });
});

test('a file of the browser that failed is sent again while its page has it, and asked for when not', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page } = served;
  await limitRate(served, '1M');
  await sendFromBrowser(served, 'film.bin', 20_000_000);
  const row = page.getByRole('row', { name: /film\.bin/ });
  await row.getByText('Sending').waitFor();
  await served.stop();
  await page.getByText(/1 failed/).waitFor();
  await served.start();
  await row.getByText('Failed').waitFor({ timeout: 60_000 });
  await limitRate(served, null);
  await choose(served, /film/, 'Try again');
  await row.getByText('Proven').waitFor({ timeout: 60_000 });

  await limitRate(served, '1M');
  await sendFromBrowser(served, 'other.bin', 200_000_000);
  await page
    .getByRole('row', { name: /other\.bin/ })
    .getByText('Sending')
    .waitFor();
  page.on('dialog', dialog => void dialog.accept());
  await page.reload();
  await page
    .getByRole('row', { name: /other\.bin/ })
    .getByText('Failed')
    .waitFor();
  const choosing = page.waitForEvent('filechooser');
  await choose(served, /other/, 'Choose the file again…');
  await page.evaluate(() => localStorage.removeItem('longshore.lastTarget'));
  await (await choosing).setFiles(served.file('renamed.bin', 1_000));
  const dialog = page.getByRole('dialog', { name: 'Add uploads' });
  await dialog.getByText('other.bin').waitFor();
  expect(await dialog.getByRole('textbox', { name: 'Bucket' }).inputValue()).toBe('trial');
  await limitRate(served, null);
  await dialog.getByRole('button', { name: 'Add 1' }).click();
  await expect
    .poll(async () => (await served.ask('listTransfers', all)).rows.map(({ key, state }) => [key, state]))
    .toContainEqual(['other.bin', 'done']);
});

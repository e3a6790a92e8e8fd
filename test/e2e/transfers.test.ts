import { expect, test } from 'vitest';
import { allDone, inTrial } from '../support/page/ask.ts';
import { keepChromium, servePage } from '../support/page/served-page.ts';

const browser = keepChromium();

test('a transfer shows its proof, its events, and what was asked for', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  const path = served.file('Pictures/photo.jpg', 300_000);
  await ask('addPaths', { ...inTrial('backup/'), paths: [path], name: null });
  const row = page.getByRole('row', { name: /photo\.jpg/ });
  await row.getByText('Proven').waitFor();
  await row.dblclick();
  const details = page.getByRole('complementary', { name: 'Details of photo.jpg' });
  await details.getByText("The store's own checksum of the whole object equals ours.").waitFor();
  await details.getByText('oss://trial/backup/photo.jpg').waitFor();
  await details.getByText('Added', { exact: true }).first().waitFor();
  expect(served.complaints).toEqual([]);
});

test('everything can be paused, and goes on where it was', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  const path = served.file('video.mp4', 60 * 1024 * 1024);
  await ask('saveSettings', { ...(await ask('getSession', {})).settings, rateLimit: '6M' });
  await ask('addPaths', { ...inTrial(), paths: [path], name: null });
  const row = page.getByRole('row', { name: /video\.mp4/ });
  await row.getByText('Sending').waitFor();
  await page.getByRole('button', { name: 'Pause all' }).click();
  await page.getByRole('button', { name: 'Resume all' }).waitFor();
  await row.getByText('Waiting').waitFor();
  await ask('saveSettings', { ...(await ask('getSession', {})).settings, rateLimit: null });
  await page.getByRole('button', { name: 'Resume all' }).click();
  await row.getByText('Proven').waitFor({ timeout: 30_000 });
});

test('the part map shows each part of a large file', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  const path = served.file('large.bin', 64 * 1024 * 1024);
  await ask('saveSettings', { ...(await ask('getSession', {})).settings, rateLimit: '4M' });
  await ask('addPaths', { ...inTrial(), partSize: 1024 * 1024, paths: [path], name: null });
  await page.getByRole('row', { name: /large\.bin/ }).dblclick();
  await page.getByRole('img', { name: /\d+ done, \d+ in flight, \d+ waiting, 0 to be repeated/ }).waitFor();
  await page.getByText('64 parts of 1.0 MiB').waitFor();
});

test('a transfer that is cancelled asks first, and leaves no parts on the server', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  const path = served.file('large.bin', 64 * 1024 * 1024);
  await ask('saveSettings', { ...(await ask('getSession', {})).settings, rateLimit: '4M' });
  await ask('addPaths', { ...inTrial(), paths: [path], name: null });
  const row = page.getByRole('row', { name: /large\.bin/ });
  await row.getByText('Sending').waitFor();
  await row.click();
  await page.getByRole('grid').press('Delete');
  await page
    .getByRole('dialog', { name: 'Cancel 1 transfer?' })
    .getByRole('button', { name: 'Cancel transfer' })
    .click();
  await row.getByText('Cancelled').waitFor();
  expect((await ask('listUnfinished', { target: inTrial().target, after: null })).uploads).toEqual([]);
});

test('thousands of rows are found, sorted, and chosen by keyboard', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  await ask('setAllPaused', { isPaused: true });
  for (let index = 0; index < 1_200; index += 1)
    served.file(`many/file-${String(index).padStart(4, '0')}.txt`, `${index}`);
  await ask('addPaths', { ...inTrial(), paths: [`${served.home}/many`], name: null });
  await page.getByText('Waiting 1,200').waitFor();
  await page.getByRole('button', { name: 'Sort by Name' }).click();
  await page.getByRole('row', { name: /file-0000\.txt/ }).waitFor();
  const grid = page.getByRole('grid');
  await grid.focus();
  await grid.press('End');
  await page.getByRole('row', { name: /file-1199\.txt/ }).waitFor();
  await grid.press('Control+a');
  await page.getByText('1,200 chosen').waitFor();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByText('1,200 are paused').waitFor();
  await grid.press('Escape');
  await page.getByRole('textbox', { name: 'Search in paths and keys' }).fill('file-042');
  await page.getByRole('row', { name: /file-0429\.txt/ }).waitFor();
  expect(await page.getByRole('row').count()).toBe(11);
});

test('a range by Shift takes in rows that were never in view, and details have all commands', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask, home } = served;
  for (let index = 0; index < 450; index += 1) served.file(`Many/${index}.txt`, 10);
  await ask('setAllPaused', { isPaused: true });
  await ask('addPaths', { ...inTrial(), paths: [`${home}/Many`], name: null });
  await page.getByText('All 450').waitFor();
  // New ones come first, and would push the chosen row down.
  await page.locator('[role=grid][aria-rowcount="451"]').waitFor();
  await page.getByRole('row').nth(1).click();
  await page.getByRole('grid').focus();
  await page.keyboard.press('Shift+End');
  await page.getByText('450 chosen').first().waitFor();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await page.getByRole('complementary').getByRole('button', { name: 'Cancel' }).waitFor();
  expect(served.complaints).toEqual([]);
});

test('choosing a row moves no row, so that a double click opens the one under it', async () => {
  const served = await servePage(browser(), { hasTrial: true, width: 720, height: 600 });
  const { page, ask } = served;
  const names = ['a.txt', 'b.txt', 'c.txt'];
  const paths = names.map(name => served.file(name, 10));
  await ask('addPaths', { ...inTrial(), paths, name: null });
  for (const name of names) await page.getByRole('row', { name }).getByText('Proven').waitFor();
  const row = page.getByRole('row', { name: 'a.txt' });
  const before = await row.boundingBox();
  await row.dblclick();
  await page.getByRole('complementary').getByRole('heading', { name: 'a.txt' }).waitFor();
  expect(await row.boundingBox()).toEqual(before);
  const popup = page.context().waitForEvent('page');
  await page.getByRole('complementary').getByRole('button', { name: 'Open the link' }).click();
  await (await popup).close();
});

test('another search chooses nothing, and the key that deletes takes what is done from the list', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  for (const name of ['foo 1', 'foo 2', 'bar 1']) served.file(`Many/${name}.txt`, 10);
  await ask('addPaths', { ...inTrial(), paths: [`${served.home}/Many`], name: null });
  await expect.poll(async () => (await ask('listTransfers', allDone)).total, { timeout: 30_000 }).toBe(3);
  // No address of ours, and no reason for a blank page.
  await served.goTo('transfers/%E0%A4%A');
  const search = page.getByRole('textbox', { name: 'Search in paths and keys' });
  await search.fill('foo');
  await expect.poll(() => page.getByRole('row', { name: /bar 1/ }).count()).toBe(0);
  await page.getByRole('checkbox', { name: 'Choose all' }).check();
  await page.getByRole('toolbar', { name: '2 chosen' }).waitFor();
  await search.fill('');
  await expect.poll(() => page.getByRole('row', { name: /bar 1/ }).count()).toBe(1);
  expect(await page.getByRole('toolbar', { name: /chosen/ }).count()).toBe(0);
  await page.getByRole('row', { name: /bar 1/ }).click();
  const forget = page
    .getByRole('toolbar', { name: '1 chosen' })
    .getByRole('button', { name: 'Remove from list' });
  await expect.poll(() => forget.getAttribute('aria-disabled')).toBe('false');
  await page.getByRole('grid').press('Delete');
  await expect.poll(() => page.getByRole('row', { name: /bar 1/ }).count()).toBe(0);
  expect((await ask('listTransfers', allDone)).total).toBe(2);
});

import { renameSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inTrial } from '../support/page/ask.ts';
import { keepChromium, type ServedPage, servePage } from '../support/page/served-page.ts';

const browser = keepChromium();

async function addPhotos(
  { ask, home, file }: ServedPage,
  mode: 'upload-only' | 'mirror' = 'upload-only',
  files = 12,
) {
  for (let index = 0; index < files; index += 1) file(`Photos/img-${index}.jpg`, 5_000 + index);
  const usual = await ask('getUsualFolderSettings', {});
  const deletes = { ...usual.deletes, maxFiles: 3, delayMs: 0 };
  const settings = { ...usual, mode, deletes, quietMs: 200 };
  const { target } = inTrial('photos/');
  return await ask('addFolder', { root: `${home}/Photos`, target, settings });
}

test('a folder is added in three steps, with a live look at what its rules leave out', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, file, home } = served;
  file('Music/song.mp3', 4_000);
  file('Music/scratch.tmp', 10);
  await page.getByRole('link', { name: 'Folders' }).click();
  await page.getByRole('button', { name: 'Add folder' }).click();
  await page.getByRole('textbox', { name: 'Folder on this computer' }).fill(`${home}/Music`);
  await page
    .getByRole('combobox', { name: 'Account' })
    .or(page.getByRole('textbox', { name: 'Account' }))
    .first()
    .click();
  await page.getByRole('option', { name: 'trial' }).click();
  await page.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  await page.getByRole('textbox', { name: 'Prefix' }).fill('music');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('textbox', { name: 'Ignore rules, one per line' }).fill('*.tmp');
  await page.getByText(/1 file stays, 1 files and 0 directories are left out/).waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('Send · song.mp3').waitFor();
  await page.getByRole('button', { name: 'Add and start' }).click();
  await page
    .getByRole('article', { name: 'Music' })
    .getByText(/Up to date/)
    .waitFor();
  expect(served.complaints).toEqual([]);
});

test('a folder whose drive is gone says so, and comes back by itself', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, home } = served;
  await addPhotos(served);
  await served.goTo('folders');
  const card = page.getByRole('article', { name: 'Photos' });
  await card.getByText(/Up to date/).waitFor();
  renameSync(`${home}/Photos`, `${home}/Elsewhere`);
  await card.getByRole('button', { name: 'Scan now' }).click();
  await card.getByText('Drive not connected').waitFor();
  renameSync(`${home}/Elsewhere`, `${home}/Photos`);
  await card.getByText(/Up to date/).waitFor({ timeout: 30_000 });
});

test('many deletions are asked about, with the list, and the objects stay when the user says so', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, home, ask } = served;
  const { id } = await addPhotos(served, 'mirror');
  await served.goTo('folders');
  const card = page.getByRole('article', { name: 'Photos' });
  await card.getByText(/Up to date/).waitFor();
  for (let index = 0; index < 6; index += 1) rmSync(`${home}/Photos/img-${index}.jpg`);
  await card.getByRole('button', { name: 'Scan now' }).click();
  await card.getByText('6 files are gone here. Delete their objects in the bucket, too?').waitFor();
  await card.getByRole('button', { name: 'Show the list' }).click();
  await card.getByText('img-3.jpg').waitFor();
  // While nobody can tell whether they are gone, nothing is asked.
  renameSync(`${home}/Photos`, `${home}/Elsewhere`);
  await card.getByRole('button', { name: 'Scan now' }).click();
  await card.getByText('Drive not connected').waitFor();
  await card.getByRole('button', { name: 'Keep them' }).waitFor({ state: 'detached' });
  renameSync(`${home}/Elsewhere`, `${home}/Photos`);
  await card.getByRole('button', { name: 'Keep them' }).click();
  await card.getByText(/Up to date/).waitFor();
  expect((await ask('listHeldDeletes', { id, offset: 0, limit: 10 })).total).toBe(0);
  const link = await ask('explainPath', { path: `${home}/Photos/img-3.jpg` });
  expect(link.decisions[0]?.reason.code).toBe('kept-in-bucket');
});

test('a folder is verified, and removed without its objects', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  await addPhotos(served);
  await served.goTo('folders');
  const card = page.getByRole('article', { name: 'Photos' });
  await card.getByText(/Up to date/).waitFor();
  await card.getByRole('button', { name: 'Verify' }).click();
  await page.getByText('All files', { exact: true }).click();
  await page.getByRole('button', { name: 'Start verifying' }).click();
  await card.getByText(/Verification is done: .*12 verified|verified 12/).waitFor();
  await card.getByRole('button', { name: 'More for Photos' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove folder' }).click();
  await page.getByText('No folder is watched yet').waitFor();
  const usual = await ask('getUsualFolderSettings', {});
  const { taskId } = await ask('startDryRun', {
    root: `${served.home}/Photos`,
    target: inTrial('photos/').target,
    settings: usual,
  });
  await expect.poll(async () => (await ask('getTask', { id: taskId })).task.isOver).toBe(true);
  // Every object is found again where it was.
  expect((await ask('getTask', { id: taskId })).summary?.['uploadFiles']).toBe(0);
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inTrial } from '../support/page/ask.ts';
import { keepChromium, servePage } from '../support/page/served-page.ts';

const browser = keepChromium();

test('why a file was sent, or was not, is told by its path', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask, home, file } = served;
  file('Photos/sent.jpg', 5_000);
  file('Photos/left.tmp', 10);
  const letter = file('letter.txt', 'hello');
  await ask('addFolder', {
    root: `${home}/Photos`,
    target: inTrial('photos/').target,
    settings: { ...(await ask('getUsualFolderSettings', {})), ignore: ['*.tmp'], quietMs: 200 },
  });
  await ask('addPaths', { ...inTrial(), paths: [letter], name: null });
  await page.getByRole('link', { name: 'Folders' }).click();
  await page
    .getByRole('article', { name: 'Photos' })
    .getByText(/Up to date/)
    .waitFor();
  await page.getByRole('button', { name: 'Explain a file' }).click();
  const path = page.getByRole('textbox', { name: 'Path of a file' });
  const explain = async (name: string) => {
    await path.fill(`${home}/${name}`);
    await path.press('Enter');
  };
  await explain('Photos/sent.jpg');
  await page.getByText(/^Proven .* as photos\/sent\.jpg$/).waitFor();
  await page.getByText('nothing was known of it here').waitFor();
  await explain('Photos/left.tmp');
  await page.getByText("The folder's own rule *.tmp leaves it out.").waitFor();
  await explain('Photos/none.txt');
  await page.getByText('There is no such file now.').waitFor();
  await explain('letter.txt');
  await page.getByText('No folder that is watched holds it.').waitFor();
  const byHand = page.getByRole('table', { name: 'Sent by hand, newest first' });
  await byHand.getByRole('row', { name: /Proven.*letter\.txt/ }).waitFor();
});

test('what a search finds is exported as JSON', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask, file } = served;
  const paths = ['one.txt', 'two.txt'].map(name => file(name, 1_000));
  await ask('addPaths', { ...inTrial(), paths, name: null });
  await served.goTo('history');
  const table = page.getByRole('table', { name: 'Events' });
  for (const name of [/Proven.*one\.txt/, /Proven.*two\.txt/])
    await table.getByRole('row', { name }).waitFor();
  await page.getByRole('textbox', { name: 'Search in paths and keys' }).fill('ONE');
  await table
    .getByRole('row', { name: /two\.txt/ })
    .first()
    .waitFor({ state: 'detached' });
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'As JSON' }).click();
  const lines = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as { path: string }[];
  expect(lines.length).toBeGreaterThan(0);
  expect(new Set(lines.map(line => line.path))).toEqual(new Set([paths[0]]));
});

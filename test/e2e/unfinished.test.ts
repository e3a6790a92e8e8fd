import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inTrial } from '../support/page/ask.ts';
import { keepChromium, servePage } from '../support/page/served-page.ts';

const browser = keepChromium();

test('unfinished uploads are shown with their sizes and cost, and removed after a question', async () => {
  const served = await servePage(browser(), {
    hasTrial: true,
    prepare(home) {
      mkdirSync(join(home, 'settings'));
      writeFileSync(join(home, 'settings', 'config.toml'), '[prices]\ngb-month = 600\ncurrency = "CNY"\n');
    },
  });
  const { page, ask, file } = served;
  await ask('saveSettings', { ...(await ask('getSession', {})).settings, rateLimit: '3M' });
  const large = file('large.bin', 48 * 1024 * 1024);
  await ask('addPaths', { ...inTrial(), partSize: 1024 * 1024, paths: [large], name: null });
  const { target } = inTrial();
  const stored = async () => (await ask('listUnfinished', { target, after: null })).uploads;
  await expect.poll(async () => (await stored())[0]?.parts ?? 0).toBeGreaterThan(1);
  await ask('setAllPaused', { isPaused: true });
  await expect.poll(async () => (await stored())[0]?.isLiving).toBe(false);
  await page.getByRole('link', { name: 'Unfinished' }).click();
  await page.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  await page.getByRole('button', { name: 'Look' }).click();
  await page.getByText(/^1 upload, \d+\.\d MiB, about CN¥\d+\.\d\d a month$/).waitFor();
  const list = page.getByRole('table', { name: 'Unfinished uploads of trial:trial/' });
  await list.getByRole('row', { name: /large\.bin.*A transfer that can go on/ }).waitFor();
  await list.getByRole('checkbox', { name: 'Choose large.bin' }).check();
  await page.getByRole('button', { name: 'Remove 1' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove 1 unfinished upload?' });
  await dialog.getByText('1 of them belongs to a transfer that could go on.').waitFor();
  await dialog.getByRole('button', { name: 'Remove 1' }).click();
  await page.getByText('Nothing unfinished there.').waitFor();
  expect(await stored()).toEqual([]);
  await page.getByRole('button', { name: 'Let the store do it' }).click();
  await page.getByText('<Days>7</Days>').waitFor();
});
